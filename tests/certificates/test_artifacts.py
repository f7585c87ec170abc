"""From award to file: once, whole, signed, whoever dies on the way."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import DatabaseError, connection

from certificates.enums import AwardState
from certificates.models import Artifact, Award, private_storage
from certificates.services import artifacts, files
from certificates.signature import authority, checking
from certificates.tasks import render_task, sweep_artifacts_task
from lms.common import typefaces
from lms.mail.models import Mail
from lms.records.models import AuditEntry
from tests.factories.certificates import ISSUED_AT, AwardFactory, code_of
from tests.factories.network import PersonFactory
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signer", "store")]
LATER = ISSUED_AT + timedelta(minutes=5)


def stored_files():
    """Every file that lies in the folder of awards."""
    folder = Path(private_storage().path("certificates"))
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_render_award_stores_the_signed_bytes_once():
    award = AwardFactory()

    first = artifacts.render_award(award_id=award.pk, at=ISSUED_AT)
    second = artifacts.render_award(award_id=award.pk, at=LATER)

    assert second == first
    assert second.signed_at == ISSUED_AT
    content = first.file.read()
    assert authority.sha256(content) == first.sha256
    assert len(content) == first.size
    assert checking.examine(content).word == checking.WHOLE
    assert first.signer_fingerprint == authority.load().fingerprint
    assert len(stored_files()) == 1
    assert stored_files()[0].stat().st_mode & 0o777 == 0o600
    assert award.public_id not in first.file.name
    assert AuditEntry.objects.filter(action="certificates.sign", target_ref=award.public_id).count() == 1


def test_an_unknown_award_is_no_error():
    assert artifacts.render_award(award_id=0, at=ISSUED_AT) is None


def test_issuing_rings_the_task_that_renders(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        award = AwardFactory()

    assert Artifact.objects.filter(award=award).count() == 1


def test_the_same_award_gives_the_same_unsigned_bytes():
    award = AwardFactory()
    fingerprint = authority.load().fingerprint

    first = artifacts.draw_award(award, signer_fingerprint=fingerprint)
    second = artifacts.draw_award(Award.objects.get(pk=award.pk), signer_fingerprint=fingerprint)

    assert first == second


def test_the_document_holds_the_code_that_finds_it(settings):
    settings.SITE_URL = "https://aula.example.org"
    award = AwardFactory()

    assert artifacts.verification_url(award) == f"https://aula.example.org/v/{code_of(award)}"


def test_without_an_authority_awards_wait_with_a_line_in_the_log(settings, tmp_path, caplog):
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "nothing"
    award = AwardFactory()

    with caplog.at_level(logging.WARNING, logger="aula.certificates"):
        assert artifacts.render_award(award_id=award.pk, at=LATER) is None
        assert artifacts.finish_waiting(at=LATER) == 0

    assert [record.message for record in caplog.records] == [
        "award waits for an authority",
        "awards wait for an authority",
    ]
    assert award.holder_name not in caplog.text
    assert stored_files() == []
    assert Artifact.objects.count() == 0


def test_the_demonstrations_authority_signs_nothing_outside_it(settings, tmp_path):
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "demo"
    authority.make(organisation="Aula Fiscal DEMO", at=ISSUED_AT)
    award = AwardFactory()

    assert artifacts.render_award(award_id=award.pk, at=LATER) is None
    assert Artifact.objects.count() == 0


def test_what_waited_is_finished_once_an_authority_is_there(settings, signer, tmp_path):
    there, settings.CERTIFICATES_AUTHORITY_DIR = settings.CERTIFICATES_AUTHORITY_DIR, tmp_path / "nothing"
    waiting = [AwardFactory() for _ in range(3)]
    artifacts.finish_waiting(at=LATER)
    settings.CERTIFICATES_AUTHORITY_DIR = there

    assert artifacts.finish_waiting(at=LATER) == 3
    assert artifacts.finish_waiting(at=LATER) == 0
    assert set(Artifact.objects.values_list("award", flat=True)) == {award.pk for award in waiting}
    assert len(set(Artifact.objects.values_list("sha256", flat=True))) == 3


def test_the_sweeper_leaves_the_newest_to_the_queue_and_closed_awards_alone():
    AwardFactory(at=LATER - timedelta(seconds=5))
    AwardFactory(revoked=True)

    assert artifacts.finish_waiting(at=LATER) == 0


def test_one_broken_award_does_not_hold_up_the_others(caplog):
    broken, whole = AwardFactory(), AwardFactory()
    Award.objects.filter(pk=broken.pk).update(code_sealed=whole.code_sealed)  # sealed for another row

    with caplog.at_level(logging.ERROR, logger="aula.certificates"):
        assert artifacts.finish_waiting(at=LATER) == 1

    assert list(Artifact.objects.values_list("award", flat=True)) == [whole.pk]
    assert caplog.records[0].award_id == broken.pk


def test_a_worker_that_dies_between_file_and_row_leaves_nothing():
    """The insert fails: the file goes too, and the next worker does the whole of it."""
    award = AwardFactory()

    def no_artifacts(execute, sql, params, many, context):
        if "certificates_artifact" in sql and sql.startswith("INSERT"):
            raise DatabaseError("gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(no_artifacts), pytest.raises(DatabaseError):
        artifacts.render_award(award_id=award.pk, at=ISSUED_AT)

    assert stored_files() == []
    assert artifacts.finish_waiting(at=LATER) == 1
    assert len(stored_files()) == 1


def test_what_a_killed_worker_left_on_the_disk_is_swept_and_nothing_else():
    """A kill leaves a draft, or a whole file without a row; both are older than any worker when they are removed."""
    kept = artifacts.render_award(award_id=AwardFactory().pk, at=ISSUED_AT)
    orphan = files.write_whole(b"%PDF-whole but unknown", at=ISSUED_AT)
    draft = private_storage().save(orphan + ".part", _file(b"%PDF-ha"))
    now = datetime.now(UTC)

    assert files.delete_orphans(at=now) == 0
    assert files.delete_orphans(at=now + timedelta(hours=2)) == 2
    assert [path.name for path in stored_files()] == [Path(kept.file.name).name]
    assert not private_storage().exists(draft)


def _file(content):
    from django.core.files.base import ContentFile

    return ContentFile(content)


def test_sweeping_an_empty_storage_is_nothing():
    assert files.delete_orphans(at=LATER) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_leave_one_file():
    award = AwardFactory()

    answers = at_once(2, lambda: artifacts.render_award(award_id=award.pk, at=ISSUED_AT).sha256)

    assert len(set(answers)) == 1
    assert Artifact.objects.get().sha256 == answers[0]
    assert len(stored_files()) == 1


def test_the_tasks_take_ids_and_forgive_later_arguments():
    award = AwardFactory()

    render_task(award_id=award.pk, colour="later")
    sweep_artifacts_task(colour="later")

    assert Artifact.objects.filter(award=award).exists()


# --- the mail
def test_the_holder_is_told_once_and_by_no_name(django_capture_on_commit_callbacks):
    person = PersonFactory(with_user=True)
    with django_capture_on_commit_callbacks(execute=True):
        award = AwardFactory(person=person)
    with django_capture_on_commit_callbacks(execute=True):
        artifacts.render_award(award_id=award.pk, at=LATER)

    assert Mail.objects.filter(kind="certificates.ready", user=person.user).count() == 1
    assert len(mail.outbox) == 1
    message = mail.outbox[0]
    assert message.to == [person.email]
    assert "/es/certificados/" in message.body
    for secret in (
        person.given_names,
        person.family_names,
        award.holder_name,
        "Extorsión",
        code_of(award),
        award.number,
    ):
        assert secret not in message.subject + message.body


def test_somebody_without_an_account_is_not_written_to(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        AwardFactory(person=PersonFactory())

    assert Mail.objects.count() == 0


def test_a_mail_about_a_revoked_award_is_not_sent():
    from certificates.mails import is_ready_owed

    award = AwardFactory()
    artifacts.render_award(award_id=award.pk, at=ISSUED_AT)

    assert is_ready_owed({"award_id": award.pk})
    Award.objects.filter(pk=award.pk).update(state=AwardState.REVOKED, closed_at=LATER)
    assert not is_ready_owed({"award_id": award.pk})
    assert not is_ready_owed({})


# --- typefaces
def test_typefaces_are_cut_once_and_whole(settings, tmp_path):
    settings.CERTIFICATES_FONT_DIR = tmp_path / "fonts"

    typefaces.prepare()
    first = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "fonts").glob("*.ttf")}
    typefaces.prepare()

    assert len(first) == len(typefaces.TYPEFACES)
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "fonts").glob("*.ttf")} == first
    assert list((tmp_path / "fonts").glob("*.part")) == []
