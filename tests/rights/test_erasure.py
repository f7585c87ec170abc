"""Forgetting a person: nothing is left but what is kept for a reason."""

import io
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from lms.records.declarations import Erasure, get_declarations
from lms.records.models import AuditEntry
from lms.rights.models import PersonExport, private_storage
from lms.rights.services import NotErasable, erase_person
from network.enums import Role
from network.models import Appointment, Person
from tests.factories.learning import EnrolledFactory, RunningEditionFactory
from tests.factories.network import AppointmentFactory, PersonFactory
from tests.factories.workshops import EditionStaffFactory
from tests.rights.people import everything_stored, make_whole_person, plant, plant_address
from workshops.enums import EditionState
from workshops.models import Edition, Enrolment

pytestmark = pytest.mark.django_db


def erase(person, **more):
    return erase_person(person=person, actor=None, at=timezone.now(), **more)


def kept_columns() -> set[tuple[str, str]]:
    return {
        (one.label, told.name)
        for one in get_declarations().values()
        for told in one.fields.values()
        if told.erasure == Erasure.KEEP and told.reason
    }


def left_behind(planted) -> list[tuple[str, str]]:
    """Where a token of the person can still be read, though nothing keeps it there."""
    stored = everything_stored()
    return [
        key
        for key, tokens in planted.tokens.items()
        for label, text in stored.items()
        if any(token in text for token in tokens) and not (key in kept_columns() and label == key[0])
    ]


def test_a_sweep_finds_nothing_but_what_is_kept_for_a_reason(django_capture_on_commit_callbacks):
    one, other = make_whole_person(), make_whole_person()
    address, other_address = plant_address(one), plant_address(other)
    mine, theirs = plant(one), plant(other)
    files = [export.file.name for export in PersonExport.objects.filter(person=one)]
    assert left_behind(mine) != []  # the control: before, the sweep finds them

    with django_capture_on_commit_callbacks(execute=True):
        erase(mine.person)

    stored = everything_stored()
    assert left_behind(mine) == []
    assert [label for label, text in stored.items() if address in text] == []
    assert [private_storage().exists(name) for name in files] == [False]
    # The register keeps what it must, and the other person lost nothing.
    assert mine.tokens[("certificates.award", "holder_name")][0] in stored["certificates.award"]
    assert [key for key, tokens in theirs.tokens.items() if not all(t in stored[key[0]] for t in tokens)] == []
    assert other_address in stored["network.person"]


def test_says_what_it_did_and_does_nothing_the_second_time():
    person = make_whole_person()

    first = erase(person)
    second = erase(person)

    assert first.deleted["network.membership"] == 1
    assert first.deleted["workshops.answer"] == 3
    assert first.anonymised["network.person"] == 1
    assert first.kept["certificates.award"][0] == 1
    assert "permanent" in first.kept["certificates.award"][1]
    assert (second.deleted, second.anonymised, second.has_changed) == ({}, {}, False)
    assert AuditEntry.objects.filter(action="rights.erase_person").count() == 1


def test_the_account_is_closed_and_its_sessions_are_gone(django_capture_on_commit_callbacks):
    person, other = make_whole_person(), make_whole_person()
    client, bystander = Client(), Client()
    client.force_login(person.user)
    bystander.force_login(other.user)

    with django_capture_on_commit_callbacks(execute=True):
        erase(person)

    person.user.refresh_from_db()
    assert (person.user.is_active, person.user.has_usable_password()) == (False, False)
    assert client.get("/es/preferencias/").status_code == 302
    assert bystander.get("/es/preferencias/").status_code == 200
    assert Session.objects.count() == 1


def test_what_statistics_count_stays():
    person = make_whole_person()
    before = Enrolment.objects.get(person=person)

    erase(person)

    after = Enrolment.objects.get(pk=before.pk)
    assert (after.state, after.office_id, after.sex, after.pool_id) == (
        before.state,
        before.office_id,
        before.sex,
        before.pool_id,
    )
    assert after.certificate_name == "—"


def test_the_trail_keeps_its_seal_and_loses_what_was_typed():
    person = make_whole_person()
    before = AuditEntry.objects.filter(target_ref=person.public_id).exclude(detail="").get(action="network.correct")

    erase(person)

    after = AuditEntry.objects.get(pk=before.pk)
    sealed = ("at", "actor_ref", "acting_role", "action", "target_type", "target_ref", "detail_commitment")
    assert [getattr(after, name) for name in sealed] == [getattr(before, name) for name in sealed]
    assert (after.detail, after.detail_salt) == ("", "")


def test_dry_run_says_the_same_and_changes_nothing():
    person = make_whole_person()
    before = everything_stored()

    said = erase(person, is_dry_run=True)

    assert everything_stored() == before
    assert said.deleted == erase(person).deleted


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.OPEN, EditionState.RUNNING])
def test_refuses_while_enrolled_in_something_that_is_not_over(state):
    enrolment = EnrolledFactory()
    Edition.objects.filter(pk=enrolment.edition_id).update(state=state)

    with pytest.raises(NotErasable, match="inscrita en una edición"):
        erase(enrolment.person)

    assert Person.objects.get(pk=enrolment.person_id).given_names != "—"


def test_erases_once_the_edition_is_closed():
    enrolment = EnrolledFactory()
    Edition.objects.filter(pk=enrolment.edition_id).update(state=EditionState.CLOSED)

    assert erase(enrolment.person).has_changed


def test_refuses_while_teaching():
    staff = EditionStaffFactory(edition=RunningEditionFactory())

    with pytest.raises(NotErasable, match="enseña en una edición"):
        erase(staff.person)


@pytest.mark.parametrize("starts_in", [-400, 30], ids=["holds", "given-for-later"])
def test_refuses_while_an_appointment_holds_and_erases_when_it_has_ended(starts_in):
    today = timezone.now().date()
    person = PersonFactory(prosecutor=True)
    AppointmentFactory(person=person, role=Role.EXPERT, started_on=today + timedelta(days=starts_in))

    with pytest.raises(NotErasable, match="nombramiento vigente"):
        erase(person)

    Appointment.objects.filter(person=person).update(started_on=today - timedelta(days=5), ended_on=today)
    assert erase(person).has_changed


def test_every_obstacle_is_said_at_once():
    enrolment = EnrolledFactory()
    AppointmentFactory(person=enrolment.person)

    with pytest.raises(NotErasable) as refusal:
        erase(enrolment.person)

    assert "nombramiento" in str(refusal.value)
    assert "inscrita" in str(refusal.value)


def test_somebody_without_an_account_is_forgotten_too():
    person = PersonFactory()

    assert erase(person).anonymised == {"network.person": 1}


def test_command_lists_and_refuses():
    person, out = make_whole_person(), io.StringIO()

    call_command("erase_person", person.public_id, "--dry-run", stdout=out)
    call_command("erase_person", person.public_id, stdout=out)
    call_command("erase_person", person.public_id, stdout=out)

    said = out.getvalue()
    assert "Nothing was changed: this was a dry run." in said
    assert "keep      certificates.award" in said
    assert "Nothing to do" in said
    with pytest.raises(CommandError, match="nombramiento vigente"):
        call_command("erase_person", AppointmentFactory().person.public_id)


def test_mails_in_the_demonstrations_folder_go_too(tmp_path, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND, settings.EMAIL_FOLDER = "lms.mail.backends.FolderBackend", tmp_path
    person = make_whole_person()
    (tmp_path / "1.eml").write_text(f"To: {person.email}\nSubject: Ensayo\n\nTexto")
    (tmp_path / "2.eml").write_text("To: otra@example.org\nSubject: Ensayo\n\nTexto")

    with django_capture_on_commit_callbacks(execute=True):
        erase(person)

    assert [path.name for path in tmp_path.iterdir()] == ["2.eml"]
