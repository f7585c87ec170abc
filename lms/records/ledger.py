"""The audit trail as a chain: each seal covers its entry and the seal before it, so a change anywhere shows.

Entries are inserted unsealed and never wait for the chain; one sealer chains what has been committed. Personal detail
stands outside: only its salted commitment is sealed, so it can be erased and the chain still verifies.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.records.audit import commitment
from lms.records.models import AuditEntry, AuditSeal, Ledger

BATCH = 500  # entries of one transaction: on SQLite others wait for it
MOST_BATCHES = 40  # of one run
LEASE = timedelta(minutes=5)
LONGEST_TRANSACTION = timedelta(hours=1)  # none that writes an entry takes longer to commit
GUARDS = frozenset(
    {"records_entry_kept", "records_entry_frozen", "records_seal_kept", "records_seal_frozen"}
)  # triggers of the database, made by migration 0004


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the chain, and where."""

    sequence: int
    entry_id: int
    problem: str  # tampered | missing | reordered | detail | gap | unguarded | checkpoint


@dataclass(slots=True)
class Verdict:
    """What a whole reading of the chain found."""

    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    head_sequence: int = 0
    head_seal: str = ""
    faults: list[Fault] = field(default_factory=list)


def entry_text(entry: AuditEntry) -> str:
    """The entry as the seal covers it: every column but what a person typed, in a fixed order and form."""
    return json.dumps(
        [
            1,
            entry.pk,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor_ref,
            entry.acting_role,
            entry.about_ref,
            entry.action,
            entry.target_type,
            entry.target_ref,
            entry.from_state,
            entry.to_state,
            entry.detail_commitment,
        ],
        ensure_ascii=True,
        separators=(",", ":"),
    )


def make_seal(previous: str, sequence: int, entry: AuditEntry) -> str:
    """The seal of ``entry`` at its place behind ``previous``."""
    return hashlib.sha256(f"{previous}\n{sequence}\n{entry_text(entry)}".encode()).hexdigest()


def seal_entries(*, at: datetime) -> int:
    """Chain committed entries in order; answer how many. A second sealer meanwhile does nothing."""
    Ledger.objects.get_or_create(pk=Ledger.ONLY)
    free = Ledger.objects.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at), pk=Ledger.ONLY)
    if not free.update(leased_until=at + LEASE):
        return 0
    done = 0
    try:
        for _batch in range(MOST_BATCHES):
            sealed = _seal_batch(at=at)
            done += sealed
            if sealed < BATCH:
                break
    finally:
        Ledger.objects.filter(pk=Ledger.ONLY, leased_until=at + LEASE).update(leased_until=None)
    return done


@transaction.atomic
def _seal_batch(*, at: datetime) -> int:
    """The row of the ledger is held: were a lease to run out, the next sealer would still wait here."""
    ledger = Ledger.objects.select_for_update().get(pk=Ledger.ONLY)
    entries = list(unsealed_entries(at=at).order_by("pk")[:BATCH])
    sequence, previous, seals = ledger.head_sequence, ledger.head_seal, []
    for entry in entries:
        sequence += 1
        previous = make_seal(previous, sequence, entry)
        seals.append(AuditSeal(sequence=sequence, entry=entry, seal=previous, sealed_at=at))
    AuditSeal.objects.bulk_create(seals)
    if seals:
        Ledger.objects.filter(pk=ledger.pk).update(head_sequence=sequence, head_seal=previous)
    return len(seals)


def unsealed_entries(*, at: datetime) -> QuerySet[AuditEntry]:
    """Committed entries without a seal; what was sealed an hour ago bounds how far back one must look."""
    old = AuditSeal.objects.filter(sealed_at__lt=at - LONGEST_TRANSACTION).order_by("-sequence").first()
    entries = AuditEntry.objects.filter(pk__gt=old.entry_id) if old else AuditEntry.objects.all()
    return entries.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))


def verify_ledger(*, checkpoint: tuple[int, str] | None = None) -> Verdict:
    """Read the whole chain and name what does not fit. ``checkpoint`` is a head that was kept elsewhere.

    A fault is named where it is: the chain is followed along the seals as they stand, not as they should be.
    """
    verdict = Verdict(
        unsealed=AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk")))).count()
    )
    previous, expected = "", 0
    for seal, entry in _chain():
        expected += 1
        if seal.sequence != expected:
            verdict.faults.append(Fault(expected, 0, "gap"))
            expected = seal.sequence
        if entry is None:
            verdict.faults.append(Fault(seal.sequence, seal.entry_id, "missing"))
        else:
            verdict.faults.extend(_entry_faults(seal, entry, previous))
            verdict.erased += bool(entry.detail_commitment and not entry.detail)
        if checkpoint and checkpoint[0] == seal.sequence and checkpoint[1] != seal.seal:
            verdict.faults.append(Fault(seal.sequence, seal.entry_id, "checkpoint"))
        previous, verdict.sealed = seal.seal, verdict.sealed + 1
    verdict.head_sequence, verdict.head_seal = expected, previous
    verdict.faults.extend(_end_faults(verdict, checkpoint))
    return verdict


def note_verdict(verdict: Verdict, *, at: datetime, has_checkpoint: bool = False) -> None:
    """Remember what a whole reading found, for those who read the trail without a terminal."""
    found = {"verified_at": at, "verified_sequence": verdict.head_sequence, "verified_faults": len(verdict.faults)}
    Ledger.objects.get_or_create(pk=Ledger.ONLY)
    Ledger.objects.filter(pk=Ledger.ONLY).update(**found, **({"checkpoint_at": at} if has_checkpoint else {}))


def _chain() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """Seals in order with their entries, a batch at a time."""
    after = -1
    while seals := list(AuditSeal.objects.filter(sequence__gt=after).order_by("sequence")[:2000]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            yield seal, entries.get(seal.entry_id)
        after = seals[-1].sequence


def _entry_faults(seal: AuditSeal, entry: AuditEntry, previous: str) -> Iterator[Fault]:
    if make_seal(previous, seal.sequence, entry) != seal.seal:
        yield Fault(seal.sequence, entry.pk, "tampered")
    if entry.detail and commitment(entry.detail_salt, entry.detail) != entry.detail_commitment:
        yield Fault(seal.sequence, entry.pk, "detail")


def _end_faults(verdict: Verdict, checkpoint: tuple[int, str] | None) -> Iterator[Fault]:
    ledger = Ledger.objects.filter(pk=Ledger.ONLY).first()
    head = (ledger.head_sequence, ledger.head_seal) if ledger else (0, "")
    if head != (verdict.head_sequence, verdict.head_seal):
        yield Fault(head[0], 0, "gap")  # the chain was cut short, or lengthened by somebody else
    if checkpoint and checkpoint[0] > verdict.head_sequence:
        yield Fault(checkpoint[0], 0, "checkpoint")
    for guard in sorted(GUARDS - present_guards()):
        yield Fault(0, 0, f"unguarded {guard}")


def present_guards() -> set[str]:
    """The triggers that keep entries and seals, as far as the database has them."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()} & GUARDS
