"""Setting up an edition and its way from draft to closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.enums import AwardKind
from courses.models import CourseVersion
from live.enums import Modality
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from lms.common.times import known_zones
from lms.records import audit
from lms.records.events import publish
from network.models import Office, School
from network.selectors import get_acting_role
from workshops import signals
from workshops.enums import EDITION_MOVES, OFFERED_STATES, ActivityType, EditionState, EnrolmentState, KeyHolder, MakeUp
from workshops.models import Edition, Enrolment
from workshops.services.moves import lock_enrolment, move_enrolment
from workshops.services.seats import give_back_seat


class EditionZoneUnknown(DomainError):
    message = _("There is no time zone called “%(zone)s”. Choose one from the list, such as America/El_Salvador.")


class EditionBackwards(DomainError):
    message = _("An edition has to end on or after its first day, and nominations have to close after they open.")


class EditionMoveNotAllowed(DomainError):
    message = _("This edition stands at “%(state)s”, so this cannot be done with it.")


class EditionWithoutSeats(DomainError):
    message = _("This edition has no places yet. Open its places first.")


class EditionKeysMissing(DomainError):
    message = _("An edition opens when both the lead school's coordination and the Secretariat have agreed.")


class EditionWithoutWindow(DomainError):
    message = _("Say first from when to when nominations are taken.")


LISTS = (
    "languages",
    "certificate_languages",
    "eligible_countries",
    "eligible_institution_types",
    "eligible_categories",
    "prerequisites",
)


@dataclass(frozen=True, slots=True)
class EditionPlan:
    """Everything that is decided about an edition before anybody is nominated."""

    title: Mapping[str, str]
    activity_type: ActivityType
    modality: Modality
    lead_school: School
    time_zone: str
    starts_on: date
    ends_on: date
    host_office: Office | None = None
    venue: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ("es",)
    nomination_opens_at: datetime | None = None
    nomination_closes_at: datetime | None = None
    response_days: int = 5
    seats_per_office: int = 2
    remote_capacity: int = 0
    attendance_percent: int = 80
    pass_mark: int = 70
    quiz_attempts: int = 3
    certificate_kind: AwardKind = AwardKind.APPROVAL
    certificate_languages: Sequence[str] = ("es", "en")
    donor_line: Mapping[str, str] = field(default_factory=dict)
    eligible_countries: Sequence[str] = ()
    eligible_institution_types: Sequence[str] = ()
    eligible_categories: Sequence[str] = ()
    prerequisites: Sequence[str] = ()
    takes_applications: bool = False
    make_up: MakeUp = MakeUp.RECORDING
    make_up_days: int = 14
    is_historical: bool = False
    closing_note: str = ""


@transaction.atomic
def create_edition(*, course_version: CourseVersion, plan: EditionPlan, actor: User | None, at: datetime) -> Edition:
    """A draft edition of ``course_version`` (a historical one is closed from the start).

    The same course version on the same days at the same host is the same edition, returned as it stands.
    """
    if plan.time_zone not in known_zones():
        raise EditionZoneUnknown(zone=plan.time_zone)
    refuse_if_backwards(plan)
    # The version's row is held, so that two identical requests find one another.
    version = CourseVersion.objects.select_for_update(no_key=True).get(pk=course_version.pk)
    same = Edition.objects.filter(
        course_version=version, starts_on=plan.starts_on, ends_on=plan.ends_on, host_office=plan.host_office
    )
    for edition in same:
        if edition.title == dict(plan.title):
            return edition
    state = EditionState.CLOSED if plan.is_historical else EditionState.DRAFT
    edition = Edition.objects.create(course_version=version, state=state, **get_columns(plan))
    audit.log(
        action="workshops.create_edition",
        instance=edition,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        to_state=state,
    )
    return edition


def refuse_if_backwards(plan: EditionPlan) -> None:
    """Days and window have to be in order."""
    if plan.ends_on < plan.starts_on:
        raise EditionBackwards
    opens, closes = plan.nomination_opens_at, plan.nomination_closes_at
    if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
        raise EditionBackwards


def get_columns(plan: EditionPlan) -> dict[str, object]:
    """The plan as the columns of an edition."""
    columns = {name: getattr(plan, name) for name in plan.__dataclass_fields__}
    for name in ("title", "venue", "donor_line"):
        columns[name] = Translated(getattr(plan, name))
    for name in LISTS:
        columns[name] = list(getattr(plan, name))
    return columns


@transaction.atomic
def open_nominations(*, edition: Edition, actor: User | None, at: datetime) -> Edition:
    """From draft to open: contact points see it, and inside its window they nominate. Twice changes nothing.

    A person opens it only with both keys turned; the system itself (what sets up an installation) has none to turn.
    """
    edition = _lock_edition(edition)
    if edition.state == EditionState.OPEN:
        return edition
    _refuse_unless_movable(edition, EditionState.OPEN)
    if actor is not None and set(edition.keys.values_list("holder", flat=True)) != set(KeyHolder.values):
        raise EditionKeysMissing
    if edition.nomination_opens_at is None:
        raise EditionWithoutWindow
    if not edition.pools.filter(capacity__gt=0).exists():
        raise EditionWithoutSeats
    _move(edition, EditionState.OPEN, actor=actor, at=at)
    publish(signals.EDITION_OPENED, edition_id=edition.pk)
    return edition


@transaction.atomic
def start_edition(*, edition: Edition, actor: User | None, at: datetime) -> Edition:
    """The edition is under way: nominations end, the waiting list stands still. Twice changes nothing."""
    edition = _lock_edition(edition)
    if edition.state == EditionState.RUNNING:
        return edition
    _refuse_unless_movable(edition, EditionState.RUNNING)
    _move(edition, EditionState.RUNNING, actor=actor, at=at)
    return edition


def start_due_editions(*, at: datetime) -> int:
    """Start every open edition whose first day has come on its own clock; answers how many."""
    due = [edition for edition in Edition.objects.filter(state=EditionState.OPEN) if edition.has_started(at)]
    for edition in due:
        start_edition(edition=edition, actor=None, at=at)
    return len(due)


@transaction.atomic
def close_edition(*, edition: Edition, closing_note: str, actor: User | None, at: datetime) -> Edition:
    """The edition is over: who never answered or still waited leaves the list. Twice changes nothing.

    Whoever is enrolled stays so until completion has decided: attendance may not be final yet.
    """
    edition = _lock_edition(edition)
    if edition.state == EditionState.CLOSED:
        return edition
    _refuse_unless_movable(edition, EditionState.CLOSED)
    edition.closing_note = closing_note
    _move(edition, EditionState.CLOSED, actor=actor, at=at)
    for enrolment in edition.enrolments.filter(state__in=[*OFFERED_STATES, EnrolmentState.ALTERNATE]):
        _leave_unanswered(enrolment, actor=actor, at=at)
    return edition


def _lock_edition(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)


def _refuse_unless_movable(edition: Edition, to_state: EditionState) -> None:
    if to_state not in EDITION_MOVES[edition.state]:
        raise EditionMoveNotAllowed(state=EditionState(edition.state).label)


def _move(edition: Edition, to_state: EditionState, *, actor: User | None, at: datetime) -> None:
    from_state = edition.state
    edition.state = to_state
    edition.save(update_fields=["state", "closing_note"])
    audit.log(
        action=f"workshops.edition_{to_state.lower()}",
        instance=edition,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        from_state=from_state,
        to_state=to_state,
    )


def _leave_unanswered(enrolment: Enrolment, *, actor: User | None, at: datetime) -> None:
    enrolment = lock_enrolment(enrolment)
    seat = enrolment.pool
    enrolment.pool = enrolment.awaited_pool = enrolment.alternate_position = None
    to_state = EnrolmentState.WITHDRAWN if seat is None else EnrolmentState.LAPSED
    move_enrolment(enrolment=enrolment, to_state=to_state, actor=actor, role="", at=at, touched_pool=seat)
    if seat:
        give_back_seat(pool=seat, at=at)
