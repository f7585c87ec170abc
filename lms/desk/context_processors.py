"""The navigation of every page: what a reader may go to, the present place marked."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.accounts.http import session_limit
from lms.accounts.models import User
from network.enums import Role
from network.selectors import is_people_administrator

ADMINISTRATORS = (Role.SECRETARIAT, Role.CONTACT_POINT)


def navigation(request: HttpRequest) -> dict[str, object]:
    """At most six places; no query beyond those the page makes anyway, but one for whoever may look after people."""
    user = getattr(request, "user", None)
    language = get_language() or "es"
    programme = f"/{language}/programa/"
    if getattr(request, "awaits_second_factor", False):
        places = []  # nothing opens before the second factor
    elif user is not None and user.is_authenticated:
        places = [
            (reverse("desk:desk"), _("My desk")),
            (reverse("workshops:edition_list"), _("Editions")),
            *([(reverse("network:people"), _("People"))] if looks_after_people(request, user) else []),
            (programme, _("Programme")),
            (reverse("certificates:award_list"), _("Certificates")),
            (reverse("accounts:preferences"), _("Preferences")),
        ]
    else:
        places = [(programme, _("Programme")), (reverse("certificates:verify_landing"), _("Verify a certificate"))]
    return {
        "navigation": [{"url": url, "label": label, "current": request.path.startswith(url)} for url, label in places]
    }


def looks_after_people(request: HttpRequest, user: User) -> bool:
    """Whether the directory of people exists for the reader.

    A session that may rest as long as anybody's is of nobody whose role shortens it, so most readers are not asked for.
    """
    others = settings.ACCOUNTS_IDLE_MINUTES_OTHERS
    is_told = all(settings.ACCOUNTS_IDLE_MINUTES.get(role, others) < others for role in ADMINISTRATORS)
    if is_told and session_limit(request) >= timedelta(minutes=others):
        return False
    return is_people_administrator(user)
