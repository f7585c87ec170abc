"""The demonstration's mail in the browser. These addresses exist only where ``settings.DEMO`` is on."""

import re
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView, View

from lms.desk.letters import Letter, get_letter, get_letters

# Mail programs know no stylesheet, so mail brings its rules with it; nothing else may run or be fetched.
LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-top-navigation-by-user-activation"
)
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


def _letter_or_404(number: int) -> Letter:
    letter = get_letter(number)
    if letter is None:
        raise Http404
    return letter


@method_decorator([login_not_required, never_cache], name="dispatch")
class ListLettersView(TemplateView):
    """Every letter of the demonstration, newest first: invitations reach people who have no account yet."""

    template_name = "demo/mail_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=get_letters(), **kwargs)


@method_decorator([login_not_required, never_cache, csp_update({"frame-src": [SELF]})], name="dispatch")
class ShowLetterView(TemplateView):
    """One letter: its text with links to follow, and its drawn form in a frame without powers."""

    template_name = "demo/mail_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = _letter_or_404(kwargs["number"])
        return super().get_context_data(letter=letter, title_language=letter.language, **kwargs)


@method_decorator([login_not_required, never_cache, xframe_options_sameorigin], name="dispatch")
class DrawLetterView(View):
    """The HTML part alone, as a mail program would draw it: no script, nothing fetched, links open in the page."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        letter = _letter_or_404(number)
        if not letter.html:
            raise Http404
        base = '<base target="_top">'
        html, found = HEAD.subn(lambda head: head[0] + base, letter.html, count=1)
        response = HttpResponse(html if found else base + html)
        response["Content-Security-Policy"] = LETTER_CSP
        return response


@method_decorator([login_not_required, never_cache], name="dispatch")
class OpenEnclosureView(View):
    """A file that came with a letter, always as a download."""

    def get(self, request: HttpRequest, number: int, enclosure: int) -> HttpResponse:
        letter = _letter_or_404(number)
        if enclosure >= len(letter.enclosures):
            raise Http404
        found = letter.enclosures[enclosure]
        response = HttpResponse(found.content, content_type=found.mime_type)
        name = re.sub(r"[^\w.-]", "_", found.name)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
