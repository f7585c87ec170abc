"""The live sessions of an edition and who teaches in them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from live.enums import Modality, ParticipantRole
from live.models import Series, Session
from live.services import admit_participant, create_series, schedule_session
from lms.accounts.models import User
from lms.common.locking import lock_and_read
from lms.records import audit
from network.models import Person
from network.selectors import get_acting_role
from workshops.enums import EnrolmentState, StaffRole
from workshops.models import Edition, EditionStaff


@transaction.atomic
def schedule_edition_session(
    *,
    edition: Edition,
    title: Mapping[str, str],
    starts_at: datetime,
    ends_at: datetime,
    actor: User | None,
    at: datetime,
    modality: Modality | str = "",
) -> Session:
    """One live session of the edition, open to its staff and to whoever is enrolled; asked again, the same one."""
    session = schedule_session(
        series=open_edition_series(edition=edition, at=at),
        title=title,
        starts_at=starts_at,
        ends_at=ends_at,
        modality=modality or edition.modality,
        actor=actor,
        at=at,
    )
    admit_everybody(edition=edition, session=session, actor=actor, at=at)
    return session


@transaction.atomic
def open_edition_series(*, edition: Edition, at: datetime) -> Series:
    """The series that holds the edition's sessions, on the edition's clock; made once."""
    edition = lock_and_read(Edition.objects.select_related("series"), edition.pk)
    if edition.series is None:
        edition.series = create_series(title=edition.title, time_zone=edition.time_zone, at=at)
        edition.save(update_fields=["series"])
    return edition.series


def admit_everybody(*, edition: Edition, session: Session, actor: User | None, at: datetime) -> None:
    """Open ``session`` to the edition's staff and to whoever is enrolled."""
    for member in edition.staff.select_related("person"):
        _admit_staff(member, session, actor, at)
    for enrolment in edition.enrolments.filter(state=EnrolmentState.ENROLLED).select_related("person"):
        admit_participant(
            session=session, person=enrolment.person, role=ParticipantRole.PARTICIPANT, actor=actor, at=at
        )


@transaction.atomic
def appoint_edition_staff(
    *, edition: Edition, person: Person, role: StaffRole, actor: User | None, at: datetime
) -> EditionStaff:
    """Make ``person`` teach the edition, with the session doors that go with it; another role replaces the former."""
    member, _is_new = EditionStaff.objects.update_or_create(edition=edition, person=person, defaults={"role": role})
    edition.refresh_from_db(fields=["series"])
    if edition.series:
        for session in edition.series.sessions.scheduled():
            _admit_staff(member, session, actor, at)
    acting_role = get_acting_role(actor)
    audit.log(action="workshops.appoint_staff", instance=edition, actor=actor, at=at, role=acting_role, to_state=role)
    return member


def _admit_staff(member: EditionStaff, session: Session, actor: User | None, at: datetime) -> None:
    # Only facilitators moderate a room; an expert speaks in it as any participant does.
    is_facilitator = member.role == StaffRole.FACILITATOR
    role = ParticipantRole.FACILITATOR if is_facilitator else ParticipantRole.PARTICIPANT
    admit_participant(session=session, person=member.person, role=role, actor=actor, at=at)
