"""What happens around every request: a log line, the browser wall, and the cache of public pages."""

import logging
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from lms.common.logs import ADDRESSES_OF_SECRETS
from lms.common.public_pages import DrawnPage, find_page, generation, keep_page

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("aula.request")

# A code in an address is a secret of its holder: it never reaches a log. What follows these is cut.
SECRET_ADDRESS = re.compile(rf"^(?:{ADDRESSES_OF_SECRETS})")
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
ADMIN_CSP = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; worker-src 'self'; "
    "media-src 'self'; manifest-src 'self'; frame-ancestors 'self'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'"
)


def loggable_path(path: str) -> str:
    """``path`` without the part that is a secret."""
    secret = SECRET_ADDRESS.match(path)
    return f"{secret.group()}…" if secret else path


class RequestLogMiddleware:
    """One line per request: method, path, status, milliseconds, id of the user. Static files are not logged."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith("/static/") and settings.LOG_REQUESTS:
            user = getattr(request, "user", None)
            log.info(
                "request",
                extra={
                    "method": request.method,
                    "path": loggable_path(request.path),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                    "user_ref": getattr(user, "public_id", None),
                },
            )
        return response


class BrowserWallMiddleware:
    """Headers that keep a signed-in page out of caches and a page's powers small (SECURITY §2C rows 8, 20)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith("/admin/"):
            response.setdefault("Content-Security-Policy", ADMIN_CSP)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # Not setdefault: a view that sets its own caching for guests must not do so for a signed-in reader.
            response["Cache-Control"] = "no-store, private"
        if self.ends_session(response):
            response["Clear-Site-Data"] = '"cache", "storage"'  # also answers that were never sent
        return response

    @staticmethod
    def ends_session(response: HttpResponse) -> bool:
        """Is the browser told to forget its session?"""
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        return cookie is not None and not cookie.value


class KnownMethodsMiddleware:
    """Nothing here is put, patched or deleted: a form view of the framework would take a PUT for a POST."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class PublicPageCacheMiddleware:
    """Serves public pages to people without a session as they were drawn, before anything else is done.

    A view opts in by setting ``response.is_public_page = True``; such pages hold no nonce, token or cookie, so even
    their headers are kept. Scheme, host and path (with its language) are the whole key; a query is never kept.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PUBLIC_PAGE_CACHE_SECONDS or not self.may_keep(request):
            return self.get_response(request)
        key = self.key(request)
        page = find_page(key)
        if page is not None:
            return HttpResponse(page.content, headers=page.headers)
        response = self.get_response(request)
        if getattr(response, "is_public_page", False) and response.status_code == 200 and not response.cookies:
            keep_page(key, DrawnPage(response.content, dict(response.items())))
        return response

    @staticmethod
    def may_keep(request: HttpRequest) -> bool:
        """A plain GET of somebody whom nothing distinguishes: no session, no message waiting for them."""
        return (
            request.method == "GET"
            and not request.META.get("QUERY_STRING")
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and "messages" not in request.COOKIES
        )

    @staticmethod
    def key(request: HttpRequest) -> str:
        zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
        return f"public:{generation()}:{request.scheme}:{request.get_host()}:{request.path}:{int(zipped)}"
