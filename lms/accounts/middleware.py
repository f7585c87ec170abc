"""Each reader's own language and clock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from lms.accounts.paths import screen_language
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

    def process_view(self, request: HttpRequest, *_: object) -> None:
        is_reader = request.path.startswith("/admin/") and request.user.is_authenticated
        if is_reader and not request.user.has_perm("wagtailadmin.access_admin"):
            raise Http404
