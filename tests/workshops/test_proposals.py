"""Calls for proposals: who proposes what until when, what the office reads, and what becomes of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.mail.models import Mail
from lms.records.models import AuditEntry
from network.models import Office
from tests.factories.network import PersonFactory, SchoolFactory
from tests.factories.workshops import AreaFactory, CallFactory, CourseVersionFactory, ProposalFactory
from workshops import mail_kinds
from workshops.enums import EditionState, KeyHolder, Outcome
from workshops.mail_kinds import is_proposal_owed
from workshops.models import Call, CallReminder, Edition, Proposal
from workshops.selectors.proposals import get_office_lines, get_ranked
from workshops.services import proposals as services

pytestmark = pytest.mark.django_db

OPENS = datetime(2027, 2, 2, 6, 0, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
TEXT = {
    "title": "Extorsión desde centros penales",
    "justification": "Los casos aumentan.",
    "objectives": "Dirigir la investigación.",
    "starts_on": date(2027, 6, 7),
    "ends_on": date(2027, 6, 11),
}


def proposal_text(**more):
    return services.ProposalText(**{"area": AreaFactory(), **TEXT, **more})


def opened(**more):
    title = {"es": "Convocatoria 2027", "en": "Call 2027"}
    school = more.pop("lead_school", None) or SchoolFactory()
    return services.open_call(title=title, lead_school=school, opens_at=OPENS, actor=None, at=OPENS, **more)


def send(call, contact_point, at=OPENS + timedelta(days=1), **more):
    office = Office.objects.get(pk=contact_point.memberships.get().office_id)
    return services.submit_proposal(
        call=call, office=office, text=proposal_text(**more), actor=contact_point.user, at=at
    )


def test_open_call_lasts_fifteen_days_and_tells_each_contact_point_once():
    contact_point = PersonFactory(contact_point=True)
    school = SchoolFactory()

    call, again = opened(lead_school=school), opened(lead_school=school)

    assert call == again
    assert call.closes_at == datetime(2027, 2, 17, 6, 0, tzinfo=UTC)
    assert [mail.user for mail in Mail.objects.filter(kind=mail_kinds.CALL_OPENED)] == [contact_point.user]
    assert AuditEntry.objects.filter(action="workshops.open_call").count() == 1


def test_open_call_refuses_a_deadline_before_its_opening():
    with pytest.raises(services.CallBackwards):
        opened(closes_at=OPENS)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("after_closing", "is_late"),
    [(-INSTANT, False), (timedelta(0), True), (timedelta(days=3), True)],
    ids=["last-instant", "closing-instant", "days-later"],
)
def test_submit_proposal_is_late_from_the_deadline_on(after_closing, is_late):
    call, contact_point = opened(), PersonFactory(contact_point=True)

    proposal = send(call, contact_point, at=call.closes_at + after_closing)

    assert proposal.is_late is is_late


def test_submit_proposal_again_replaces_its_words_until_the_deadline():
    call, contact_point = opened(), PersonFactory(contact_point=True)

    first = send(call, contact_point)
    send(call, contact_point)
    changed = send(call, contact_point, title="Otro tema")

    assert changed.pk == first.pk
    assert [one.title for one in Proposal.objects.all()] == ["Otro tema"]
    assert AuditEntry.objects.filter(action="workshops.submit_proposal").count() == 2
    with pytest.raises(services.ProposalSettled):
        send(call, contact_point, title="Demasiado tarde", at=call.closes_at)
    assert Proposal.objects.get().title == "Otro tema"


def test_submit_proposal_refuses_days_in_wrong_order_and_closed_calls():
    call, contact_point = opened(), PersonFactory(contact_point=True)
    with pytest.raises(services.ProposalBackwards):
        send(call, contact_point, ends_on=date(2027, 6, 1))
    with pytest.raises(services.CallNotOpen):
        send(call, contact_point, at=OPENS - INSTANT)
    Call.objects.update(published_at=call.closes_at)
    with pytest.raises(services.CallNotOpen):
        send(call, contact_point, at=call.closes_at + timedelta(days=1))
    assert not Proposal.objects.exists()


def test_one_proposal_per_office_and_call_is_the_database_s_word():
    proposal = ProposalFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalFactory(call=proposal.call, office=proposal.office)


@pytest.mark.parametrize(
    "columns",
    [{"outcome": Outcome.DECLINED}, {"outcome_reason": "Sin resultado"}, {"ends_on": date(2020, 1, 1)}],
    ids=["outcome-without-reason", "reason-without-outcome", "days"],
)
def test_a_half_decided_proposal_cannot_stand(columns):
    proposal = ProposalFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**columns)


def test_remind_offices_at_five_days_and_one_and_never_who_has_proposed():
    call, silent, quick = opened(), PersonFactory(contact_point=True), PersonFactory(contact_point=True)
    send(call, quick)
    before = call.closes_at - timedelta(days=5)

    assert services.remind_offices(at=before - INSTANT) == 0
    first = services.remind_offices(at=before)
    assert services.remind_offices(at=before + timedelta(hours=1)) == 0
    services.remind_offices(at=call.closes_at - timedelta(days=1))
    assert services.remind_offices(at=call.closes_at) == 0

    mails = Mail.objects.filter(kind=mail_kinds.CALL_REMINDER)
    assert first >= 1
    assert [mail.user for mail in mails] == [silent.user, silent.user]
    office = silent.memberships.get().office
    assert list(CallReminder.objects.filter(office=office).values_list("days_before", flat=True)) == [5, 1]
    assert is_proposal_owed(mails[0].ids)
    send(call, silent)
    assert not is_proposal_owed(mails[0].ids)


def test_a_scheduler_that_slept_reminds_once():
    call, silent = opened(), PersonFactory(contact_point=True)
    services.remind_offices(at=call.closes_at - timedelta(hours=2))
    services.remind_offices(at=call.closes_at - timedelta(hours=1))
    assert Mail.objects.filter(kind=mail_kinds.CALL_REMINDER, user=silent.user).count() == 1


def test_office_lines_say_submitted_late_reminded_or_silent():
    secretariat = PersonFactory(secretariat=True)
    in_time, late, reminded, silent = (PersonFactory(contact_point=True) for _number in range(4))
    call = opened()
    send(call, in_time)
    send(call, late, at=call.closes_at)
    CallReminder.objects.create(
        call=call, office=reminded.memberships.get().office, days_before=5, reminded_at=call.closes_at
    )

    lines = {line.office_id: line.status.label for line in get_office_lines(call, secretariat.user)}

    said = [lines[one.memberships.get().office_id] for one in (in_time, late, reminded, silent)]
    assert said == ["Enviada", "Enviada fuera de plazo", "Con recordatorio", "Sin respuesta todavía"]


def test_ranking_orders_by_both_places_and_refuses_a_place_twice():
    user = PersonFactory(secretariat=True).user
    call = CallFactory()
    first, second, third = (ProposalFactory(call=call) for _number in range(3))
    at = call.opens_at
    for proposal, rank in ((first, 2), (second, 1)):
        for holder in KeyHolder:
            services.rank_proposal(proposal=proposal, holder=holder, rank=rank, actor=user, at=at)
    with pytest.raises(services.RankTaken):
        services.rank_proposal(proposal=third, holder=KeyHolder.SCHOOL, rank=1, actor=user, at=at)
    assert get_ranked(call, user) == [second, first, third]


def test_accepting_makes_one_draft_edition_at_the_host():
    user, proposal = PersonFactory(secretariat=True).user, ProposalFactory(offers_to_host=True)
    version = CourseVersionFactory()
    for _time in range(2):
        accepted = services.accept_proposal(
            proposal=proposal, course_version=version, reason=" Prioridad común. ", actor=user, at=proposal.submitted_at
        )

    edition = Edition.objects.get()
    assert accepted.edition == edition
    assert (edition.state, edition.host_office, edition.lead_school) == (
        EditionState.DRAFT,
        proposal.office,
        proposal.call.lead_school,
    )
    assert (edition.starts_on, edition.ends_on) == (proposal.starts_on, proposal.ends_on)
    assert edition.time_zone == proposal.office.country.time_zone
    assert accepted.outcome_reason == "Prioridad común."
    with pytest.raises(services.ProposalDecided):
        services.decline_proposal(proposal=proposal, reason="No", actor=user, at=proposal.submitted_at)


def test_a_decision_needs_a_reason():
    user, proposal = PersonFactory(secretariat=True).user, ProposalFactory()
    with pytest.raises(services.ReasonMissing):
        services.decline_proposal(proposal=proposal, reason="  ", actor=user, at=proposal.submitted_at)
    with pytest.raises(services.ReasonMissing):
        services.accept_proposal(
            proposal=proposal, course_version=CourseVersionFactory(), reason="", actor=user, at=proposal.submitted_at
        )
    assert not Edition.objects.exists()
    assert Proposal.objects.get().outcome == ""


def test_publish_outcome_waits_for_deadline_and_decisions_and_tells_once():
    user, call = PersonFactory(secretariat=True).user, opened()
    proposal = send(call, PersonFactory(contact_point=True))
    with pytest.raises(services.CallStillOpen):
        services.publish_outcome(call=call, actor=user, at=call.closes_at - INSTANT)
    with pytest.raises(services.ProposalsUndecided):
        services.publish_outcome(call=call, actor=user, at=call.closes_at)
    services.decline_proposal(proposal=proposal, reason="Ya hay otra.", actor=user, at=call.closes_at)
    for _time in range(2):
        services.publish_outcome(call=call, actor=user, at=call.closes_at)
    assert Mail.objects.filter(kind=mail_kinds.OUTCOME_PUBLISHED).count() == 1


# --- through the door


def test_a_contact_point_proposes_and_reads_the_outcome_only_once_published(client):
    call, contact_point, other = CallFactory(), PersonFactory(contact_point=True), PersonFactory(contact_point=True)
    office = contact_point.memberships.get().office
    client.force_login(contact_point.user)
    said = {**TEXT, "area": AreaFactory().pk, "office": office.pk, "offers_to_host": "on"}

    refused = client.post(reverse("workshops:propose", args=[call.public_id]), {**said, "title": ""})
    foreign = client.post(
        reverse("workshops:propose", args=[call.public_id]), {**said, "office": other.memberships.get().office_id}
    )
    assert (refused.status_code, foreign.status_code) == (200, 200)
    assert not Proposal.objects.exists()
    sent = client.post(reverse("workshops:propose", args=[call.public_id]), said, follow=True)

    proposal = Proposal.objects.get()
    assert (proposal.office, proposal.title, proposal.offers_to_host) == (office, TEXT["title"], True)
    assert "Enviada" in sent.content.decode()
    services.decline_proposal(
        proposal=proposal, reason="Se celebra en otra sede.", actor=contact_point.user, at=call.closes_at
    )
    page = reverse("workshops:proposal", args=[proposal.public_id])
    assert "Se celebra en otra sede." not in client.get(page).content.decode()
    Call.objects.update(published_at=call.closes_at)
    assert "Se celebra en otra sede." in client.get(page).content.decode()
    client.force_login(other.user)
    assert client.get(page).status_code == 404
    shown = client.get(reverse("workshops:call", args=[call.public_id])).content.decode()
    assert "Se celebra en otra sede." in shown
    assert TEXT["justification"] not in shown


def test_lists_ask_the_same_number_of_queries_for_one_and_three(client, django_assert_max_num_queries):
    client.force_login(PersonFactory(secretariat=True).user)
    call = CallFactory()
    ProposalFactory(call=call)
    address = reverse("workshops:call", args=[call.public_id])
    counts = []
    for _round in range(2):
        client.get(address)
        with django_assert_max_num_queries(40) as asked:
            client.get(address)
        counts.append(len(asked))
        ProposalFactory(call=call)
        ProposalFactory(call=call)
    assert counts[0] == counts[1]
