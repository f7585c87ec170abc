"""The sessions of one activity, for whoever arranges them: written out from a rule, moved, called off."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from live import agenda, services
from live.forms import CancelForm, MoveForm, PlanForm
from live.models import Series, Session
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError


def find_series(request: AuthenticatedRequest, series_id: str) -> Series:
    """The series of that address, where the reader arranges it; to everybody else it does not exist."""
    return get_object_or_404(Series.objects.visible_to(request.user), public_id=series_id)


class ShowSeriesView(View):
    """All sessions of an activity in order, each with what can still be done about it."""

    def get(self, request: AuthenticatedRequest, series_id: str) -> HttpResponse:
        series, at = find_series(request, series_id), timezone.now()
        sessions = list(series.sessions.all())
        context = {"series": series, "sessions": sessions, "at": at}
        return render(request, "live/series_show.html", context)


class PlanSessionsView(View):
    """First the dates that a rule gives, with whoever would be in two places; then, confirmed, the sessions."""

    def get(self, request: AuthenticatedRequest, series_id: str) -> HttpResponse:
        series = find_series(request, series_id)
        last = series.sessions.order_by("-starts_at").first()
        initial = {"title_es": series.title.get("es", ""), "title_en": series.title.get("en", "")}
        if last is not None:
            local = last.starts_at.astimezone(ZoneInfo(series.time_zone))
            initial |= {"begins": local.time(), "minutes": last.scheduled_seconds // 60, "modality": last.modality}
        return self.page(request, series, PlanForm(initial=initial))

    def post(self, request: AuthenticatedRequest, series_id: str) -> HttpResponse:
        series, at, form = find_series(request, series_id), timezone.now(), PlanForm(request.POST)
        if not form.is_valid():
            return self.page(request, series, form)
        try:
            if "confirm" not in request.POST:
                planned = services.list_spans(series=series, rule=form.rule(series.time_zone), at=at)
                return self.page(request, series, form, planned)
            made = services.plan_sessions(
                series=series,
                rule=form.rule(series.time_zone),
                draft=services.SessionDraft(form.title, form.cleaned_data["modality"], form.preparation),
                actor=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, series, form)
        told = ngettext("%(count)d session is scheduled.", "%(count)d sessions are scheduled.", len(made))
        messages.success(request, told % {"count": len(made)})
        return redirect("live:series", series.public_id)

    def page(
        self,
        request: AuthenticatedRequest,
        series: Series,
        form: PlanForm,
        planned: list[tuple[datetime, datetime]] | None = None,
    ) -> HttpResponse:
        context = {
            "series": series,
            "form": form,
            "planned": planned,
            "overlaps": agenda.get_overlaps(series, planned or []),
        }
        return render(request, "live/series_plan.html", context)


class MoveSessionView(View):
    """Another day and hour for one session or the rest; who would be in two places is said before."""

    def get(self, request: AuthenticatedRequest, series_id: str, public_id: str) -> HttpResponse:
        series, session = self.find(request, series_id, public_id)
        local = session.starts_at.astimezone(ZoneInfo(series.time_zone))
        minutes = session.scheduled_seconds // 60
        initial = {"day": local.date(), "begins": local.time(), "minutes": minutes, "scope": "one"}
        return self.page(request, series, session, MoveForm(initial=initial))

    def post(self, request: AuthenticatedRequest, series_id: str, public_id: str) -> HttpResponse:
        series, session = self.find(request, series_id, public_id)
        form = MoveForm(request.POST)
        if not form.is_valid():
            return self.page(request, series, session, form)
        told = form.cleaned_data
        try:
            moved = services.move_sessions(
                session=session,
                day=told["day"],
                begins=told["begins"],
                minutes=told["minutes"],
                and_later=told["scope"] == "rest",
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, series, session, form)
        messages.success(request, _("The new time is kept. Everybody concerned receives it by mail."))
        spans = [(one.starts_at, one.ends_at) for one in moved]
        if agenda.get_overlaps(series, spans, but=[one.pk for one in moved]):
            messages.warning(request, _("Somebody has another session at the new hour. See the list below."))
        return redirect("live:series", series.public_id)

    def find(self, request: AuthenticatedRequest, series_id: str, public_id: str) -> tuple[Series, Session]:
        series = find_series(request, series_id)
        return series, get_object_or_404(series.sessions.select_related("series"), public_id=public_id)

    def page(self, request: AuthenticatedRequest, series: Series, session: Session, form: MoveForm) -> HttpResponse:
        return render(request, "live/session_move.html", {"series": series, "session": session, "form": form})


class CancelSessionView(View):
    """Calling off one session or the rest, after saying what will happen."""

    def get(self, request: AuthenticatedRequest, series_id: str, public_id: str) -> HttpResponse:
        series = find_series(request, series_id)
        session = get_object_or_404(series.sessions.all(), public_id=public_id)
        return self.page(request, series, session, CancelForm(initial={"scope": "one"}))

    def post(self, request: AuthenticatedRequest, series_id: str, public_id: str) -> HttpResponse:
        series = find_series(request, series_id)
        session = get_object_or_404(series.sessions.select_related("series"), public_id=public_id)
        form = CancelForm(request.POST)
        if not form.is_valid():
            return self.page(request, series, session, form)
        try:
            services.cancel_sessions(
                session=session,
                and_later=form.cleaned_data["scope"] == "rest",
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, series, session, form)
        messages.success(request, _("Cancelled. Everybody concerned is told by mail."))
        return redirect("live:series", series.public_id)

    def page(self, request: AuthenticatedRequest, series: Series, session: Session, form: CancelForm) -> HttpResponse:
        return render(request, "live/session_cancel.html", {"series": series, "session": session, "form": form})
