"""Classmates see one another by name and country, each by own choice and only in return."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.records.models import AuditEntry
from tests.factories.learning import EnrolledFactory, RunningEditionFactory
from tests.factories.network import OfficeFactory, PersonFactory
from tests.factories.workshops import EditionStaffFactory, EnrolmentFactory
from workshops.enums import EnrolmentState
from workshops.models import Enrolment
from workshops.selectors.classmates import get_classmates
from workshops.services.classmates import NotAClassmate, hide_from_classmates, show_to_classmates

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return RunningEditionFactory()


def enrolled(edition, name="", **more):
    if name:
        more["person"] = PersonFactory(prosecutor=True, given_names=name, family_names="Prueba")
    return EnrolledFactory(edition=edition, **more)


def show(enrolment):
    return show_to_classmates(enrolment=enrolment, actor=enrolment.person.user, at=timezone.now())


def hide(enrolment):
    return hide_from_classmates(enrolment=enrolment, actor=enrolment.person.user, at=timezone.now())


def page(client, enrolment, user=None):
    client.force_login(user or enrolment.person.user)
    return client.get(reverse("workshops:edition", args=[enrolment.edition.public_id])).content.decode()


def choose(client, enrolment, what="show_to_classmates"):
    return client.post(reverse(f"workshops:{what}", args=[enrolment.public_id]), follow=True)


def actions():
    entries = AuditEntry.objects.filter(action__endswith="_classmates").order_by("pk")
    return list(entries.values_list("action", "acting_role"))


def test_off_until_chosen_in_return_only_and_taken_back_at_once(client, edition):
    own, mate = enrolled(edition, "Ixchel"), enrolled(edition, "Tomás")
    country = str(mate.country.name)

    before = page(client, own)
    assert "Compañeros de esta edición" in before
    assert "0 personas de esta edición se muestran" in before
    assert "Tomás Prueba" not in before

    show(mate)
    number_only = page(client, own)
    assert "Una persona de esta edición se muestra" in number_only
    assert "Tomás Prueba" not in number_only
    alone = page(client, mate)
    assert "Todavía no se muestra nadie más" in alone
    assert "Ixchel Prueba" not in alone

    client.force_login(own.person.user)
    for _ in range(2):
        shown = choose(client, own).content.decode()
        assert "Tomás Prueba" in shown
        assert country in shown
    assert mate.person.email not in shown
    assert mate.office.code not in shown
    assert mate.public_id not in shown
    assert "Ixchel Prueba" in page(client, mate)

    client.force_login(own.person.user)
    for _ in range(2):
        hidden = choose(client, own, "hide_from_classmates").content.decode()
        assert "Tomás Prueba" not in hidden
    assert "Ixchel Prueba" not in page(client, mate)
    assert actions() == [
        ("workshops.show_to_classmates", "PARTICIPANT"),
        ("workshops.show_to_classmates", "PARTICIPANT"),
        ("workshops.hide_from_classmates", "PARTICIPANT"),
    ]


def test_another_edition_says_nothing_of_this_one(client, edition):
    own, mate = enrolled(edition, "Ixchel"), enrolled(edition, "Tomás")
    elsewhere = EnrolledFactory(edition=RunningEditionFactory(), person=mate.person)
    stranger = enrolled(elsewhere.edition, "Zoila")
    own, mate, stranger = show(own), show(mate), show(stranger)

    assert get_classmates(elsewhere).number == 1
    assert "Ixchel Prueba" not in page(client, elsewhere)
    assert [one.name for one in get_classmates(stranger).people] == []
    assert [one.name for one in get_classmates(own).people] == ["Tomás Prueba"]


@pytest.mark.parametrize(
    "state", [s for s in EnrolmentState if s not in {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED}]
)
def test_only_whoever_is_enrolled_chooses_sees_and_is_seen(client, edition, state):
    own, mate = enrolled(edition, "Ixchel"), enrolled(edition, "Tomás")
    own = show(own)
    show(mate)
    outside = EnrolmentFactory(edition=edition, state=state)

    with pytest.raises(NotAClassmate):
        show(outside)
    assert "Compañeros de esta edición" not in page(client, outside)
    Enrolment.objects.filter(pk=outside.pk).update(shown_since=timezone.now())
    assert get_classmates(own).number == 1
    hide(outside)
    outside.refresh_from_db()
    assert outside.shown_since is None


def test_a_suspended_classmate_is_not_shown(edition):
    own, mate = enrolled(edition), enrolled(edition)
    own = show(own)
    show(mate)
    User.objects.filter(pk=mate.person.user_id).update(is_active=False)

    assert get_classmates(own).people == ()


def test_who_teaches_or_answers_for_the_office_sees_what_they_saw_and_chooses_for_nobody(client, edition):
    own = enrolled(edition, "Ixchel", office=OfficeFactory())
    facilitator = EditionStaffFactory(edition=edition).person.user
    contact_point = PersonFactory(contact_point=True, office=own.office).user

    for user in (facilitator, contact_point):
        seen = page(client, own, user)
        assert "Ixchel Prueba" in seen
        assert "Compañeros de esta edición" not in seen
        assert choose(client, own).status_code == 403
    client.force_login(PersonFactory(prosecutor=True).user)
    assert choose(client, own).status_code == 404
    assert choose(client, own, "hide_from_classmates").status_code == 404
    own.refresh_from_db()
    assert own.shown_since is None


def test_a_facilitator_who_is_enrolled_nowhere_reads_no_list(edition):
    assert get_classmates(None) is None


@pytest.mark.parametrize("is_shown", [False, True])
def test_one_query_for_one_and_for_three(edition, django_assert_num_queries, is_shown):
    own = enrolled(edition)
    own = show(own) if is_shown else own
    for number in (1, 3):
        while Enrolment.objects.shown_in(edition.pk).exclude(pk=own.pk).count() < number:
            show(enrolled(edition))
        with django_assert_num_queries(1):
            found = get_classmates(own)
        assert (found.number, len(found.people)) == (number, number if is_shown else 0)
