"""The register's chain: what is altered behind the house's back is named."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from certificates.enums import AwardState
from certificates.models import Artifact, Award, AwardSeal, private_storage
from certificates.services.artifacts import render_award
from certificates.services.ledger import seal_awards, verify_register
from tests.factories.certificates import ISSUED_AT, AwardFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def awards(signer, store):
    """Two sealed awards with their files."""
    made = [AwardFactory(), AwardFactory()]
    for award in made:
        render_award(award_id=award.pk, at=ISSUED_AT)
    assert seal_awards(at=ISSUED_AT) == 4
    return made


def faults():
    return [(fault.document, fault.what) for fault in verify_register().faults]


def test_a_whole_register_verifies(awards):
    verdict = verify_register()

    assert (verdict.sealed, verdict.unsealed, verdict.files, verdict.faults) == (4, 0, 2, [])
    assert verdict.head == AwardSeal.objects.latest("sequence").seal


def test_sealing_twice_is_once_and_a_closing_is_chained_later(awards):
    assert seal_awards(at=ISSUED_AT) == 0
    Award.objects.filter(pk=awards[0].pk).update(state=AwardState.REVOKED, closed_at=ISSUED_AT)

    assert verify_register().unsealed == 1
    assert seal_awards(at=ISSUED_AT) == 1
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"holder_name": "Otra Persona"}, "altered"),
        ({"number": "111-111-1111"}, "altered"),
        ({"code_hmac": "0" * 64}, "altered"),
        ({"kind": "TEACHING"}, "altered"),
    ],
    ids=["name", "number", "code", "kind"],
)
def test_an_altered_award_is_named(awards, changes, what):
    Award.objects.filter(pk=awards[0].pk).update(**changes)
    awards[0].refresh_from_db()

    assert faults() == [(awards[0].number, what)]


def test_an_altered_statement_is_named(awards):
    snapshot = {**awards[1].snapshot, "minutes_attended": 900}
    Award.objects.filter(pk=awards[1].pk).update(snapshot=snapshot)

    assert faults() == [(awards[1].number, "altered")]


def test_a_reopened_award_is_named(awards):
    Award.objects.filter(pk=awards[0].pk).update(state=AwardState.REVOKED, closed_at=ISSUED_AT)
    seal_awards(at=ISSUED_AT)
    Award.objects.filter(pk=awards[0].pk).update(state=AwardState.ACTIVE, closed_at=None)

    assert faults() == [(awards[0].number, "reopened")]


def test_a_changed_a_swapped_and_a_missing_file_are_named(awards):
    first, second = (Path(private_storage().path(award.artifact.file.name)) for award in map(fresh, awards))
    kept = first.read_bytes()
    first.write_bytes(kept[:-1] + b"\n" if kept[-1:] != b"\n" else kept[:-1] + b" ")
    assert faults() == [(awards[0].number, "file altered")]
    second.unlink()
    assert faults() == [(awards[0].number, "file altered"), (awards[1].number, "file missing")]


def fresh(award):
    return Award.objects.select_related("artifact").get(pk=award.pk)


def test_a_file_whose_hash_was_changed_with_it_is_still_named(awards):
    artifact = fresh(awards[0]).artifact
    other = b"%PDF-1.7 another"
    Path(private_storage().path(artifact.file.name)).write_bytes(other)
    Artifact.objects.filter(pk=artifact.pk).update(
        sha256="5c1ab4bb4be0ee0bea0e9f1ba66ed7f6a1ba0cbbbcb2e2d4ca3b1e9e8ad8f8a1", size=len(other)
    )

    assert (awards[0].number, "document altered") in faults()


def test_a_deleted_award_and_a_cut_chain_are_named(awards):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM certificates_artifact WHERE award_id = %s", [awards[0].pk])
        cursor.execute("DELETE FROM certificates_award WHERE id = %s", [awards[0].pk])
    assert [what for _document, what in faults()] == ["missing", "missing"]
    AwardSeal.objects.filter(sequence=2).delete()
    assert [what for _document, what in faults()] == ["missing", "gap", "seal", "missing"]


def test_the_command_names_and_exits(awards, capsys):
    call_command("certificates_verify_ledger")
    assert "4 entries, 0 not yet sealed, 2 files, 0 faults" in capsys.readouterr().out
    Award.objects.filter(pk=awards[0].pk).update(holder_name="Otra Persona")

    with pytest.raises(SystemExit):
        call_command("certificates_verify_ledger", "--json")

    told = json.loads(capsys.readouterr().out)
    assert [fault["document"] for fault in told["faults"]] == [awards[0].number]
