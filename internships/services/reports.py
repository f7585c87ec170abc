"""The two reports: written apart, kept as drafts whatever is missing, and read by nobody else until both are in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.enums import Party, PlacementState, ReportKind
from internships.forms_spec import GAP_WORDS, find_gaps, read_body, texts_of, write_body
from internships.models import Mentorship, Placement, Report, ReportVersion
from internships.names_lint import find_names
from internships.permissions import can_write_report, get_parties
from internships.selectors import are_both_reports_in
from internships.services.moves import PlacementMoved, find_party, lock_placement, move_placement
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.selectors import get_acting_role, get_standing

BODY_LIMIT = 60_000


class NotYourReport(DomainError):
    message = _("Only the person whose report it is writes it.")


class ReportHandedIn(DomainError):
    message = _("The report is handed in. The Secretariat can open it again for a clarification.")


class ReportIncomplete(DomainError):
    message = _("Still missing: %(missing)s.")


class NamesFound(DomainError):
    message = _("The report seems to name people or cases: %(found)s. Take them out, or confirm that they are none.")


class ReportTooLong(DomainError):
    message = _("The report is longer than can be kept. Shorten it.")


class ReportsNotReleasable(DomainError):
    message = _("Reports are released while they are under review, when both are in.")


@transaction.atomic
def open_own_report(*, placement: Placement, actor: User, at: datetime) -> Report:
    """The report of whoever asks: the intern's, or the evaluation of the mentor who accompanies. Opened once."""
    placement = _lock_reporting(placement)
    person_id = get_standing(actor).person_id
    if placement.person_id == person_id:
        return open_report(placement, ReportKind.INTERN, None, at=at)
    mentorship = (
        placement.mentorships.filter(person_id=person_id or 0, accepted_at__isnull=False).order_by("-pk").first()
    )
    if mentorship is None:
        raise NotYourReport
    return open_report(placement, ReportKind.MENTOR, mentorship, at=at)


def open_report(placement: Placement, kind: ReportKind, mentorship: Mentorship | None, *, at: datetime) -> Report:
    """The one report of its kind; the evaluation stays with the mentor who began it."""
    existing = Report.objects.filter(placement=placement, kind=kind).first()
    if existing is not None:
        if existing.mentorship_id != (mentorship.pk if mentorship else None):
            raise NotYourReport
        return existing
    form_version = str(placement.call.form_versions.get(kind.value.lower(), ""))
    return Report.objects.create(
        placement=placement, kind=kind, mentorship=mentorship, form_version=form_version, saved_at=at
    )


@transaction.atomic
def save_report(*, report: Report, answers: Mapping[str, Any], private_note: str, actor: User, at: datetime) -> Report:
    """Keep what is written so far: names, gaps and all. A draft is never trapped."""
    report = _lock_own_report(report, actor)
    return write_draft(report, answers, private_note, at=at)


def write_draft(report: Report, answers: Mapping[str, Any], private_note: str, *, at: datetime) -> Report:
    """Written once the author is known: by the account, or by link and code."""
    if report.submitted_at is not None:
        raise ReportHandedIn
    body = write_body(answers)
    if len(body) > BODY_LIMIT or len(private_note) > BODY_LIMIT:
        raise ReportTooLong
    report.body, report.private_note, report.saved_at = body, private_note, at
    report.save(update_fields=["body", "private_note", "saved_at"])
    return report


@transaction.atomic
def submit_report(*, report: Report, actor: User, at: datetime, has_confirmed_no_names: bool = False) -> Report:
    """Hand it in. The second of the two takes the placement under review in the same transaction."""
    report = _lock_own_report(report, actor)
    if report.submitted_at is not None:
        return report
    hand_in(report, actor=actor, at=at, has_confirmed_no_names=has_confirmed_no_names)
    return report


def hand_in(report: Report, *, actor: User | None, at: datetime, has_confirmed_no_names: bool) -> None:
    """Called with placement and report locked and the author known."""
    placement = report.placement
    if placement.state != PlacementState.REPORTING:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    answers = read_body(report.body)
    if gaps := find_gaps(report.kind, answers, is_shortened=bool(placement.interruption)):
        raise ReportIncomplete(missing="; ".join(dict.fromkeys(str(GAP_WORDS[gap.key]) for gap in gaps)))
    found = [finding.text for text in texts_of(answers) for finding in find_names(text)]
    if found and not has_confirmed_no_names:
        raise NamesFound(found=", ".join(found[:5]))
    report.submitted_at, report.clarification = at, ""
    report.save(update_fields=["submitted_at", "clarification"])
    party = Party.INTERN if report.kind == ReportKind.INTERN else Party.MENTOR
    audit.log(
        action="internships.submit_report",
        instance=report,
        actor=actor,
        at=at,
        role=party,
        detail=f"names confirmed absent: {len(found)}" if found else "",
    )
    if are_both_reports_in(placement):
        move_placement(placement=placement, name="review", actor=None, at=at, form_version=report.form_version)


@transaction.atomic
def ask_clarification(*, report: Report, question: str, actor: User, at: datetime) -> Report:
    """Open one report again; what it said is kept, the other stays closed."""
    placement = lock_placement(report.placement)
    report = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    if report.submitted_at is None:
        find_party(placement, (Party.SECRETARIAT,), actor)
        return report
    move_placement(placement=placement, name="clarify", actor=actor, at=at, reason=question)
    ReportVersion.objects.create(
        report=report,
        version=report.version,
        body=report.body,
        private_note=report.private_note,
        submitted_at=report.submitted_at,
    )
    report.version += 1
    report.submitted_at, report.clarification = None, question.strip()
    report.save(update_fields=["version", "submitted_at", "clarification"])
    return report


@transaction.atomic
def release_reports(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The Secretariat lets the parties read the shareable parts; private notes stay where they are."""
    placement = lock_placement(placement)
    find_party(placement, (Party.SECRETARIAT,), actor)
    if placement.released_at is not None:
        return placement
    reviewed = (PlacementState.UNDER_REVIEW, PlacementState.COMPLETED, PlacementState.CLOSED_WITHOUT_CERTIFICATE)
    if placement.state not in reviewed or not are_both_reports_in(placement):
        raise ReportsNotReleasable
    placement.released_at = at
    placement.save(update_fields=["released_at"])
    role = get_acting_role(actor)
    audit.log(action="internships.release_reports", instance=placement, actor=actor, at=at, role=role)
    return placement


def note_reading(*, report: Report, actor: User, at: datetime) -> None:
    """Who opened a sealed report stands in the trail; one's own needs no line."""
    if not can_write_report(actor, report):
        role = get_acting_role(actor) or next(iter(sorted(get_parties(actor, report.placement))), "")
        audit.log(action="internships.read_report", instance=report, actor=actor, at=at, role=role)


def _lock_reporting(placement: Placement) -> Placement:
    placement = lock_placement(placement)
    if placement.state != PlacementState.REPORTING:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    return placement


def _lock_own_report(report: Report, actor: User) -> Report:
    placement = lock_placement(report.placement)
    report = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    report.placement = placement
    if not can_write_report(actor, report):
        raise NotYourReport
    return report
