"""The navigation of every page: what a reader may go to, the present place marked."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from network.selectors import is_people_administrator


def navigation(request: HttpRequest) -> dict[str, object]:
    """At most six places; one query at most, for whether the reader looks after people."""
    user = getattr(request, "user", None)
    language = get_language() or "es"
    programme = f"/{language}/programa/"
    if getattr(request, "awaits_second_factor", False):
        places = []  # nothing opens before the second factor
    elif user is not None and user.is_authenticated:
        places = [
            (reverse("desk:desk"), _("My desk")),
            (reverse("workshops:edition_list"), _("Editions")),
            *([(reverse("network:people"), _("People"))] if is_people_administrator(user) else []),
            (programme, _("Programme")),
            (reverse("certificates:award_list"), _("Certificates")),
            (reverse("accounts:preferences"), _("Preferences")),
        ]
    else:
        places = [(programme, _("Programme")), (reverse("certificates:verify_landing"), _("Verify a certificate"))]
    return {
        "navigation": [{"url": url, "label": label, "current": request.path.startswith(url)} for url, label in places]
    }
