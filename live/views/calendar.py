"""A reader's own sessions, on a page and as a feed for their calendar program."""

import hashlib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View

from live import selectors, services
from live.calendar_feed import feed_key, write_feed
from live.models import FeedToken, Session
from lms.accounts.http import AuthenticatedRequest


class ShowCalendarView(View):
    """The next sessions, and whether a calendar program may read them."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        return self.page(request)

    def page(self, request: AuthenticatedRequest, feed_url: str = "") -> HttpResponse:
        context = {
            "sessions": selectors.get_upcoming_sessions(request.user, timezone.now()),
            "has_feed": bool(feed_url) or FeedToken.objects.visible_to(request.user).in_force().exists(),
            "feed_url": feed_url,
        }
        return render(request, "live/calendar_show.html", context)


class CreateFeedView(ShowCalendarView):
    """Answers with the address itself: it is shown this once and nowhere kept."""

    http_method_names = ("post",)

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        secret = services.create_feed(user=request.user, actor=request.user, at=timezone.now())
        return self.page(request, settings.SITE_URL + reverse("live_machine:feed", args=[secret]))


class RevokeFeedView(View):
    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        services.revoke_feed(user=request.user, actor=request.user, at=timezone.now())
        return redirect("live:calendar")


@method_decorator(login_not_required, name="dispatch")
class ShowFeedView(View):
    """The feed: whoever holds the address reads times and nothing that names a person, a topic or a room."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        token = FeedToken.objects.in_force().select_related("user").filter(digest=services.feed_digest(secret)).first()
        if token is None or not token.user.is_active:
            raise Http404
        sessions = selectors.get_feed_sessions(token.user, timezone.now())
        with translation.override(token.user.language):
            etag = feed_etag(sessions)
            response = get_conditional_response(request, etag=etag) or self.whole_feed(sessions)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
        response["X-Robots-Tag"] = "noindex"
        return response

    @staticmethod
    def whole_feed(sessions: list[Session]) -> HttpResponse:
        return HttpResponse(write_feed(sessions), content_type="text/calendar; charset=utf-8; method=PUBLISH")


def feed_etag(sessions: list[Session]) -> str:
    """Changes with whatever the feed says, and costs less than writing it."""
    told = "\n".join([get_language() or "", *(feed_key(session) for session in sessions)])
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
