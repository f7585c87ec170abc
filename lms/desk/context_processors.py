"""The head of every page: what a reader may go to, the present place marked, and under which roles they act."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.accounts.http import ACTING
from network.enums import Role
from network.selectors import acting_keys, get_acting_words, pack_acting


def navigation(request: HttpRequest) -> dict[str, object]:
    """At most six places; no query beyond those the page makes anyway, but where a role has just changed."""
    user = getattr(request, "user", None)
    acting = get_acting(request)
    language = get_language() or "es"
    programme = f"/{language}/programa/"
    if getattr(request, "awaits_second_factor", False):
        places = []  # nothing opens before the second factor
    elif user is not None and user.is_authenticated:
        places = [
            (reverse("desk:desk"), _("My desk")),
            (reverse("workshops:edition_list"), _("Editions")),
            *([(reverse("network:people"), _("People"))] if looks_after_people(acting) else []),
            (programme, _("Programme")),
            (reverse("certificates:award_list"), _("Certificates")),
            (reverse("accounts:preferences"), _("Preferences")),
        ]
    else:
        places = [(programme, _("Programme")), (reverse("certificates:verify_landing"), _("Verify a certificate"))]
    return {
        "acting": get_acting_words(acting, timezone.now().date()),
        "navigation": [{"url": url, "label": label, "current": request.path.startswith(url)} for url, label in places],
    }


def get_acting(request: HttpRequest) -> list[list[Any]]:
    """Under which roles the reader acts; learners act under none.

    The session keeps them with the names of their places since its reader was last heard of, some minutes ago. Where
    the page has asked for the standing and it is another by now, they are read anew.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "awaits_second_factor", False):
        return []
    kept: list[list[Any]] = request.session.get(ACTING, [])
    if getattr(user, "_standing", None) is not None and [row[:-1] for row in kept] != acting_keys(user):
        request.session[ACTING] = kept = pack_acting(user)
    return kept


def looks_after_people(acting: list[list[Any]]) -> bool:
    """Whether one of the roles has people to look after."""
    return any(row[0] in {Role.SECRETARIAT, Role.CONTACT_POINT} for row in acting)
