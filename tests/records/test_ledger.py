"""The chain of the audit trail: sealed once and in order; what was changed, removed or moved is named."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from lms.records import audit, ledger, tasks
from lms.records.models import AuditEntry, AuditSeal, Ledger
from tests.factories.accounts import UserFactory
from tests.threads import at_once

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def write(count: int, *, detail: str = "") -> list[AuditEntry]:
    actor = UserFactory()
    for number in range(count):
        audit.log(action="tests.act", instance=actor, actor=actor, at=AT + timedelta(seconds=number), detail=detail)
    return list(AuditEntry.objects.order_by("-pk")[:count])[::-1]


def by_force(statement: str, *params: object) -> None:
    """As somebody would who owns the database: with its guards out of the way for a moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'records_%'")
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(statement, params)
            for _name, sql in guards:
                cursor.execute(sql)
        else:
            for table in ("records_auditentry", "records_auditseal"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, params)
            for table in ("records_auditentry", "records_auditseal"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def faults(**about: object) -> list[tuple[int, int, str]]:
    return [(fault.sequence, fault.entry_id, fault.problem) for fault in ledger.verify_ledger(**about).faults]


def test_entries_are_sealed_in_order_and_once():
    first = write(3)
    assert ledger.seal_entries(at=AT) == 3
    assert ledger.seal_entries(at=AT) == 0
    second = write(2)
    tasks.seal_ledger_task()

    assert list(AuditSeal.objects.order_by("sequence").values_list("sequence", "entry_id")) == [
        (number, entry.pk) for number, entry in enumerate([*first, *second], start=1)
    ]
    verdict = ledger.verify_ledger()
    assert (verdict.sealed, verdict.unsealed, verdict.faults) == (5, 0, [])


def test_an_entry_that_commits_late_is_sealed_behind():
    early, late = write(2)
    Ledger.objects.create(pk=1, head_sequence=1, head_seal=ledger.make_seal("", 1, late))
    AuditSeal.objects.create(sequence=1, entry=late, seal=ledger.make_seal("", 1, late), sealed_at=AT)

    assert ledger.seal_entries(at=AT) == 1

    assert AuditSeal.objects.get(sequence=2).entry_id == early.pk
    assert faults() == []


def test_leased_ledger_is_left_alone_until_the_lease_runs_out():
    write(1)
    Ledger.objects.create(pk=1, leased_until=AT + timedelta(minutes=1))

    assert ledger.seal_entries(at=AT) == 0
    assert ledger.seal_entries(at=AT + timedelta(minutes=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_seal_once():
    write(20)
    Ledger.objects.get_or_create(pk=1)

    counts = at_once(4, lambda: ledger.seal_entries(at=AT))

    assert (sum(counts) + ledger.seal_entries(at=AT), AuditSeal.objects.count()) == (20, 20)
    assert faults() == []


@pytest.mark.parametrize("column", ["actor_ref", "acting_role", "action", "target_ref", "about_ref", "to_state"])
def test_changed_entry_is_named(column):
    entries = write(3)
    ledger.seal_entries(at=AT)

    by_force(f"UPDATE records_auditentry SET {column} = 'x' WHERE id = %s", entries[1].pk)

    assert faults() == [(2, entries[1].pk, "tampered")]


def test_removed_entry_is_named():
    entries = write(3)
    ledger.seal_entries(at=AT)

    by_force("DELETE FROM records_auditentry WHERE id = %s", entries[1].pk)

    assert faults() == [(2, entries[1].pk, "missing")]


def test_entry_removed_with_its_seal_leaves_a_gap():
    entries = write(3)
    ledger.seal_entries(at=AT)

    by_force("DELETE FROM records_auditseal WHERE sequence = 2")
    by_force("DELETE FROM records_auditentry WHERE id = %s", entries[1].pk)

    assert (2, 0, "gap") in faults()


def test_moved_entries_are_named():
    entries = write(3)
    ledger.seal_entries(at=AT)

    by_force("UPDATE records_auditseal SET entry_id = -1 WHERE sequence = 1")
    by_force("UPDATE records_auditseal SET entry_id = %s WHERE sequence = 2", entries[0].pk)
    by_force("UPDATE records_auditseal SET entry_id = %s WHERE sequence = 1", entries[1].pk)

    assert faults() == [(1, entries[1].pk, "tampered"), (2, entries[0].pk, "tampered")]


def test_chain_cut_short_is_noticed():
    entries = write(3)
    ledger.seal_entries(at=AT)

    by_force("DELETE FROM records_auditseal WHERE sequence = 3")
    by_force("DELETE FROM records_auditentry WHERE id = %s", entries[2].pk)

    assert faults() == [(3, 0, "gap")]


def test_chain_written_anew_fits_itself_but_not_a_checkpoint():
    entries = write(2)
    ledger.seal_entries(at=AT)
    kept = (2, Ledger.objects.get().head_seal)
    assert faults(checkpoint=kept) == []

    by_force("DELETE FROM records_auditseal")
    by_force("UPDATE records_auditentry SET action = 'tests.other' WHERE id = %s", entries[0].pk)
    Ledger.objects.update(head_sequence=0, head_seal="")
    ledger.seal_entries(at=AT)

    assert faults() == []
    assert faults(checkpoint=kept) == [(2, entries[1].pk, "checkpoint")]


def test_detail_can_be_erased_and_not_rewritten():
    entry = write(1, detail="Por enfermedad")[0]
    ledger.seal_entries(at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(detail="Otra cosa")
    by_force("UPDATE records_auditentry SET detail = 'Otra cosa' WHERE id = %s", entry.pk)
    assert faults() == [(1, entry.pk, "detail")]

    assert audit.erase_details(AuditEntry.objects.all()) == 1

    entry.refresh_from_db()
    verdict = ledger.verify_ledger()
    assert (entry.detail, entry.detail_salt, verdict.erased, verdict.faults) == ("", "", 1, [])


@pytest.mark.parametrize("act", [
    lambda: AuditEntry.objects.update(action="tests.other"),
    lambda: AuditEntry.objects.all().delete(),
    lambda: AuditSeal.objects.update(seal="0"),
    lambda: AuditSeal.objects.all().delete(),
])  # fmt: skip
def test_the_database_only_lets_append(act):
    write(1)
    ledger.seal_entries(at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        act()

    assert faults() == []


def test_missing_guard_is_a_fault():
    on = "" if connection.vendor == "sqlite" else " ON records_auditentry"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER records_entry_frozen{on}")

    assert faults() == [(0, 0, "unguarded records_entry_frozen")]


def test_command_fails_and_names_the_entry(tmp_path):
    entry = write(2)[0]
    ledger.seal_entries(at=AT)
    head, said = StringIO(), StringIO()
    call_command("ledger_checkpoint", stdout=head)
    (tmp_path / "head.json").write_text(head.getvalue())
    call_command("verify_ledger", checkpoint=tmp_path / "head.json", stdout=StringIO())

    by_force("UPDATE records_auditentry SET action = 'tests.other' WHERE id = %s", entry.pk)
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_ledger", json=True, stdout=said)

    assert stopped.value.code == 1
    assert json.loads(said.getvalue())["faults"] == [{"sequence": 1, "entry_id": entry.pk, "problem": "tampered"}]


def test_reads_of_the_vault_say_whose_data_it_was():
    reader, thing = UserFactory(), UserFactory()

    audit.log_read(thing, actor=reader, at=AT, role="SECRETARIAT", about="abc")

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.acting_role, entry.about_ref) == ("accounts.read_user", "SECRETARIAT", "abc")
