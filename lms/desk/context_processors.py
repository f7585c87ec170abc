"""The head of every page: what a reader may go to, the present place marked, and under which roles they act."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lms.accounts.http import ACTING
from network.selectors import get_acting_words, is_people_administrator, pack_acting


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
        "acting": get_acting(request),
        "navigation": [{"url": url, "label": label, "current": request.path.startswith(url)} for url, label in places],
    }


def get_acting(request: HttpRequest) -> list[str]:
    """Under which roles the reader acts, in words; learners act under none.

    Without a query: the standing where the page has asked for it, else what the session noted when its reader was last
    heard of, some minutes ago.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "awaits_second_factor", False):
        return []
    is_known = getattr(user, "_standing", None) is not None
    packed = pack_acting(user) if is_known else request.session.get(ACTING, [])
    return get_acting_words(packed, timezone.now().date())
