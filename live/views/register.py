"""The register of a session: its code, its list, its sheet, and the page on which one checks in."""

from collections.abc import Callable, Iterable
from typing import ClassVar

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from live import services
from live.enums import Modality
from live.models import Session
from live.register_selectors import get_own_register, get_register
from live.services.checkin import STEP, code_at, is_check_in_open
from live.views.sent import plain
from live.views.sessions import find_session
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError


def find_led_session(request: AuthenticatedRequest, public_id: str) -> Session:
    """The session of that address where the reader keeps its register; to everybody else there is none."""
    led = Session.objects.visible_to(request.user).led_by(request.user).select_related("series")
    return get_object_or_404(led, public_id=public_id)


def pattern_path(matrix: Iterable[Iterable[int]]) -> str:
    """The dark squares of a QR as the path of a drawing."""
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)


class CheckInView(View):
    """Where a participant types the code on the screen, or says before whose screen they sit."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session, at = find_session(request, public_id), timezone.now()
        context = {
            "session": session,
            "at": at,
            "code": plain(request.GET.get("codigo", ""), 10),
            "own": get_own_register(session, request.user, at),
            "takes_code": session.modality != Modality.REMOTE,
            "is_open": is_check_in_open(session, at),
        }
        return render(request, "live/check_in.html", context)

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session, at = find_session(request, public_id), timezone.now()
        try:
            if "pantalla" in request.POST:
                services.propose_shared_screen(
                    session_id=session.pk, screen_ref=plain(request.POST["pantalla"]), actor=request.user, at=at
                )
                messages.success(request, _("Noted. It counts once the facilitator has confirmed it."))
            else:
                code = plain(request.POST.get("codigo", ""), 40)
                services.check_in(session_id=session.pk, code=code, actor=request.user, at=at)
                messages.success(request, _("You are checked in."))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("live:check_in", public_id)


class ShowCodeView(View):
    """The code and its QR for the screen of the hall; the page loads itself anew before the code changes."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session, at = find_led_session(request, public_id), timezone.now()
        if session.modality == Modality.REMOTE:
            raise Http404
        code = code_at(session, at)
        address = f"{settings.SITE_URL}{reverse('live:check_in', args=[public_id])}?codigo={code}"
        matrix = segno.make(address, error="m", micro=False).matrix
        context = {
            "session": session,
            "is_open": is_check_in_open(session, at),
            "code": f"{code[:3]} {code[3:]}",
            "path": pattern_path(matrix),
            "size": len(matrix),
            "refresh_seconds": STEP - int(at.timestamp()) % STEP + 1,
            "count": len([row for row in get_register(session, request.user).rows if row.lines]),
        }
        return render(request, "live/check_in_code.html", context)


class ShowRegisterView(View):
    """Everybody's minutes with what stands behind them, and the acts of the facilitator."""

    template = "live/register_show.html"

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session, at = find_led_session(request, public_id), timezone.now()
        context = {
            "session": session,
            "register": get_register(session, request.user),
            "at": at,
            "is_over": at >= session.ends_at,
            "takes_code": session.modality != Modality.REMOTE,
        }
        return render(request, self.template, context)


class ShowSheetView(ShowRegisterView):
    """The same list on paper, with room for signatures."""

    template = "live/register_sheet.html"


class WriteRegisterView(View):
    """One act of the facilitator; the answer is a sentence above the list."""

    http_method_names = ("post",)

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        session = find_led_session(request, public_id)
        act = self.acts.get(request.POST.get("acto", ""))
        if act is None:
            messages.error(request, _("Nothing was noted: choose what to note."))
            return redirect("live:register", public_id)
        try:
            messages.success(request, act(self, request, session))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect("live:register", public_id)

    def on_site(self, request: AuthenticatedRequest, session: Session) -> str:
        refs = [plain(ref) for ref in request.POST.getlist("persona")[:500]]
        count = services.mark_on_site(
            session_id=session.pk, participant_refs=refs, actor=request.user, at=timezone.now()
        )
        return ngettext("%(count)s person noted as present.", "%(count)s people noted as present.", count) % {
            "count": count
        }

    def confirm(self, request: AuthenticatedRequest, session: Session) -> str:
        services.confirm_entry(
            session_id=session.pk, entry_ref=self.text(request, "linea"), actor=request.user, at=timezone.now()
        )
        return _("Confirmed. The minutes of that screen count for this person too.")

    def withdraw(self, request: AuthenticatedRequest, session: Session) -> str:
        services.withdraw_entry(
            session_id=session.pk, entry_ref=self.text(request, "linea"), actor=request.user, at=timezone.now()
        )
        return _("Withdrawn. The line stays in the history and counts no more.")

    def telephone(self, request: AuthenticatedRequest, session: Session) -> str:
        services.assign_telephone(
            session_id=session.pk,
            participant_ref=self.text(request, "persona"),
            occupant_jid=self.text(request, "conexion", 200),
            actor=request.user,
            at=timezone.now(),
        )
        return _("The connection counts for this person.")

    def excuse(self, request: AuthenticatedRequest, session: Session) -> str:
        services.excuse_absence(
            session_id=session.pk,
            participant_ref=self.text(request, "persona"),
            reason=self.text(request, "motivo", 500),
            actor=request.user,
            at=timezone.now(),
        )
        return _("The absence is excused. It adds no minutes.")

    def correct(self, request: AuthenticatedRequest, session: Session) -> str:
        minutes = self.text(request, "minutos", 5)
        seconds = int(minutes) * 60 if minutes.isascii() and minutes.isdecimal() else -1
        services.correct_minutes(
            session_id=session.pk,
            participant_ref=self.text(request, "persona"),
            seconds=seconds,
            reason=self.text(request, "motivo", 500),
            actor=request.user,
            at=timezone.now(),
        )
        return _("The minutes are corrected. What was counted stays readable.")

    def text(self, request: AuthenticatedRequest, name: str, length: int = 20) -> str:
        return plain(request.POST.get(name, ""), length)

    acts: ClassVar[dict[str, Callable[["WriteRegisterView", AuthenticatedRequest, Session], str]]] = {
        "presente": on_site,
        "confirmar": confirm,
        "retirar": withdraw,
        "telefono": telephone,
        "excusar": excuse,
        "corregir": correct,
    }
