"""Each reader's own language and clock; and sessions: how long they rest, and what they must have proven."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from lms.accounts.enums import SessionEnd
from lms.accounts.http import (
    ENDED,
    has_second_factor,
    idle_time,
    is_confirmed,
    is_over,
    known_device,
    page_sent_from,
    remember_device,
    session_limit,
    touch_session,
)
from lms.accounts.models import User
from lms.accounts.paths import home_path, is_own_path, screen_language
from lms.accounts.presence import last_presence
from lms.accounts.signals import signed_in_elsewhere
from lms.common.matrix import get_matrix
from lms.common.times import known_zones


class ScreenLanguageMiddleware(LocaleMiddleware):
    """Screens speak only languages in which all of them exist; a language of course matter alone is no prefix."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        language = screen_language(translation.get_language() or "")
        if language != translation.get_language():
            translation.activate(language)
            request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say the language; but unlike Django's, never turn a 404 of an unprefixed address into a redirect.

        Wagtail answers to every prefixed address, so Django would send each machine's 404 there.
        """
        if not translation.get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response


class ReaderMiddleware:
    """Hours are shown on the reader's clock; guests read them on the Secretariat's, with the city named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = settings.NETWORK_TIME_ZONE
        # A guest without a session cookie is not looked up: public pages stay free of database work.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            zone = request.user.time_zone if request.user.time_zone in known_zones() else zone
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)


class EditorsDoorMiddleware:
    """To a signed-in reader who edits nothing, the editors' rooms do not exist; guests are asked to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        is_reader = request.path.startswith("/admin/") and request.user.is_authenticated
        if is_reader and not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404


class IdleMiddleware:
    """A session nobody uses is closed after the time the reader's roles say, unless its reader is present in a room."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self.look(request, timezone.now())
        response = self.get_response(request)
        signed_in = getattr(request, "has_signed_in", None)
        if signed_in is not None:
            is_first = not getattr(request, "had_signed_in", False)
            if not is_first and not known_device(request, signed_in.email):
                signed_in_elsewhere.send(sender=User, user=signed_in, at=timezone.now())
            remember_device(response, signed_in)
        return self.tell_why(request, response)

    @staticmethod
    def tell_why(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A reader led to the sign-in because the session is over is told so there; nothing says whose it was."""
        if response.status_code != 302 or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            return response
        address = urlsplit(response["Location"])
        if address.netloc or address.path != reverse(settings.LOGIN_URL) or "next=" not in address.query:
            return response
        why = getattr(request, "session_end", None)
        if why is not None or request.session.session_key is None:  # the cookie names a session that is not there
            response["Location"] += "&" + urlencode({ENDED: why or SessionEnd.CLOSED})
        return response

    @staticmethod
    def look(request: HttpRequest, at: datetime) -> None:
        assert isinstance(request.user, User)
        if is_over(request, at):
            logout(request)
            request.session_end = SessionEnd.LONG  # type: ignore[attr-defined]
            return
        idle = idle_time(request, at)
        if idle > session_limit(request):
            present_at = last_presence(request.user, at)
            if present_at is None or at - present_at > session_limit(request):
                logout(request)
                request.session_end = SessionEnd.IDLE  # type: ignore[attr-defined]
                return
        if idle >= timedelta(seconds=settings.ACCOUNTS_SEEN_SECONDS):
            request.reader_to_note = request.user  # type: ignore[attr-defined]

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Note that the reader is here; what is refused for want of a token comes this far never and writes nothing."""
        reader = getattr(request, "reader_to_note", None)
        if reader is not None:
            touch_session(request, reader, timezone.now())


ENROLMENT = frozenset(
    {
        "accounts:second_factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
    }
)


class SecondFactorMiddleware:
    """Where a second factor is required, a session with a password alone is a guest's everywhere but at the enrolment.

    Its requests run as a guest's, so no view can forget to ask; what needs an account leads to the enrolment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.lacks_factor(request):
            request.awaits_second_factor = True  # type: ignore[attr-defined]
            if self.name_of(request) not in ENROLMENT:
                request.user = AnonymousUser()
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_view: object
    ) -> HttpResponseRedirect | None:
        if not getattr(request, "awaits_second_factor", False) or request.user.is_authenticated:
            return None
        is_sign_in = request.resolver_match is not None and request.resolver_match.view_name == settings.LOGIN_URL
        if is_sign_in or getattr(view, "login_required", True):
            return HttpResponseRedirect(reverse("accounts:second_factor"))
        return None

    @staticmethod
    def lacks_factor(request: HttpRequest) -> bool:
        return (
            settings.ACCOUNTS_SECOND_FACTOR_REQUIRED
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and request.user.is_authenticated
            and not has_second_factor(request)
        )

    @staticmethod
    def name_of(request: HttpRequest) -> str:
        try:
            return resolve(request.path_info).view_name
        except Resolver404:
            return ""


class StepUpMiddleware:
    """Where the matrix says ``step_up``, the reader has signed in or confirmed within the last fifteen minutes.

    Asked before the view, so what is there and what is not answer alike. What was sent is not kept anywhere: the
    reader is told so, confirms, and comes back to the page it was sent from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        row = get_matrix().rows.get(match.view_name) if match else None
        method = "GET" if request.method == "HEAD" else request.method or ""
        if row is None or method not in row.step_up or not request.user.is_authenticated or is_confirmed(request):
            return None
        back = request.get_full_path()
        if method != "GET":
            messages.warning(
                request,
                _("More than 15 minutes had passed, so nothing was saved. Confirm that it is you and send it again."),
            )
            sender = page_sent_from(request)
            back = sender if is_own_path(sender) else back if "GET" in row.methods else home_path(request.user)
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
