"""Those who stood somewhere and stand there no longer: what is left to them, before and after they sign in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db.models import Model

from live import services as live
from live.enums import ParticipantRole
from live.models import Participant
from lms.accounts.models import User
from lms.common.matrix import Scope, Seat
from network.models import Appointment, Membership, Person
from tests.accounts.softkey import SoftKey
from tests.factories.learning import EnrolledFactory
from tests.factories.network import ENDED_ON, MembershipFactory, PersonFactory
from tests.factories.workshops import EditionStaffFactory, EnrolmentFactory
from tests.security.objects import make_enrolment, make_list, the_session
from tests.security.world import World
from workshops.enums import EnrolmentState
from workshops.models import EditionStaff, Enrolment, SeatPool

ROLES = ["contact_point", "secretariat", "coordinator", "school_editor", "auditor", "expert"]


@dataclass(frozen=True, slots=True)
class Former:
    """``end`` takes away what was; ``seat`` and ``relations`` (by subject) are what is left."""

    name: str
    person: Person
    end: Callable[[], None]
    is_revoked: bool  # while signed in; otherwise it had ended before
    seat: Seat = Seat.LRN
    relations: Mapping[str, frozenset[Scope]] = field(default_factory=dict)

    @property
    def user(self) -> User:
        assert self.person.user is not None
        return self.person.user

    def to(self, subject: str) -> frozenset[Scope]:
        return self.relations.get(subject, frozenset())


def make_formers(world: World) -> list[Former]:
    """Each twice: it ended before the sign-in, and it ends while the session lives."""
    made = []
    for is_revoked in (False, True):
        when = "revoked" if is_revoked else "expired"
        made += [_without_role(world, role, when, is_revoked=is_revoked) for role in ROLES]
        made += [
            _moved(world, when, is_revoked=is_revoked),
            _no_longer_enrolled(world, when, is_revoked=is_revoked),
            _no_longer_teaching(world, when, is_revoked=is_revoked),
        ]
    for former in made:  # as the learner of the crawler has
        RecoveryCodes.activate(former.user)
        SoftKey().enrol(former.user)
    return made


def _without_role(world: World, role: str, when: str, *, is_revoked: bool) -> Former:
    land = world.here
    place = {"office": land.office} if role in {"contact_point", "secretariat", "coordinator"} else {}
    person = PersonFactory(**{role: True}, **place, **({"school": land.school} if role == "school_editor" else {}))

    def end() -> None:
        Appointment.objects.filter(person=person).update(ended_on=ENDED_ON)

    return Former(f"{role}, {when}", person, end, is_revoked)


def _moved(world: World, when: str, *, is_revoked: bool) -> Former:
    """A contact point who now belongs to the office of the other country, without a role there."""
    person = PersonFactory(contact_point=True, office=world.here.office)

    def end() -> None:
        Appointment.objects.filter(person=person).update(ended_on=ENDED_ON)
        Membership.objects.filter(person=person).update(ended_on=ENDED_ON)
        MembershipFactory(person=person, office=world.there.office, started_on=ENDED_ON)

    return Former(f"moved to another country, {when}", person, end, is_revoked)


def _no_longer_enrolled(world: World, when: str, *, is_revoked: bool) -> Former:
    """Withdrawn from both editions and from the session; that the first edition exists they still know."""
    land = world.here
    person = PersonFactory(prosecutor=True, office=land.office)
    listed = EnrolmentFactory(edition=make_list(world, land)[0], person=person, office=land.office)
    learning = EnrolledFactory(edition=make_enrolment(world, land).edition, person=person, office=land.office)
    _admit(world, person, ParticipantRole.PARTICIPANT)

    def end() -> None:
        for enrolment in (listed, learning):
            SeatPool.objects.free_seat(enrolment.pool_id)
            Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WITHDRAWN, pool=None)
        _remove(world, person)

    knows = {"edition": frozenset({Scope.ASSIGNED})}
    return Former(f"enrolment ended, {when}", person, end, is_revoked, relations=knows)


def _no_longer_teaching(world: World, when: str, *, is_revoked: bool) -> Former:
    land = world.here
    person = PersonFactory(prosecutor=True, office=land.office)
    rows: list[Model] = [
        EditionStaffFactory(edition=make_list(world, land)[0], person=person),
        EditionStaffFactory(edition=make_enrolment(world, land).edition, person=person),
    ]
    _admit(world, person, ParticipantRole.FACILITATOR)

    def end() -> None:
        EditionStaff.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _remove(world, person)

    return Former(f"facilitator, {when}", person, end, is_revoked)


def _admit(world: World, person: Person, role: ParticipantRole) -> None:
    session = the_session(world, world.here)
    live.admit_participant(session=session, person=person, role=role, actor=None, at=world.an_hour_ago)


def _remove(world: World, person: Person) -> None:
    Participant.objects.filter(person=person).update(removed_at=world.now)
