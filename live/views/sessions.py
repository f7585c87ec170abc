"""The page of a session, its door, and the room behind it."""

from typing import ClassVar

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from live import selectors, services
from live.agenda import get_own_overlaps
from live.enums import Door
from live.models import Session
from live.operations_selectors import get_fallback, get_own_test
from live.presence_now import get_parallel_rooms
from live.providers import ProviderUnavailable, Ticket
from live.views.sent import plain
from lms.accounts.http import AuthenticatedRequest
from lms.common.powers import permissions_policy

# Camera and microphone are closed on every page but these.
OWN_DEVICES = permissions_policy("camera", "microphone")
DELEGATED = ("camera", "microphone", "display-capture", "autoplay", "fullscreen", "clipboard-write", "screen-wake-lock")
REFRESH_AT_MOST = 60  # seconds between looks at the door for a browser without JavaScript


def find_session(request: AuthenticatedRequest, public_id: str) -> Session:
    """The session of that address, where the reader may see it; to everybody else it does not exist."""
    visible = Session.objects.visible_to(request.user).select_related("series")
    return get_object_or_404(visible, public_id=public_id)


class ShowSessionView(View):
    """When it is and what to prepare; the door, which opens by itself; afterwards, one's own minutes."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session, at = find_session(request, public_id), timezone.now()
        offer = selectors.get_join_offer(request.user, session, at)
        context = {
            "session": session,
            "offer": offer,
            "at": at,
            "is_over": at >= session.ends_at,
            "is_ahead": at < session.ends_at and not session.is_cancelled,
            "is_waiting": offer.door == Door.WAITING,
            "overlaps": get_own_overlaps(request.user, session) if at < session.ends_at else [],
            "parallel": get_parallel_rooms(session) if offer.can_join else [],
            "has_app": bool(settings.LIVE_JITSI_DOMAIN),
            "refresh_seconds": max(5, min(offer.opens_in, REFRESH_AT_MOST)),
            "fallback": get_fallback() if offer.can_join else None,
            "office_test": get_own_test(request.user) if at < session.ends_at and session.has_room else None,
            "attendance": selectors.get_own_attendance(request.user, session) if at >= session.ends_at else None,
        }
        response = render(request, "live/session_show.html", context)
        response["Permissions-Policy"] = OWN_DEVICES
        return response


class ReadDoorView(View):
    """What the door says, for the waiting page to ask; never the room or a token."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> JsonResponse:
        session = find_session(request, public_id)
        offer = selectors.get_join_offer(request.user, session, timezone.now())
        rooms = services.count_rooms(session)
        return JsonResponse({"door": offer.door, "opens_in": offer.opens_in, "rooms": rooms})


class EnterRoomView(View):
    """The room, with a ticket made for this page; whoever comes too early or too late is shown the door."""

    templates: ClassVar[dict[str, str]] = {"jitsi": "live/room_jitsi.html", "practice": "live/room_practice.html"}

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponseBase:
        session = find_session(request, public_id)
        try:
            language = plain(request.GET.get("sala", ""), 10)
            ticket = services.join_session(session=session, actor=request.user, at=timezone.now(), language=language)
        except services.DoorShut:
            return redirect("live:session", public_id)
        except ProviderUnavailable as refusal:
            messages.error(request, str(refusal))
            return redirect("live:session", public_id)
        if ticket.kind == "jitsi" and request.GET.get("en") == "app":
            return self.jitsi_app(ticket)
        if ticket.kind == "jitsi":
            return self.jitsi_room(request, session, ticket)
        return self.room(request, session, ticket, OWN_DEVICES)

    def jitsi_app(self, ticket: Ticket) -> HttpResponseBase:
        """The video server's own page, which opens its app where there is one; nothing of ours is told to it."""
        response = HttpResponseRedirect(f"https://{ticket.domain}/{ticket.room_name}?jwt={ticket.token}")
        response["Referrer-Policy"] = "no-referrer"
        return response

    def jitsi_room(self, request: AuthenticatedRequest, session: Session, ticket: Ticket) -> HttpResponseBase:
        """The page may load one script and one frame from the video server, and only this page may."""
        origin = f"https://{ticket.domain}"
        room = self.room(request, session, ticket, permissions_policy(*DELEGATED, origin=origin))
        # The video server's script was not written for Trusted Types.
        untyped = csp_replace({"require-trusted-types-for": None, "trusted-types": None})(lambda _request: room)
        return csp_update({"script-src": [origin], "frame-src": [origin]})(untyped)(request)

    def room(
        self, request: AuthenticatedRequest, session: Session, ticket: Ticket, permissions_policy: str
    ) -> HttpResponse:
        context = {
            "session": session,
            "ticket": ticket,
            "fallback": get_fallback(),
            "in_new_window": True,  # a report of what somebody said here must not end the call
            "is_audio_first": request.GET.get("conexion") == "baja",
            "language": request.user.language,
            "rooms": services.count_rooms(session),
            "silence_seconds": settings.LIVE_PRACTICE_SILENCE_SECONDS,
        }
        response = render(request, self.templates[ticket.kind], context)
        response["Permissions-Policy"] = permissions_policy
        return response
