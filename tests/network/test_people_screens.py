"""People as the Secretariat and contact points look after them: through the pages they use."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from lms.accounts.enums import InvitationState
from lms.accounts.models import Invitation
from lms.mail.models import Mail
from lms.records.models import Approval, AuditEntry
from network import services
from network.enums import AccountState, Role
from network.models import Appointment, Office, Person
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.network import (
    AppointmentFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_spanish():
    with translation.override("es"):
        yield


@pytest.fixture
def secretary(client):
    person = PersonFactory(secretariat=True, given_names="Amaranta", family_names="Zapote")
    sign_in_fresh(client, person.user)
    return person


@pytest.fixture
def contact(client):
    person = PersonFactory(contact_point=True, given_names="Baltazar", family_names="Zapote")
    sign_in_fresh(client, person.user)
    return person


def office_of(person):
    return Office.objects.get(memberships__person=person, memberships__ended_on__isnull=True)


def names(page):
    return [line.name for line in page.context["lines"]]


def search(client, **wanted):
    answer = client.post(reverse("network:people"), wanted)
    return answer.url, client.get(answer.url)


def url(name, person, *more):
    return reverse(f"network:{name}", args=[person.public_id, *(one.public_id for one in more)])


def today():
    return timezone.now().date()


def enter(client, **changes):
    values = {
        "given_names": "Ixchel", "family_names": "Ceiba Montes", "email": "ixchel@example.org",
        "category": "PROSECUTOR", "language": "es",
    }  # fmt: skip
    return client.post(reverse("network:enter_person"), {**values, **changes})


# --- the list


def test_the_secretariat_sees_everybody_and_a_contact_point_the_own_office(client, contact):
    PersonFactory(given_names="Ixchel", family_names="Ceiba", office=office_of(contact))
    PersonFactory(given_names="Zoila", family_names="Vela", office=OfficeFactory())

    assert names(client.get(reverse("network:people"))) == ["Ixchel Ceiba", "Baltazar Zapote"]
    sign_in_fresh(client, PersonFactory(secretariat=True, given_names="Amaranta", family_names="Zapote").user)
    assert names(client.get(reverse("network:people"))) == [
        "Ixchel Ceiba", "Zoila Vela", "Amaranta Zapote", "Baltazar Zapote",
    ]  # fmt: skip


@pytest.mark.parametrize("trait", ["prosecutor", "coordinator", "mentor", "auditor", "expert", "school_editor"])
def test_for_others_there_are_no_such_pages(client, trait):
    person = PersonFactory(**{trait: True})
    sign_in_fresh(client, person.user)

    assert client.get(reverse("network:people")).status_code == 404
    assert client.get(url("person", person)).status_code == 404
    assert reverse("network:people") not in client.get(reverse("desk:desk")).content.decode()


def test_the_way_there_is_in_the_navigation(client, contact):
    assert f'href="{reverse("network:people")}"' in client.get(reverse("desk:desk")).content.decode()


def test_a_name_is_found_without_accents_and_never_stands_in_an_address(client, secretary):
    PersonFactory(given_names="Melquíades", family_names="Nurinda Añil")
    PersonFactory(given_names="Nayeli", family_names="Izote")

    address, page = search(client, name="anil MELQUIADES")

    assert address == reverse("network:people")
    assert names(page) == ["Melquíades Nurinda Añil"]
    assert "Se encontró 1 persona" in page.content.decode()
    assert names(search(client)[1]) == ["Nayeli Izote", "Melquíades Nurinda Añil", "Amaranta Zapote"]


def test_the_list_is_filtered_by_office_role_and_account(client, secretary):
    office = OfficeFactory(code="FX-99")
    mentor = PersonFactory(mentor=True, office=office, given_names="Ixchel", family_names="Ceiba")
    PersonFactory(office=office, given_names="Zoila", family_names="Vela")
    AppointmentFactory(person=PersonFactory(), role=Role.MENTOR, ended=True)

    assert names(search(client, office="FX-99")[1]) == ["Ixchel Ceiba", "Zoila Vela"]
    assert names(search(client, role="MENTOR")[1]) == [mentor.full_name]
    address, page = search(client, office="FX-99", state="NOT_INVITED")
    assert address.endswith("?oficina=FX-99&cuenta=NOT_INVITED")
    assert names(page) == ["Zoila Vela"]
    assert "Nadie corresponde" in search(client, office="FX-99", state="SUSPENDED")[1].content.decode()


def test_a_contact_point_does_not_find_other_offices(client, contact):
    other = OfficeFactory()
    PersonFactory(office=other, given_names="Zoila", family_names="Vela")

    assert names(client.get(f"{reverse('network:people')}?oficina={other.code}")) != ["Zoila Vela"]
    assert names(search(client, name="Zoila")[1]) == []


@pytest.mark.parametrize("nonsense", ["?page=99", "?page=x", "?oficina=NADA", "?cuenta=NADA&funcion=NADA"])
def test_an_address_made_up_still_shows_a_page(client, secretary, nonsense):
    assert client.get(reverse("network:people") + nonsense).status_code == 200


def test_the_list_is_in_pages(client, secretary):
    for number in range(26):
        PersonFactory(family_names=f"Ceiba {number:02}")

    first, second = (client.get(f"{reverse('network:people')}?page={number}") for number in (1, 2))

    assert (len(names(first)), len(names(second))) == (25, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(client, secretary, count, django_assert_num_queries):
    for _ in range(count):
        PersonFactory(contact_point=True)
    client.get(reverse("network:people"))

    with django_assert_num_queries(10):
        page = client.get(reverse("network:people"))
    assert len(names(page)) == count + 1


def test_every_account_state_is_told(client, secretary):
    now = timezone.now()

    def invited(at, **changes):
        person = PersonFactory()
        services.invite_person(person=person, actor=None, at=at)
        Invitation.objects.filter(person=person).update(**changes)
        return person

    people = {
        AccountState.NOT_INVITED: PersonFactory(),
        AccountState.INVITED: invited(now),
        AccountState.INVITATION_EXPIRED: invited(now - timedelta(days=15)),
        AccountState.FACTOR_MISSING: PersonFactory(with_user=True),
        AccountState.ACTIVE: PersonFactory(with_user=True),
        AccountState.SUSPENDED: PersonFactory(with_user=True),
        AccountState.CLOSED: PersonFactory(with_user=True),
    }
    withdrawn = invited(now, state=InvitationState.WITHDRAWN)
    Authenticator.objects.create(user=people[AccountState.ACTIVE].user, type="totp", data={})
    Authenticator.objects.create(user=people[AccountState.FACTOR_MISSING].user, type="recovery_codes", data={})
    for state, since in [(AccountState.SUSPENDED, now), (AccountState.CLOSED, None)]:
        user = people[state].user
        user.is_active, user.suspended_at = False, since
        user.save()

    for state, person in people.items():
        page = client.get(url("person", person))
        assert page.context["account"].state == state
        assert str(state.label) in page.content.decode()
    assert client.get(url("person", withdrawn)).context["account"].state == AccountState.NOT_INVITED


# --- one person


def test_reading_a_person_is_noted_and_reading_oneself_is_not(client, contact):
    colleague = PersonFactory(office=office_of(contact))

    client.get(url("person", colleague))
    client.get(url("person", contact))

    entries = AuditEntry.objects.filter(action="network.read_person")
    assert list(entries.values_list("about_ref", "actor_ref", "acting_role")) == [
        (colleague.public_id, contact.user.public_id, "CONTACT_POINT")
    ]


def test_a_person_shows_roles_and_offices_of_today_and_before(client, secretary):
    office = OfficeFactory(code="FX-99")
    person = PersonFactory(contact_point=True, office=office)
    AppointmentFactory(person=person, role=Role.MENTOR, ended=True)
    MembershipFactory(person=person, ended=True)

    page = client.get(url("person", person))

    assert [line.when for line in page.context["memberships"]] == ["current", "former"]
    assert [(line.title, line.place) for line in page.context["appointments"]] == [
        ("Punto de contacto", f"FX-99 · {office.country}")
    ]
    assert [line.title for line in page.context["former"]] == ["Mentor o mentora"]
    assert "del miércoles 1 de enero de 2020 al viernes 1 de enero de 2021" in page.content.decode()


def test_a_contact_point_has_no_acts_but_the_invitation(client, contact):
    colleague = PersonFactory(office=office_of(contact))
    AppointmentFactory(person=colleague, role=Role.MENTOR)

    page = client.get(url("person", colleague))

    assert page.context["acts"] == []
    assert (page.context["can_invite"], page.context["can_appoint"]) == (True, False)
    assert not any(line.can_end for line in page.context["appointments"])


def test_inviting_withdrawing_and_inviting_again(client, contact):
    colleague = PersonFactory(office=office_of(contact))

    for _tap in range(2):
        client.post(url("invite", colleague))
    assert Mail.objects.filter(kind="accounts.invitation").count() == 1
    for _tap in range(2):
        client.post(url("withdraw_invitation", colleague))
    assert Invitation.objects.get().state == InvitationState.WITHDRAWN
    client.post(url("invite", colleague))

    assert Mail.objects.filter(kind="accounts.invitation").count() == 2
    assert list(AuditEntry.objects.filter(action__startswith="network.").values_list("action", flat=True)) == [
        "network.invite_person", "network.withdraw_invitation", "network.invite_person",
    ]  # fmt: skip


def test_who_has_an_account_is_not_invited(client, contact):
    colleague = PersonFactory(prosecutor=True, office=office_of(contact))

    for act in ("invite", "withdraw_invitation"):
        page = client.post(url(act, colleague), follow=True).content.decode()
        assert "Esta persona ya tiene una cuenta." in page
    assert not Invitation.objects.exists()


# --- one person is entered


def test_a_contact_point_enters_and_invites_somebody_of_the_own_office(client, contact):
    office = office_of(contact)

    answer = enter(client, office=office.code, position="Fiscal")

    person = Person.objects.get(email="ixchel@example.org")
    assert answer.url == url("person", person)
    assert (person.memberships.get().office, person.memberships.get().position) == (office, "Fiscal")
    assert person.invitation.state == InvitationState.PENDING
    assert "ya figuraba" in client.get(enter(client, office=office.code).url).content.decode()
    assert Person.objects.filter(email="ixchel@example.org").count() == 1
    assert Mail.objects.count() == 1


def test_a_contact_point_neither_enters_for_another_office_nor_gives_a_role(client, contact):
    other = OfficeFactory()

    assert enter(client, office=other.code).status_code == 200
    enter(client, office=office_of(contact).code, role="CONTACT_POINT", school=SchoolFactory().code)

    assert not Appointment.objects.filter(person__email="ixchel@example.org").exists()
    assert not Person.objects.filter(memberships__office=other).exists()


@pytest.mark.parametrize("where", ["another office", "nowhere"])
def test_a_contact_point_does_not_learn_who_is_elsewhere(client, contact, where):
    office = OfficeFactory() if where == "another office" else None
    known = PersonFactory(email="ixchel@example.org", given_names="Ixchel", family_names="Ceiba Montes", office=office)

    same = enter(client, office=office_of(contact).code).content.decode()
    other = enter(client, office=office_of(contact).code, given_names="Zoila").content.decode()

    for page in (same, other):
        assert "Su oficina no puede registrar esta dirección. Pida a la Secretaría que lo haga." in page
    assert client.get(url("person", known)).status_code == 404


def test_the_secretariat_enters_with_a_role_and_is_told_what_is_missing(client, secretary):
    school = SchoolFactory()

    assert "Indique a qué oficina pertenece" in enter(client).content.decode()
    assert enter(client, role="SECRETARIAT").status_code == 200
    assert not Person.objects.filter(email="ixchel@example.org").exists()
    enter(client, role="SCHOOL_EDITOR", school=school.code)

    person = Person.objects.get(email="ixchel@example.org")
    assert (person.appointments.get().role, person.appointments.get().school) == (Role.SCHOOL_EDITOR, school)


def test_a_refusal_while_entering_leaves_nothing_behind(client, secretary):
    office = OfficeFactory()
    for _ in range(2):
        PersonFactory(contact_point=True, office=office)

    page = enter(client, office=office.code, role="CONTACT_POINT")

    assert "(2 de 2)" in page.content.decode()
    assert not Person.objects.filter(email="ixchel@example.org").exists()


# --- acts on the account


def test_suspending_and_reinstating_from_the_page(client, secretary):
    person = PersonFactory(prosecutor=True)

    assert client.post(url("suspend", person), {"reason": " "}).status_code == 200
    for _tap in range(2):
        client.post(url("suspend", person), {"reason": "Dispositivo perdido."})
    person.user.refresh_from_db()
    assert not person.user.is_active
    client.post(url("reinstate", person), {"reason": "Recuperado."})

    person.user.refresh_from_db()
    assert person.user.is_active
    assert list(
        AuditEntry.objects.filter(action__startswith="accounts.")
        .exclude(action="accounts.sign_in")
        .values_list("action", "detail", "actor_ref")
    ) == [
        ("accounts.suspend", "Dispositivo perdido.", secretary.user.public_id),
        ("accounts.reinstate", "Recuperado.", secretary.user.public_id),
    ]  # fmt: skip


def test_the_second_factor_is_removed_from_the_page(client, secretary):
    person = PersonFactory(prosecutor=True)
    Authenticator.objects.create(user=person.user, type="totp", data={})

    client.post(url("reset_factor", person), {"reason": "Perdió el teléfono."})

    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="accounts.reset_second_factor").count() == 1


ACTS = ["suspend", "reinstate", "reset_factor", "appoint", "ask_secretariat", "transfer", "leave"]


@pytest.mark.parametrize("act", ["suspend", "reinstate", "reset_factor", "ask_secretariat", "leave"])
def test_nobody_does_it_to_oneself(client, secretary, act):
    assert client.get(url(act, secretary)).status_code == 403
    assert client.post(url(act, secretary), {"reason": "x", "started_on": today()}).status_code == 403
    secretary.user.refresh_from_db()
    assert secretary.user.is_active


@pytest.mark.parametrize("act", ["suspend", "reinstate", "reset_factor"])
def test_who_has_no_account_has_none_to_act_on(client, secretary, act):
    assert client.get(url(act, PersonFactory())).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_contact_point_is_told_no_for_the_own_people_and_nothing_of_others(client, contact, act):
    own, foreign = PersonFactory(prosecutor=True, office=office_of(contact)), PersonFactory(prosecutor=True)

    for method in (client.get, client.post):
        assert method(url(act, own)).status_code == 403
        assert method(url(act, foreign)).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_each_act_asks_again_who_it_is(client, secretary, act):
    person = PersonFactory(prosecutor=True)
    sign_in_stale(client, secretary.user)

    for method in (client.get, client.post):
        assert method(url(act, person)).url.startswith(reverse("account_reauthenticate"))


# --- roles


def test_a_role_is_given_and_ended_from_the_page(client, secretary):
    person = PersonFactory(prosecutor=True)
    wanted = {"role": "CONTACT_POINT", "office": office_of(person).code, "started_on": today()}

    assert "Elija la oficina" in client.post(url("appoint", person), {**wanted, "office": ""}).content.decode()
    for _tap in range(2):
        client.post(url("appoint", person), wanted)
    appointment = person.appointments.get()
    assert (appointment.role, appointment.appointed_by) == (Role.CONTACT_POINT, secretary.user)
    for _tap in range(2):
        client.post(url("end_appointment", person, appointment), {"ended_on": today()})

    appointment.refresh_from_db()
    assert appointment.ended_on == today()


@pytest.mark.parametrize("day", ["1999-01-01", "2999-01-01", "ayer", ""])
def test_a_day_that_cannot_be_meant_is_refused(client, secretary, day):
    person = PersonFactory(prosecutor=True)

    answer = client.post(url("appoint", person), {"role": "MENTOR", "started_on": day})

    assert answer.status_code == 200
    assert not person.appointments.exists()


def test_the_form_gives_no_role_of_the_secretariat(client, secretary):
    person = PersonFactory(prosecutor=True)

    answer = client.post(url("appoint", person), {"role": "SECRETARIAT", "started_on": today()})

    assert answer.status_code == 200
    assert not person.appointments.exists()
    assert url("ask_secretariat", person) in client.get(url("appoint", person)).content.decode()


def test_the_role_of_the_secretariat_is_asked_for_and_another_gives_it(client, secretary):
    person = PersonFactory(prosecutor=True)

    answer = client.post(url("ask_secretariat", person), {"started_on": today(), "reason": "Refuerza al equipo."})
    approval = Approval.objects.get()
    assert answer.url == reverse("desk:approval", args=[approval.public_id])
    assert not person.appointments.exists()
    assert client.post(reverse("desk:approve_act", args=[approval.public_id])).status_code == 403

    sign_in_fresh(client, PersonFactory(secretariat=True, given_names="Zoila").user)
    client.post(reverse("desk:approve_act", args=[approval.public_id]))
    assert person.appointments.get().role == Role.SECRETARIAT


def test_the_last_of_the_secretariat_stays(client, secretary):
    appointment = secretary.appointments.get()

    page = client.post(url("end_appointment", secretary, appointment), {"ended_on": today()}).content.decode()

    assert "no quedaría nadie más en la Secretaría" in page
    assert Appointment.objects.get(pk=appointment.pk).ended_on is None


def test_a_contact_point_is_substituted_by_somebody_of_the_office(client, secretary):
    person = PersonFactory(contact_point=True)
    office, appointment = office_of(person), person.appointments.get()
    successor = PersonFactory(prosecutor=True, office=office)
    elsewhere = PersonFactory(prosecutor=True)

    page = client.get(url("substitute", person, appointment))
    assert [key for key, _label in page.context["form"].fields["successor"].choices] == [successor.public_id]
    forged = client.post(url("substitute", person, appointment), {"successor": elsewhere.public_id, "on": today()})
    assert forged.status_code == 200
    client.post(url("substitute", person, appointment), {"successor": successor.public_id, "on": today()})

    held = Appointment.objects.on(today()).filter(role=Role.CONTACT_POINT, office=office)
    assert [one.person for one in held] == [successor]


def test_where_nobody_can_take_the_place_the_page_says_what_to_do(client, secretary):
    person = PersonFactory(contact_point=True)

    page = client.get(url("substitute", person, person.appointments.get())).content.decode()

    assert "Nadie de la oficina puede ocupar el lugar" in page
    assert f'href="{reverse("network:enter_person")}"' in page


def test_an_appointment_is_found_with_its_person_only(client, secretary):
    mentor, other = PersonFactory(mentor=True), PersonFactory(contact_point=True)

    assert client.get(url("end_appointment", mentor, other.appointments.get())).status_code == 404
    assert client.get(url("substitute", mentor, mentor.appointments.get())).status_code == 404


# --- the place


def test_a_transfer_from_the_page_says_what_it_ends(client, secretary):
    person, new = PersonFactory(contact_point=True), OfficeFactory(code="FX-99")
    old = office_of(person)

    page = client.get(url("transfer", person))
    sentences = page.context["consequences"]
    assert f"La función Punto de contacto de {old.code} termina ese día." in sentences
    wanted = {
        "office": "FX-99",
        "on": today(),
        "category": "ANALYST",
        "leaving": page.context["form"]["leaving"].value(),
    }
    for _tap in range(2):
        client.post(url("transfer", person), wanted)

    assert office_of(person) == new
    assert person.memberships.count() == 2
    assert person.appointments.get().ended_on == today()


def test_a_transfer_decided_on_an_old_page_is_refused(client, secretary):
    person, new, other = PersonFactory(prosecutor=True), OfficeFactory(), OfficeFactory()
    leaving = client.get(url("transfer", person)).context["form"]["leaving"].value()
    services.transfer_person(
        person=person, leaving=person.memberships.get(), office=other, on=today(), actor=None, at=timezone.now()
    )

    page = client.post(
        url("transfer", person), {"office": new.code, "on": today(), "category": "ANALYST", "leaving": leaving}
    ).content.decode()

    assert "Entre tanto alguien cambió la oficina de esta persona." in page
    assert office_of(person) == other


def test_leaving_from_the_page_closes_the_account_at_once(client, secretary):
    person = PersonFactory(prosecutor=True)
    theirs = Client()
    sign_in_fresh(theirs, person.user)
    assert theirs.get(reverse("desk:desk")).status_code == 200

    client.post(url("leave", person), {"reason": "Se jubila."})

    assert theirs.get(reverse("desk:desk")).status_code == 302
    assert client.get(url("person", person)).context["account"].state == AccountState.CLOSED
    assert not person.memberships.filter(ended_on__isnull=True).exists()
