"""One place passes on, one office is left for another, somebody leaves: never half, never twice."""

import threading
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.accounts import services as accounts
from lms.accounts.enums import InvitationState
from lms.records import approvals
from lms.records.models import AuditEntry
from network import services
from network.acts import GRANT
from network.enums import Category, Role
from network.models import Appointment, Membership, Person
from network.selectors import get_standing
from tests.factories.accounts import UserFactory
from tests.factories.network import (
    ENDED_ON,
    AppointmentFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SchoolFactory,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
DAY = date(2026, 11, 2)
LATER = date(2027, 1, 1)


def full_office():
    """An office with both contact points and a colleague."""
    office = OfficeFactory()
    first, second = (PersonFactory(contact_point=True, office=office) for _ in range(2))
    return office, first.appointments.get(), second.appointments.get(), PersonFactory(prosecutor=True, office=office)


def substitute(appointment, successor, on=DAY, actor=None):
    return services.substitute_contact_point(appointment=appointment, successor=successor, on=on, actor=actor, at=AT)


def transfer(person, office, on=DAY, **changes):
    leaving = person.memberships.filter(ended_on__isnull=True).first()
    values = {"leaving": leaving, "actor": None, "at": AT}
    return services.transfer_person(person=person, office=office, on=on, **{**values, **changes})


def leave(person, actor=None, reason="Se jubila."):
    return services.leave_network(person=person, reason=reason, actor=actor, at=AT)


def contact_points(office, day):
    return set(Appointment.objects.on(day).filter(role=Role.CONTACT_POINT, office=office))


# --- substitution


def test_a_place_passes_on_in_one_day_and_only_once():
    office, first, second, colleague = full_office()
    actor = UserFactory()

    begun = substitute(first, colleague, actor=actor)
    again = substitute(first, colleague, actor=actor)

    first.refresh_from_db()
    assert begun == again
    assert (begun.person, begun.office, begun.started_on, begun.ended_on, begun.appointed_by) == (
        colleague, office, DAY, None, actor,
    )  # fmt: skip
    assert contact_points(office, DAY - timedelta(days=1)) == {first, second}
    assert contact_points(office, DAY) == {begun, second}
    assert sorted(AuditEntry.objects.values_list("action", "target_ref", "actor_ref")) == [
        ("network.appoint", begun.public_id, actor.public_id),
        ("network.end_appointment", first.public_id, actor.public_id),
    ]


def test_a_place_passes_on_later_and_until_then_nothing_changes():
    _office, first, _second, colleague = full_office()

    substitute(first, colleague, on=date(2100, 1, 1))

    assert get_standing(first.person.user).is_contact_point
    assert not get_standing(colleague.user).is_contact_point


@pytest.mark.parametrize("who", ["elsewhere", "other contact point", "the same"])
def test_a_place_passes_to_nobody_who_cannot_take_it(who):
    office, first, second, _colleague = full_office()
    successor = {
        "elsewhere": PersonFactory(office=OfficeFactory()),
        "other contact point": second.person,
        "the same": first.person,
    }[who]

    with pytest.raises((services.NotOfThisOffice, services.AlreadyContactPoint)):
        substitute(first, successor)

    assert contact_points(office, DAY) == {first, second}


def test_a_place_that_has_ended_is_not_passed_on():
    _office, first, _second, colleague = full_office()
    services.end_appointment(appointment=first, ended_on=DAY, actor=None, at=AT)

    with pytest.raises(services.NoLongerHeld):
        substitute(first, colleague)
    with pytest.raises(services.EndsBeforeItBegins):
        substitute(AppointmentFactory(role=Role.CONTACT_POINT, office=OfficeFactory(), started_on=LATER), colleague)
    with pytest.raises(services.NotOfThisOffice):
        substitute(AppointmentFactory(role=Role.MENTOR), colleague)
    assert not colleague.appointments.exists()


def race_for(people, act):
    waiting = list(people)

    def run():
        try:
            act(waiting.pop())
        except (services.NoLongerHeld, services.ContactPointsFull, services.NotOfThisOffice, services.MovedMeanwhile):
            return "refused"
        return "done"

    return sorted(at_once(len(people), run))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_five_successors_at_once_leave_two_contact_points():
    office, first, second, _colleague = full_office()
    people = [PersonFactory(office=office) for _ in range(5)]

    assert race_for(people, lambda person: substitute(first, person)) == ["done"] + ["refused"] * 4
    assert len(contact_points(office, DAY)) == 2
    assert second in contact_points(office, DAY)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_the_place_passes_to_several():
    office, first, _second, _colleague = full_office()
    people = [PersonFactory(office=office) for _ in range(5)]
    looked = threading.Barrier(len(people))

    def substitute_without_lock(person):
        is_held = Appointment.objects.get(pk=first.pk).ended_on is None
        looked.wait()  # everybody has looked before anybody writes: what the lock makes impossible
        if not is_held:
            raise services.NoLongerHeld
        Appointment.objects.filter(pk=first.pk).update(ended_on=DAY)
        AppointmentFactory(person=person, role=Role.CONTACT_POINT, office=office, started_on=DAY)

    assert race_for(people, substitute_without_lock) == ["done"] * 5
    assert len(contact_points(office, DAY)) == 6


# --- transfer


def test_a_transfer_moves_the_person_and_ends_what_the_old_office_gave():
    old, new = OfficeFactory(), OfficeFactory()
    person = PersonFactory(contact_point=True, office=old)
    mentor = AppointmentFactory(person=person, role=Role.MENTOR)
    coming = AppointmentFactory(person=person, role=Role.CONTACT_POINT, office=OfficeFactory(), started_on=LATER)
    actor = UserFactory()

    moved = transfer(person, new, category=Category.ANALYST, position=" Analista ", actor=actor)
    again = transfer(person, new, actor=actor)

    mentor.refresh_from_db(), coming.refresh_from_db()
    assert moved == again
    assert list(
        person.memberships.order_by("started_on").values_list("office", "category", "position", "ended_on")
    ) == [
        (old.pk, "PROSECUTOR", "", DAY),
        (new.pk, "ANALYST", "Analista", None),
    ]
    assert person.appointments.get(office=old).ended_on == DAY
    assert (mentor.ended_on, coming.ended_on) == (None, LATER)  # of the whole network; and one that never begins
    entry = AuditEntry.objects.get(action="network.transfer_person")
    assert (entry.target_ref, entry.actor_ref, entry.from_state, entry.to_state) == (
        person.public_id, actor.public_id, old.code, new.code,
    )  # fmt: skip


def test_a_transfer_to_come_changes_nothing_today():
    old, new = OfficeFactory(), OfficeFactory()
    person = PersonFactory(contact_point=True, office=old)

    transfer(person, new, on=date(2100, 1, 1))

    standing = get_standing(person.user)
    assert (standing.office_id, standing.contact_point_office_ids) == (old.pk, {old.pk})


def test_who_belongs_nowhere_begins_to_belong():
    person, office = PersonFactory(), OfficeFactory()
    MembershipFactory(person=person, ended=True)

    assert transfer(person, office).office == office
    with pytest.raises(services.EndsBeforeItBegins):
        transfer(MembershipFactory(ended=True).person, office, on=ENDED_ON - timedelta(days=1))


def test_a_transfer_is_refused_with_a_reason():
    old, new = OfficeFactory(), OfficeFactory()
    person = PersonFactory(office=old)

    with pytest.raises(services.AlreadyThere):
        transfer(person, old)
    with pytest.raises(services.MovedMeanwhile):
        transfer(person, new, leaving=None)
    with pytest.raises(services.EndsBeforeItBegins):
        transfer(person, new, on=date(2019, 1, 1))
    assert Membership.objects.get().office == old


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_transfers_at_once_are_one():
    person = PersonFactory(office=OfficeFactory())
    leaving = person.memberships.get()
    offices = [OfficeFactory() for _ in range(4)]

    def move(office):
        transfer(person, office, leaving=leaving)

    assert race_for(offices, move) == ["done"] + ["refused"] * 3
    assert person.memberships.count() == 2
    assert person.memberships.filter(ended_on__isnull=True).count() == 1


def appoint_and_transfer(person, old, new, *, appoint, move):
    """Both at the same moment; whether the person ends as contact point of an office that is no longer theirs."""
    acts = [lambda: appoint(person), lambda: move(new)]
    race_for(acts, lambda act: act())
    return contact_points(old, DAY) != set() and not Membership.objects.on(DAY).filter(office=old).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("_turn", range(3))
def test_nobody_becomes_contact_point_of_the_office_they_leave(_turn):
    old, new = OfficeFactory(), OfficeFactory()
    person = PersonFactory(office=old)

    def appoint(person):
        services.appoint(person=person, role=Role.CONTACT_POINT, office=old, started_on=DAY, actor=None, at=AT)

    assert not appoint_and_transfer(person, old, new, appoint=appoint, move=lambda office: transfer(person, office))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_somebody_is_contact_point_elsewhere():
    old, new = OfficeFactory(), OfficeFactory()
    person = PersonFactory(office=old)
    looked = threading.Barrier(2)

    def appoint(person):
        belongs = Membership.objects.on(DAY).filter(person=person, office=old).exists()
        looked.wait()
        if belongs:
            AppointmentFactory(person=person, role=Role.CONTACT_POINT, office=old, started_on=DAY)

    def move(office):
        held = list(person.appointments.filter(office=old).values_list("pk", flat=True))
        looked.wait()
        person.memberships.update(ended_on=DAY)
        Appointment.objects.filter(pk__in=held).update(ended_on=DAY)

    assert appoint_and_transfer(person, old, new, appoint=appoint, move=move)


# --- leaving


def test_who_leaves_has_nothing_any_more_and_the_account_is_closed():
    person = PersonFactory(contact_point=True)
    AppointmentFactory(person=person, role=Role.MENTOR, started_on=LATER)
    actor = UserFactory()

    leave(person, actor)
    leave(person, actor)

    person.user.refresh_from_db()
    assert not Membership.objects.on(DAY).filter(person=person).exists()
    assert not Appointment.objects.filter(person=person, ended_on__isnull=True).exists()
    assert sorted(person.appointments.values_list("ended_on", flat=True)) == [DAY, LATER]
    assert (person.user.is_active, person.user.suspended_at, person.user.session_epoch) == (False, None, 1)
    entry = AuditEntry.objects.get(action="network.leave_network")
    assert (entry.actor_ref, entry.detail) == (actor.public_id, "Se jubila.")


def test_who_leaves_before_opening_the_account_cannot_open_it():
    person = PersonFactory(office=OfficeFactory())
    invitation = services.invite_person(person=person, actor=None, at=AT)

    leave(person)

    invitation.refresh_from_db()
    assert invitation.state == InvitationState.WITHDRAWN


def test_nobody_sees_oneself_off():
    person = PersonFactory(secretariat=True)

    with pytest.raises(accounts.NotOneself):
        leave(person, person.user)
    assert get_standing(person.user).is_secretariat


def test_a_closed_account_is_opened_again_by_reinstating_it():
    person, actor = PersonFactory(prosecutor=True), UserFactory()
    leave(person, actor)

    accounts.reinstate_user(user=person.user, actor=actor, at=AT, reason="Regresa.")

    assert type(person.user).objects.get(pk=person.user.pk).is_active


# --- the Secretariat


def test_nobody_gives_the_role_of_the_secretariat_alone():
    PersonFactory(secretariat=True)
    person = PersonFactory(with_user=True)

    with pytest.raises(services.NeedsTwoPersons):
        services.appoint(person=person, role=Role.SECRETARIAT, started_on=DAY, actor=None, at=AT)

    assert not person.appointments.exists()


def test_two_persons_give_it():
    asker, decider = (PersonFactory(secretariat=True, given_names=name) for name in ("Ixchel", "Zoila"))
    person = PersonFactory(with_user=True)
    ids = {"person_id": person.pk, "started_on": DAY.isoformat()}
    asked = approvals.request_act(kind=GRANT, ids=ids, reason="Refuerza al equipo.", actor=asker.user, at=AT)
    assert not person.appointments.exists()

    approvals.approve_act(approval=asked, actor=decider.user, at=AT)

    assert person.appointments.get().role == Role.SECRETARIAT


def test_only_the_approved_act_seeds_and_the_command_grant_it():
    root = Path(__file__).resolve().parents[2]
    rooms = ["network", "lms", "workshops", "moderation", "internships", "certificates", "courses", "live", "media"]
    users = {
        str(path.relative_to(root))
        for room in rooms
        for path in (root / room).rglob("*.py")
        if "grant_secretariat(" in path.read_text(encoding="utf-8")
    }

    assert users == {
        "lms/desk/demo/people.py",
        "network/acts.py",
        "network/management/commands/appoint_secretariat.py",
        "network/services/appointments.py",
    }


def test_the_last_of_the_secretariat_is_not_ended():
    first, suspended = PersonFactory(secretariat=True), PersonFactory(secretariat=True)
    type(suspended.user).objects.filter(pk=suspended.user.pk).update(is_active=False)

    with pytest.raises(services.LastOfSecretariat):
        services.end_appointment(appointment=first.appointments.get(), ended_on=DAY, actor=None, at=AT)

    PersonFactory(secretariat=True)
    services.end_appointment(appointment=first.appointments.get(), ended_on=DAY, actor=None, at=AT)
    assert not Appointment.objects.on(DAY).filter(person=first).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_of_the_secretariat_ending_each_other_leave_one():
    people = [PersonFactory(secretariat=True) for _ in range(2)]
    appointments = [person.appointments.get() for person in people]

    def end():
        try:
            services.end_appointment(appointment=appointments.pop(), ended_on=DAY, actor=None, at=AT)
        except services.LastOfSecretariat:
            return "refused"
        return "ended"

    assert sorted(at_once(2, end)) == ["ended", "refused"]


def appoint_by_command(**options):
    out = StringIO()
    call_command("appoint_secretariat", stdout=out, **options)
    return out.getvalue()


def test_the_command_appoints_the_first_two_and_no_third():
    appoint_by_command(email="primera@example.org", given_names="Ixchel", family_names="Ceiba")
    appoint_by_command(email="primera@example.org")
    first = Person.objects.get()
    assert (first.appointments.get().role, first.invitation.state) == (Role.SECRETARIAT, InvitationState.PENDING)
    with pytest.raises(CommandError, match="given-names"):
        appoint_by_command(email="otra@example.org")

    PersonFactory(secretariat=True)
    assert appoint_by_command(email=PersonFactory(with_user=True).email) == "The role is given.\n"
    with pytest.raises(CommandError, match="the other approves"):
        appoint_by_command(email=PersonFactory(with_user=True).email)
    assert Appointment.objects.filter(role=Role.SECRETARIAT).count() == 3


def test_scopes_are_needed():
    for role in (Role.CONTACT_POINT, Role.SCHOOL_EDITOR):
        with pytest.raises(services.ScopeMissing):
            services.appoint(person=PersonFactory(), role=role, started_on=DAY, actor=None, at=AT)
    school = SchoolFactory()
    given = services.appoint(
        person=PersonFactory(), role=Role.SCHOOL_EDITOR, school=school, started_on=DAY, actor=None, at=AT
    )
    assert given.school == school
