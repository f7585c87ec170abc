"""The mails say that something waits and where; never who, what or which course."""

import pytest
from django.core import mail as outbox
from django.utils import translation

from lms.mail.models import Mail
from lms.mail.services import deliver_mail
from tests.factories.network import PersonFactory
from tests.factories.workshops import AT, EditionFactory, EnrolmentFactory, office_with_people
from workshops.enums import EnrolmentState, SeatKind
from workshops.services.answers import accept_seat, decline_seat, withdraw_enrolment
from workshops.services.nominations import nominate_prosecutor

pytestmark = pytest.mark.django_db


@pytest.fixture
def nominated():
    edition = EditionFactory(title={"es": "Extorsión carcelaria", "en": "Prison extortion"})
    contact_point, people, _pool = office_with_people(edition)
    return nominate_prosecutor(
        edition=edition, person=people[0], modality=SeatKind.IN_PERSON, actor=contact_point.user, at=AT
    )


def deliver(kind):
    row = Mail.objects.get(kind=kind)
    return deliver_mail(mail_id=row.pk, at=AT)


def words(message):
    return message.subject + message.body + message.alternatives[0][0]


def test_nominated_leads_to_the_enrolment_and_tells_nothing_else(nominated):
    assert deliver("workshops.nominated")

    message = outbox.outbox[0]
    assert message.to == [nominated.person.email]
    assert f"http://testserver/es/inscripciones/{nominated.public_id}/" in message.body
    for secret in (nominated.person.family_names, "Extorsi", nominated.office.code, "Curso de ensayo"):
        assert secret not in words(message)


def test_nominated_is_written_in_the_readers_language(nominated):
    Mail.objects.update(language="en")

    with translation.override("es"):
        deliver("workshops.nominated")

    message = outbox.outbox[0]
    assert message.subject == "You have been nominated for a training activity"
    assert f"/en/inscripciones/{nominated.public_id}/" in message.body


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
def test_nominated_is_no_longer_owed_once_answered(nominated, answer):
    actor = nominated.person.user
    if answer == "accept":
        accept_seat(enrolment=nominated, certificate_name="Ixchel Quetzal", actor=actor, at=AT)
    elif answer == "decline":
        decline_seat(enrolment=nominated, actor=actor, at=AT)
    else:
        withdraw_enrolment(enrolment=nominated, reason="", actor=actor, at=AT)

    assert not deliver("workshops.nominated")
    assert Mail.objects.get(kind="workshops.nominated").state == "DROPPED"


def test_a_new_nomination_owes_a_new_mail_and_drops_the_old(nominated):
    decline_seat(enrolment=nominated, actor=nominated.person.user, at=AT)
    nominate_prosecutor(
        edition=nominated.edition,
        person=nominated.person,
        modality=SeatKind.IN_PERSON,
        actor=nominated.nominated_by,
        at=AT,
    )

    first, second = Mail.objects.filter(kind="workshops.nominated").order_by("pk")
    assert [deliver_mail(mail_id=row.pk, at=AT) for row in (first, second)] == [False, True]


def test_seat_given_back_leads_the_contact_point_to_the_edition(nominated):
    decline_seat(enrolment=nominated, actor=nominated.person.user, at=AT)

    assert deliver("workshops.seat_declined")

    message = outbox.outbox[0]
    assert message.to == [nominated.nominated_by.email]
    assert f"/es/ediciones/{nominated.edition.public_id}/" in message.body
    assert nominated.person.family_names not in words(message)
    assert "Extorsi" not in words(message)


def test_promoted_leads_to_the_enrolment():
    holder = EnrolmentFactory(state=EnrolmentState.NOMINATED)
    first = EnrolmentFactory(edition=holder.edition, office=holder.office, state=EnrolmentState.ALTERNATE)
    decline_seat(enrolment=holder, actor=holder.person.user, at=AT)

    assert deliver("workshops.alternate_promoted")

    message = outbox.outbox[0]
    assert message.to == [first.person.email]
    assert f"/es/inscripciones/{first.public_id}/" in message.body


def test_nobody_writes_to_an_alternate_without_an_account_but_the_invitation():
    holder = EnrolmentFactory(state=EnrolmentState.NOMINATED)
    person = PersonFactory(office=holder.office)
    EnrolmentFactory(edition=holder.edition, office=holder.office, person=person, state=EnrolmentState.ALTERNATE)

    decline_seat(enrolment=holder, actor=holder.person.user, at=AT)

    assert [row.kind for row in Mail.objects.all()] == ["accounts.invitation"]
