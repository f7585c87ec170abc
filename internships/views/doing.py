"""How each act is done: the form's answers handed to the one service that decides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from internships.enums import AmendmentKind, InterruptionReason, ItemOutcome, LogisticsKind, LogisticsState
from internships.models import Placement
from internships.selectors import get_lead_mentorship
from internships.services import amendments, applications, closing, matching, preparation, reports, selection, week
from lms.accounts.models import User

Run = Callable[[Placement, User, datetime, Any], Any]


def simple(service: Callable[..., Any]) -> Run:
    """A service that asks nothing but who and when."""
    return lambda placement, user, at, _form: service(placement=placement, actor=user, at=at)


def reasoned(service: Callable[..., Any]) -> Run:
    """A service that asks for a reason."""
    return lambda placement, user, at, form: service(
        placement=placement, reason=form.cleaned_data["reason"], actor=user, at=at
    )


def endorse(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return applications.endorse_application(
        placement=placement, alternate=said["alternate"], is_authorised=said["is_authorised"], actor=user, at=at
    )


def score(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    return selection.score_application(placement=placement, scores=form.cleaned_data, actor=user, at=at)


def propose_host(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return matching.propose_host(
        placement=placement, offer=form.offers[said["offer"]], starts_on=said["starts_on"], ends_on=said["ends_on"],
        actor=user, at=at,
    )  # fmt: skip


def name_mentor(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    return matching.name_mentor(placement=placement, person=form.cleaned_data["person"], actor=user, at=at)


def of_mentorship(service: Callable[..., Any], **more: Any) -> Run:
    def run(placement: Placement, user: User, at: datetime, form: Any) -> Any:
        mentorship = get_lead_mentorship(placement)
        asked = {name: form.cleaned_data[name] for name in more}
        return service(mentorship=mentorship, actor=user, at=at, **asked)

    return run


def approve_programme(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    version = form.cleaned_data["version"]
    return preparation.approve_programme(placement=placement, version=version, actor=user, at=at)


def set_logistics(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return preparation.set_logistics(
        placement=placement, kind=LogisticsKind(said["kind"]), state=LogisticsState(said["state"]), note=said["note"],
        actor=user, at=at,
    )  # fmt: skip


def give_contact(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    return preparation.give_emergency_contact(
        placement=placement, contact=form.cleaned_data["contact"], actor=user, at=at
    )


def draft_cascade(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    return preparation.draft_cascade_plan(placement=placement, commitments=form.commitments(), actor=user, at=at)


def plan_item(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = {**form.cleaned_data, "held_on": form.day()}
    item = preparation.PlannedItem(**said)
    return preparation.plan_item(placement=placement, item=item, actor=user, at=at)


def record_day(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    minutes = round(form.cleaned_data["hours"] * 60)
    return week.record_day(placement=placement, held_on=form.day(), minutes=minutes, actor=user, at=at)


def record_outcome(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return week.record_outcome(
        placement=placement, item=form.items[said["item"]], outcome=ItemOutcome(said["outcome"]),
        reason=said["reason"], actor=user, at=at,
    )  # fmt: skip


def interrupt(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return week.interrupt_internship(
        placement=placement, why=InterruptionReason(said["why"]), last_day=form.day(), reason=said["reason"],
        actor=user, at=at,
    )  # fmt: skip


def clarify(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    report = placement.reports.get(kind=said["kind"])
    return reports.ask_clarification(report=report, question=said["question"], actor=user, at=at)


def hold(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return closing.hold_placement(
        placement=placement, reason=said["reason"], review_on=said["review_on"], actor=user, at=at
    )


def resume(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    return closing.hold_placement(placement=placement, reason="", review_on=None, actor=user, at=at)


def waive(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    said = form.cleaned_data
    return applications.grant_waiver(placement=placement, what=said["what"], reason=said["reason"], actor=user, at=at)


def amend(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    return amendments.propose_dates(placement=placement, actor=user, at=at, **form.cleaned_data)


def agree(placement: Placement, user: User, at: datetime, form: Any) -> Any:
    waiting = placement.amendments.filter(kind=AmendmentKind.DATES, approved_at__isnull=True).order_by("pk").last()
    if waiting is None:
        return None
    return amendments.approve_amendment(amendment=waiting, actor=user, at=at)


def has_no_mentor(placement: Placement) -> bool:
    return placement.offer_id is not None and get_lead_mentorship(placement) is None


def awaits_mentor(placement: Placement) -> bool:
    mentorship = get_lead_mentorship(placement)
    return mentorship is not None and mentorship.accepted_at is None


def awaits_briefing(placement: Placement) -> bool:
    mentorship = get_lead_mentorship(placement)
    return mentorship is not None and mentorship.accepted_at is not None and mentorship.briefing_read_at is None


def has_programme(placement: Placement) -> bool:
    return placement.items.exists()


def has_amendment(placement: Placement) -> bool:
    return placement.amendments.filter(kind=AmendmentKind.DATES, approved_at__isnull=True).exists()
