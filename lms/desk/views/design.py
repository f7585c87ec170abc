"""The house's components on one page, for those who build and judge them. Demonstration only."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from lms.desk.specimens import specimens

THEMES = ("day", "night")


@method_decorator(login_not_required, name="dispatch")
class ShowDesignView(TemplateView):
    """Every component in every state. ``?theme=day|night`` and ``?lang=es|en`` choose how it is drawn."""

    template_name = "design/design.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = request.GET.get("lang", "")
        if language not in ("es", "en"):
            language = translation.get_language() or "es"
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        theme = self.request.GET.get("theme", "")
        return super().get_context_data(
            theme=theme if theme in THEMES else "",
            translations={code: f"?lang={code}" for code in ("es", "en")},
            navigation=[
                {"label": translation.pgettext("design", "Desk"), "url": "#siguiente", "current": True},
                {"label": translation.pgettext("design", "Programme"), "url": "#tarjetas", "current": False},
                {"label": translation.pgettext("design", "My certificates"), "url": "#certificado", "current": False},
            ],
            **specimens(),
            **kwargs,
        )
