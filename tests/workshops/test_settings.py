"""Preparing an edition: settings, two keys, copies, the closing report; and the way from proposal to opened edition."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lms.mail.models import Mail
from network.enums import Role
from network.models import Appointment, Office
from tests.factories.network import PersonFactory, SchoolFactory
from tests.factories.workshops import (
    AT,
    AreaFactory,
    CallFactory,
    CourseVersionFactory,
    EditionFactory,
    ProposalFactory,
)
from workshops import mail_kinds
from workshops.enums import EditionState, KeyHolder
from workshops.models import Call, Edition, EditionKey
from workshops.selectors.preparation import get_fingerprint
from workshops.services import editions
from workshops.services import settings as services

pytestmark = pytest.mark.django_db


def coordinator_of(school):
    person = PersonFactory(coordinator=True)
    Appointment.objects.filter(person=person, role=Role.COORDINATOR).update(school=school)
    return person.user


def secretary():
    return PersonFactory(secretariat=True).user


def draft(**more):
    PersonFactory(contact_point=True)  # a member office, which gets places
    return EditionFactory(draft=True, **more)


def turn(edition, holder, user, **more):
    return services.turn_key(edition=edition, holder=holder, actor=user, at=AT, **more)


def test_an_edition_opens_with_the_second_key_and_not_before():
    edition = draft()
    secretariat, coordinator = secretary(), coordinator_of(edition.lead_school)

    for _time in range(2):
        assert turn(edition, KeyHolder.SECRETARIAT, secretariat).state == EditionState.DRAFT
    assert [mail.user for mail in Mail.objects.filter(kind=mail_kinds.KEY_AWAITED)] == [coordinator]
    for _time in range(2):
        assert turn(edition, KeyHolder.SCHOOL, coordinator).state == EditionState.OPEN

    assert edition.keys.count() == 2
    pools = edition.pools.filter(office__isnull=False)
    assert pools.count() == Office.objects.members().count()
    assert set(pools.values_list("capacity", flat=True)) == {2}


def test_one_person_never_turns_both_keys():
    edition, both = draft(), secretary()
    turn(edition, KeyHolder.SECRETARIAT, both)
    with pytest.raises(services.KeyOfTheSamePerson):
        turn(edition, KeyHolder.SCHOOL, both)
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionKey.objects.create(edition=edition, holder=KeyHolder.SCHOOL, turned_by=both, turned_at=AT)
    assert Edition.objects.get().state == EditionState.DRAFT


def test_nobody_opens_an_edition_past_the_keys():
    edition = draft()
    with pytest.raises(editions.EditionKeysMissing):
        editions.open_nominations(edition=edition, actor=secretary(), at=AT)


def test_a_change_of_settings_takes_back_the_key_and_no_change_does_not():
    edition, user = draft(), secretary()
    turn(edition, KeyHolder.SECRETARIAT, user)
    plan = services.get_plan(edition)
    services.change_settings(edition=edition, plan=plan, actor=user, at=AT)
    assert edition.keys.count() == 1
    services.change_settings(edition=edition, plan=replace(plan, seats_per_office=3), actor=user, at=AT)
    assert edition.keys.count() == 0
    assert Edition.objects.get().seats_per_office == 3


def test_a_key_is_not_turned_on_settings_that_were_not_seen():
    edition, user = draft(), secretary()
    seen = get_fingerprint(Edition.objects.get())
    Edition.objects.update(pass_mark=60)
    with pytest.raises(services.KeyOnOtherSettings):
        turn(edition, KeyHolder.SECRETARIAT, user, seen=seen)
    assert turn(edition, KeyHolder.SECRETARIAT, user, seen=get_fingerprint(Edition.objects.get())).keys.count() == 1


@pytest.mark.parametrize("trait", ["running", "closed", "cancelled"])
def test_settings_and_keys_belong_to_a_draft(trait):
    edition, user = EditionFactory(**{trait: True}), secretary()
    with pytest.raises(services.EditionSettled):
        services.change_settings(edition=edition, plan=services.get_plan(edition), actor=user, at=AT)
    with pytest.raises(editions.EditionMoveNotAllowed):
        turn(edition, KeyHolder.SECRETARIAT, user)


def test_a_key_needs_a_window_that_closes_before_the_first_day():
    user = secretary()
    windowless = draft(nomination_opens_at=None, nomination_closes_at=None)
    with pytest.raises(editions.EditionWithoutWindow):
        turn(windowless, KeyHolder.SECRETARIAT, user)
    late = draft()
    Edition.objects.filter(pk=late.pk).update(nomination_closes_at=late.starts_at + timedelta(seconds=1))
    with pytest.raises(services.WindowAfterStart):
        turn(late, KeyHolder.SECRETARIAT, user)


def test_copy_edition_moves_days_and_window_together_and_is_made_once():
    edition, user = EditionFactory(closed=True, donor_line={"es": "Fondo de ensayo"}), secretary()
    version = CourseVersionFactory(course_key=edition.course_version.course_key, number=2, content_hash="2" * 64)
    starts_on = edition.starts_on + timedelta(days=364)
    copies = [
        services.copy_edition(edition=edition, course_version=version, starts_on=starts_on, actor=user, at=AT)
        for _time in range(2)
    ]
    copy = Edition.objects.get(pk=copies[1].pk)
    assert copies[0] == copy
    assert (copy.state, copy.copied_from, copy.course_version) == (EditionState.DRAFT, edition, version)
    assert copy.ends_on - copy.starts_on == edition.ends_on - edition.starts_on
    assert copy.nomination_closes_at == edition.nomination_closes_at + timedelta(days=364)
    assert copy.donor_line == edition.donor_line
    assert not copy.keys.exists()
    assert not copy.pools.exists()


def test_report_closing_keeps_each_challenge_once():
    edition, user, area = EditionFactory(running=True), secretary(), AreaFactory()
    for _time in range(2):
        services.report_closing(
            edition=edition, note="Sin incidencias.", challenges=[(area, "Plazos distintos")], actor=user, at=AT
        )
    closed = Edition.objects.get()
    assert (closed.state, closed.closing_note) == (EditionState.CLOSED, "Sin incidencias.")
    assert [one.text for one in closed.challenges.all()] == ["Plazos distintos"]


# --- through the door


def test_from_proposal_to_opened_edition(client):
    """The whole way, by forms: decided, published, set up, two keys, seen by contact points."""
    school = SchoolFactory()
    secretariat, coordinator = secretary(), coordinator_of(school)
    proposal = ProposalFactory(call=CallFactory(ended=True, lead_school=school), offers_to_host=True)
    version = CourseVersionFactory()
    client.force_login(secretariat)
    for name, said in (
        ("rank_proposal", {"rank": "1"}),
        ("decide_proposal", {"decision": "accept", "course_version": version.pk, "reason": "Prioridad común."}),
    ):
        answer = client.post(reverse(f"workshops:{name}", args=[proposal.public_id]), said)
        assert answer.status_code == 302
    client.post(reverse("workshops:publish_outcome", args=[proposal.call.public_id]))
    assert Call.objects.get().published_at is not None
    edition = Edition.objects.get()
    page = reverse("workshops:edition", args=[edition.public_id])

    client.force_login(proposal.submitted_by)
    assert client.get(page).status_code == 404  # in preparation: nobody else's business

    client.force_login(coordinator)
    address = reverse("workshops:change_settings", args=[edition.public_id])
    today = timezone.localdate()
    shown = client.get(address).context["form"]
    said = {name: value for name in shown.fields if (value := shown[name].value()) not in (None, "")}
    said |= {
        "starts_on": today + timedelta(days=60),
        "ends_on": today + timedelta(days=64),
        "nomination_opens_on": today - timedelta(days=1),
        "nomination_closes_on": today + timedelta(days=30),
    }
    assert client.post(address, {**said, "ends_on": today}).status_code == 200  # backwards: the form again
    assert client.post(address, said).status_code == 302
    turn_address = reverse("workshops:turn_key", args=[edition.public_id])
    client.post(turn_address)  # without having seen the settings: nothing is agreed
    assert not edition.keys.exists()
    client.post(turn_address, {"seen": client.get(page).context["preparation"]["seen"]})
    assert Edition.objects.get().state == EditionState.DRAFT

    client.force_login(secretariat)
    client.post(turn_address, {"seen": client.get(page).context["preparation"]["seen"]})
    assert Edition.objects.get().state == EditionState.OPEN
    client.force_login(proposal.submitted_by)
    opened = client.get(page)
    assert opened.status_code == 200
    assert opened.context["can_nominate_now"]


def test_create_and_copy_through_the_forms(client):
    client.force_login(secretary())
    version = CourseVersionFactory()
    address = reverse("workshops:create_edition")
    shown = client.get(address).context["form"]
    said = {name: value for name in shown.fields if (value := shown[name].value()) not in (None, "")}
    said |= {
        "course_version": version.pk,
        "title_es": "Edición nueva",
        "activity_type": "REGIONAL",
        "modality": "HYBRID",
        "lead_school": version.school_id,
        "starts_on": "2027-06-07",
        "ends_on": "2027-06-11",
        "eligible_categories": ["PROSECUTOR"],
    }
    for _time in range(2):
        assert client.post(address, said).status_code == 302
    edition = Edition.objects.get()
    assert (edition.state, edition.eligible_categories, edition.starts_on) == (
        EditionState.DRAFT,
        ["PROSECUTOR"],
        date(2027, 6, 7),
    )
    client.post(reverse("workshops:copy_edition", args=[edition.public_id]), {"starts_on": "2028-06-05"})
    assert list(Edition.objects.values_list("starts_on", flat=True)) == [date(2028, 6, 5), date(2027, 6, 7)]


def test_a_coordinator_of_another_school_prepares_nothing(client):
    edition = draft()
    client.force_login(coordinator_of(SchoolFactory()))
    for name in ("change_settings", "turn_key", "copy_edition", "report_closing"):
        assert client.post(reverse(f"workshops:{name}", args=[edition.public_id])).status_code == 403
    assert client.get(reverse("workshops:edition", args=[edition.public_id])).context["preparation"] is None
