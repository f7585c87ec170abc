"""Making a report, saying more, and what the Secretariat does with it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.mail.services import queue_mail
from lms.records import audit
from moderation import mail_kinds
from moderation.enums import REPORT_MOVES, Outcome, ReportState
from moderation.models import LeakReport
from moderation.permissions import can_add_detail, can_moderate
from moderation.places import plain_place
from network.enums import Role
from network.selectors import get_acting_role, get_serving_users

MOST_A_DAY = 20
DETAIL_MAX = 2000


class TooManyReports(DomainError):
    message = _("You have made many reports today. Write to the Secretariat if something urgent remains.")


class ReportNotYours(DomainError):
    message = _("Only who made this report can add to it, and only while it is open.")


class ModerationRefused(DomainError):
    message = _("Only the Secretariat looks at reports.")


class ReportMoveNotAllowed(DomainError):
    message = _("This report stands at “%(state)s”, so this cannot be done with it. Make a new report if needed.")


class OutcomeMissing(DomainError):
    message = _("Say what was found before closing the report.")


@transaction.atomic
def report_leak(*, place: str, actor: User, at: datetime) -> LeakReport:
    """Note that something at ``place`` should not be there and call the Secretariat; a second tap returns the first.

    ``place`` is the path of the page; what it may hold of secrets is left out. The mail names neither page nor person.
    """
    place = plain_place(place)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two taps at once take turns
    known = LeakReport.objects.waiting().filter(reporter=actor, place=place).first()
    if known is not None:
        return known
    if LeakReport.objects.filter(reporter=actor, reported_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyReports
    report = LeakReport.objects.create(reporter=actor, place=place, reported_at=at)
    role = get_acting_role(actor)
    audit.log(action="moderation.report", instance=report, actor=actor, at=at, role=role, to_state=report.state)
    for user in get_serving_users(Role.SECRETARIAT, on=at.date()):
        queue_mail(
            kind=mail_kinds.REPORTED.name,
            dedupe_key=f"{mail_kinds.REPORTED.name}:{report.public_id}:{user.public_id}",
            user=user,
            ids={"report_id": report.pk},
            at=at,
        )
    return report


@transaction.atomic
def add_detail(*, report: LeakReport, detail: str, actor: User, at: datetime) -> LeakReport:
    """Where exactly, in the reporter's words, sealed; again replaces what was said. Nothing said changes nothing."""
    report = LeakReport.objects.select_for_update().get(pk=report.pk)
    if not can_add_detail(actor, report):
        raise ReportNotYours
    detail = detail.strip()[:DETAIL_MAX]
    if detail and detail != report.detail:
        report.detail = detail
        report.save(update_fields=["detail"])
        role = get_acting_role(actor)
        audit.log(action="moderation.add_detail", instance=report, actor=actor, at=at, role=role)
    return report


@transaction.atomic
def take_up_report(*, report: LeakReport, actor: User, at: datetime) -> LeakReport:
    """Somebody of the Secretariat is looking; who came first stays the one."""
    report = _lock(report, actor)
    if report.state == ReportState.TAKEN_UP:
        return report
    return _move(report, ReportState.TAKEN_UP, actor=actor, at=at)


@transaction.atomic
def close_report(*, report: LeakReport, outcome: str, resolution: str, actor: User, at: datetime) -> LeakReport:
    """The end of a report: what was found and what was done. Closing twice changes nothing."""
    report = _lock(report, actor)
    if report.state == ReportState.CLOSED:
        return report
    if outcome not in Outcome.values:
        raise OutcomeMissing
    report.outcome, report.resolution, report.closed_at = outcome, resolution.strip()[:DETAIL_MAX], at
    return _move(report, ReportState.CLOSED, actor=actor, at=at)


def _lock(report: LeakReport, actor: User) -> LeakReport:
    if not can_moderate(actor):
        raise ModerationRefused
    return LeakReport.objects.select_for_update().get(pk=report.pk)


def _move(report: LeakReport, to_state: ReportState, *, actor: User, at: datetime) -> LeakReport:
    from_state = ReportState(report.state)
    if to_state not in REPORT_MOVES[from_state]:
        raise ReportMoveNotAllowed(state=from_state.label)
    report.state = to_state
    if report.handler_id is None:
        report.handler, report.taken_up_at = actor, at
    report.save()
    audit.log(
        action=f"moderation.{'close' if to_state == ReportState.CLOSED else 'take_up'}",
        instance=report,
        actor=actor,
        at=at,
        role=Role.SECRETARIAT,
        from_state=from_state,
        to_state=to_state,
    )
    return report
