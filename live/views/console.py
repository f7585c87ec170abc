"""The facilitator's console: who is in and who is missing, and what can be done about it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views import View

from live import permissions, services
from live.attendance_export import ATTENDANCE
from live.models import Session
from live.presence_now import get_console
from live.views.sent import plain
from live.views.sessions import find_session
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.exports.http import answer_export


def find_conducted(request: AuthenticatedRequest, public_id: str) -> Session:
    """The session, where the reader conducts it; other participants are told that it is not theirs to do."""
    session = find_session(request, public_id)
    if not permissions.can_conduct(request.user, session):
        raise PermissionDenied
    return session


class ShowConsoleView(View):
    """People by name and country. Works without a script: the page is simply asked for again."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session, at = find_conducted(request, public_id), timezone.now()
        console = get_console(request.user, session, at)
        context = {
            "session": session,
            "console": console,
            "is_open": session.is_open(at),
            "is_over": at >= session.ends_at,
            "serial": services.count_rooms(session),
            "parallel": [(one.language, language_name(one.language)) for one in console.rooms if one.language],
            "languages": [(code, language_name(code)) for code in services.LANGUAGES],
            "chosen": [("sesion", session.public_id)],
        }
        return render(request, "live/console.html", context)


def language_name(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


class ActOnSessionView(View):
    """One act of the console, then back to it."""

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session = find_conducted(request, public_id)
        try:
            messages.success(request, self.act(request, session))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("live:console", public_id)

    def act(self, request: AuthenticatedRequest, session: Session) -> str:
        raise NotImplementedError


class RemovePersonView(ActOnSessionView):
    """Takes somebody off the list, or puts them on it again."""

    def act(self, request: AuthenticatedRequest, session: Session) -> str:
        people = {one.public_id: one for one in session.participants.select_related("person")}
        participant = people.get(request.POST.get("quien", ""))
        if participant is None:
            return _("Nobody was chosen.")
        if participant.person.user_id == request.user.pk:
            return _("You cannot remove yourself.")
        person, at = participant.person, timezone.now()
        if "volver" in request.POST:
            services.admit_participant(session=session, person=person, role=participant.role, actor=request.user, at=at)
            return _("This person can enter again.")
        reason = plain(request.POST.get("motivo", ""), 200)
        services.remove_participant(session=session, person=person, actor=request.user, at=at, reason=reason)
        return _("This person cannot enter any more. If they are still in the room, move everybody else to a new one.")


class ChangeRoomView(ActOnSessionView):
    """Everybody else is moved to a new room; pages in the old one follow by themselves."""

    def act(self, request: AuthenticatedRequest, session: Session) -> str:
        sent = request.POST.get("salas", "")
        services.change_room(
            session=session,
            language=plain(request.POST.get("idioma", ""), 10),
            known=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 5 else 0,
            actor=request.user,
            at=timezone.now(),
        )
        return _("A new room is open. Everybody on the list enters it; whoever was removed stays outside.")


class OpenParallelRoomView(ActOnSessionView):
    """A room in another language beside the main one."""

    def act(self, request: AuthenticatedRequest, session: Session) -> str:
        language = plain(request.POST.get("idioma", ""), 10)
        services.open_parallel_room(session=session, language=language, actor=request.user, at=timezone.now())
        return _("The parallel room is open. Its entry stands on the page of the session.")


class ExportAttendanceView(View):
    """The list as a file, through the one writer of lists."""

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session = find_conducted(request, public_id)
        return answer_export(
            request,
            kind=ATTENDANCE.name,
            params={"sesion": session.public_id},
            role="FACILITATOR",
            back=reverse("live:console", args=[session.public_id]),
        )
