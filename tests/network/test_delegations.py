"""A contact point's powers lent for the days of a leave: who has them when, and who never."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.mail.models import Mail
from lms.records.models import AuditEntry
from lms.records.retention import apply_retention
from network import permissions, services
from network.enums import Role
from network.models import Appointment, Delegation, Membership, Person
from network.selectors import get_acting_role, get_standing
from tests.factories.network import AppointmentFactory, DelegationFactory, OfficeFactory, PersonFactory
from workshops.models import Enrolment

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def holder(office):
    return PersonFactory(contact_point=True, office=office).appointments.get()


@pytest.fixture
def colleague(office):
    return PersonFactory(prosecutor=True, office=office)


def delegate(appointment, person, **changes):
    values = {"started_on": TODAY, "ended_on": TODAY + WEEK, "actor": appointment.person.user, "at": NOW}
    return services.delegate_powers(appointment=appointment, delegate=person, **{**values, **changes})


def standing_of(person):
    return get_standing(type(person.user).objects.get(pk=person.user.pk))


def test_the_delegate_has_the_powers_over_the_office_and_no_more(office, holder, colleague):
    stranger = PersonFactory(prosecutor=True)
    assert not permissions.can_register(colleague.user, office)

    delegate(holder, colleague)

    standing = standing_of(colleague)
    assert (standing.contact_point_office_ids, standing.lent_office_ids, standing.own_office_ids) == (
        {office.pk}, {office.pk}, set(),
    )  # fmt: skip
    assert standing.roles == {"CONTACT_POINT"}
    user = type(colleague.user).objects.get(pk=colleague.user.pk)
    assert permissions.can_register(user, office)
    assert permissions.can_invite(user, PersonFactory(office=office))
    assert not permissions.can_register(user, OfficeFactory())
    assert not permissions.can_invite(user, stranger)
    assert holder.person in set(Person.objects.visible_to(user))
    assert stranger not in set(Person.objects.visible_to(user))


@pytest.mark.parametrize(
    ("begins", "ends", "has_powers"),
    [(0, 1, True), (-3, 0, False), (1, 8, False), (-3, 1, True)],
    ids=["today-only", "until-yesterday", "from-tomorrow", "last-day"],
)
def test_the_powers_are_of_the_days_alone(holder, colleague, begins, ends, has_powers):
    DelegationFactory(
        appointment=holder, delegate=colleague, started_on=TODAY + begins * DAY, ended_on=TODAY + ends * DAY
    )

    assert standing_of(colleague).is_contact_point is has_powers
    assert (holder.person in set(Person.objects.visible_to(colleague.user))) is has_powers


def test_standing_with_lent_powers_is_read_in_two_queries(holder, colleague, django_assert_num_queries):
    delegate(holder, colleague)
    user = type(colleague.user).objects.get(pk=colleague.user.pk)

    with django_assert_num_queries(2):
        assert get_standing(user).is_contact_point


def test_twice_is_one_delegation_one_entry_one_mail(holder, colleague):
    first, second = delegate(holder, colleague), delegate(holder, colleague)

    assert first == second
    assert [(mail.kind, mail.user) for mail in Mail.objects.all()] == [("network.delegated", colleague.user)]
    assert list(AuditEntry.objects.values_list("action", "actor_ref", "acting_role", "target_ref")) == [
        ("network.delegate", holder.person.user.public_id, f"CONTACT_POINT/{holder.office.code}", first.public_id)
    ]


def test_a_delegate_is_no_third_contact_point(office, holder, colleague):
    delegate(holder, colleague)

    second = services.appoint(
        person=PersonFactory(office=office),
        role=Role.CONTACT_POINT,
        office=office,
        started_on=TODAY,
        actor=None,
        at=NOW,
    )

    assert second.office == office
    with pytest.raises(services.ContactPointsFull):
        services.appoint(person=colleague, role=Role.CONTACT_POINT, office=office, started_on=TODAY, actor=None, at=NOW)


def test_lent_powers_cannot_be_lent_on(office, holder, colleague):
    delegate(holder, colleague)
    user = type(colleague.user).objects.get(pk=colleague.user.pk)

    assert permissions.can_see_delegations(user)
    assert not permissions.can_delegate(user, holder)
    assert permissions.can_delegate(holder.person.user, holder)
    assert permissions.can_delegate(PersonFactory(secretariat=True).user, holder)
    for trait in ("coordinator", "auditor", "prosecutor", "contact_point"):
        assert not permissions.can_delegate(PersonFactory(**{trait: True}).user, holder)


def test_only_a_contact_points_powers_can_be_lent(office, colleague):
    mentor = AppointmentFactory(person=PersonFactory(prosecutor=True, office=office), role=Role.MENTOR)

    with pytest.raises(services.NothingToDelegate):
        delegate(mentor, colleague)


@pytest.mark.parametrize(
    ("begins", "ends", "refusal"),
    [
        (0, 0, services.DelegationWithoutDays),
        (3, 1, services.DelegationWithoutDays),
        (-2, 1, services.DelegationInThePast),
        (0, 181, services.DelegationTooLong),
        (0, 180, None),
        (-1, 1, None),
    ],
)
def test_the_days_must_make_sense(holder, colleague, begins, ends, refusal):
    days = {"started_on": TODAY + begins * DAY, "ended_on": TODAY + ends * DAY}
    if refusal is None:
        assert delegate(holder, colleague, **days).ended_on == days["ended_on"]
        return
    with pytest.raises(refusal):
        delegate(holder, colleague, **days)
    assert not Delegation.objects.exists()


def test_who_cannot_stand_in(office, holder):
    other = PersonFactory(contact_point=True, office=office)
    leaving = PersonFactory(prosecutor=True, office=office)
    Membership.objects.filter(person=leaving).update(ended_on=TODAY + 3 * DAY)
    suspended = PersonFactory(prosecutor=True, office=office)
    suspended.user.is_active = False
    suspended.user.save()

    for person, refusal in [
        (PersonFactory(prosecutor=True), services.DelegateElsewhere),
        (leaving, services.DelegateElsewhere),
        (PersonFactory(office=office), services.DelegateWithoutAccount),
        (suspended, services.DelegateWithoutAccount),
        (other, services.DelegateIsContactPoint),
        (holder.person, services.DelegateIsContactPoint),
    ]:
        with pytest.raises(refusal):
            delegate(holder, person)
    assert not Delegation.objects.exists()


def test_one_person_at_a_time_and_one_after_the_other(office, holder, colleague):
    second = PersonFactory(prosecutor=True, office=office)
    delegate(holder, colleague)

    with pytest.raises(services.AlreadyDelegated):
        delegate(holder, second, started_on=TODAY + 6 * DAY, ended_on=TODAY + 9 * DAY)

    assert delegate(holder, second, started_on=TODAY + WEEK, ended_on=TODAY + 2 * WEEK).delegate == second


def test_a_delegation_never_outlasts_the_appointment(holder, colleague):
    services.end_appointment(appointment=holder, ended_on=TODAY + 3 * DAY, actor=None, at=NOW)

    with pytest.raises(services.AppointmentEndsBefore):
        delegate(holder, colleague)
    assert delegate(holder, colleague, ended_on=TODAY + 3 * DAY).ended_on == TODAY + 3 * DAY


def test_ending_the_appointment_ends_what_it_lent(holder, colleague):
    made = delegate(holder, colleague)

    for _ in range(2):
        services.end_appointment(appointment=holder, ended_on=TODAY, actor=None, at=NOW)

    made.refresh_from_db()
    assert made.ended_on == TODAY
    assert not standing_of(colleague).is_contact_point
    assert AuditEntry.objects.filter(action="network.shorten_delegation").count() == 1


def test_powers_end_with_an_appointment_however_it_ended(holder, colleague):
    delegate(holder, colleague)
    Appointment.objects.filter(pk=holder.pk).update(ended_on=TODAY)

    assert not standing_of(colleague).is_contact_point


def test_powers_end_when_the_delegate_leaves_the_office_or_is_suspended(holder, colleague):
    delegate(holder, colleague)
    Membership.objects.filter(person=colleague).update(ended_on=TODAY)

    assert not standing_of(colleague).is_contact_point
    assert holder.person not in set(Person.objects.visible_to(colleague.user))

    Membership.objects.filter(person=colleague).update(ended_on=None)
    colleague.user.is_active = False
    colleague.user.save()
    assert not standing_of(colleague).is_contact_point


@pytest.mark.parametrize("begins", [0, 3], ids=["in-force", "to-come"])
def test_withdrawing_bites_at_once_and_is_repeatable(holder, colleague, begins):
    made = delegate(holder, colleague, started_on=TODAY + begins * DAY)

    first = services.withdraw_delegation(delegation=made, actor=holder.person.user, at=NOW)
    again = services.withdraw_delegation(delegation=made, actor=holder.person.user, at=NOW + DAY)

    assert (first.ended_on, first.withdrawn_at, again.withdrawn_at) == (TODAY + begins * DAY, NOW, NOW)
    assert not standing_of(colleague).is_contact_point
    assert [mail.kind for mail in Mail.objects.order_by("pk")] == [
        "network.delegated",
        "network.delegation_withdrawn",
    ]
    assert AuditEntry.objects.filter(action="network.withdraw_delegation").count() == 1
    assert delegate(holder, colleague, started_on=TODAY + begins * DAY) != made  # given anew


def test_the_mails_name_nobody(holder, colleague, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        made = delegate(holder, colleague)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_delegation(delegation=made, actor=None, at=NOW)

    assert [message.subject for message in mailoutbox] == [
        "Se le han delegado facultades",
        "Una delegación ha terminado",
    ]
    for message in mailoutbox:
        assert message.to == [colleague.email]
        for word in (holder.person.given_names, holder.person.family_names, holder.office.code, made.public_id):
            assert word not in message.body


def test_the_trail_says_by_delegation(office, holder, colleague):
    delegate(holder, colleague)
    user = type(colleague.user).objects.get(pk=colleague.user.pk)
    newcomer = PersonFactory(office=office)

    services.invite_person(person=newcomer, actor=user, at=NOW)
    services.withdraw_person_invitation(person=newcomer, actor=user, at=NOW)

    for action in ("network.invite_person", "network.withdraw_invitation"):
        assert AuditEntry.objects.get(action=action).acting_role == f"DELEGATE/{office.code}"
    assert get_acting_role(user, office_id=office.pk) == f"DELEGATE/{office.code}"
    assert get_acting_role(holder.person.user, office_id=office.pk) == f"CONTACT_POINT/{office.code}"
    assert get_acting_role(holder.person.user, office_id=OfficeFactory().pk) == ""
    assert get_acting_role(PersonFactory(secretariat=True).user, office_id=office.pk) == "SECRETARIAT"
    assert get_acting_role(PersonFactory(prosecutor=True).user) == get_acting_role(None) == ""


def test_who_is_a_contact_point_too_acts_as_one(office, holder, colleague):
    """Lent powers over an office of which one is a contact point oneself by now add nothing."""
    delegate(holder, colleague)
    AppointmentFactory(person=colleague, role=Role.CONTACT_POINT, office=office)

    assert standing_of(colleague).lent_office_ids == set()
    assert get_acting_role(colleague.user, office_id=office.pk) == f"CONTACT_POINT/{office.code}"


def test_the_longest_word_of_the_trail_fits():
    longest = max(len(f"{word}/{'X' * 12}") for word in ("DELEGATE", *Role.values))

    assert longest <= AuditEntry._meta.get_field("acting_role").max_length
    assert longest <= Enrolment._meta.get_field("moves").related_model._meta.get_field("acting_role").max_length


def test_the_database_refuses_backward_days_and_two_at_once(holder, colleague):
    with pytest.raises(IntegrityError), transaction.atomic():
        DelegationFactory(appointment=holder, started_on=TODAY, ended_on=TODAY - DAY)
    DelegationFactory(appointment=holder, delegate=colleague, started_on=TODAY, ended_on=TODAY + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        DelegationFactory(appointment=holder, started_on=TODAY, ended_on=TODAY + WEEK)


def test_delegations_are_let_go_of_after_their_period(holder, colleague):
    recent = DelegationFactory(appointment=holder, delegate=colleague, started_on=TODAY - WEEK, ended_on=TODAY - DAY)
    DelegationFactory(appointment=holder, delegate=colleague)  # of 2020

    assert apply_retention(at=NOW)["network.delegations"] == 1
    assert apply_retention(at=NOW)["network.delegations"] == 0
    assert list(Delegation.objects.all()) == [recent]


def test_delegations_are_seen_by_both_sides_and_the_secretariat(holder, colleague):
    made = delegate(holder, colleague)
    DelegationFactory(started_on=TODAY, ended_on=TODAY + DAY)

    def seen(person):
        return set(Delegation.objects.visible_to(person.user))

    assert seen(holder.person) == seen(colleague) == {made}
    assert seen(PersonFactory(secretariat=True)) == set(Delegation.objects.all())
    for trait in ("coordinator", "auditor", "prosecutor", "contact_point"):
        assert seen(PersonFactory(**{trait: True})) == set()


def test_an_evening_in_the_region_is_still_today(holder, colleague):
    """At nine in the evening in San Salvador it is tomorrow in UTC; today's date there must do."""
    at = datetime.fromisoformat("2026-11-25T03:00:00+00:00")
    today_there = date(2026, 11, 24)

    made = delegate(holder, colleague, started_on=today_there, ended_on=date(2026, 11, 30), at=at)

    assert made.started_on == today_there
