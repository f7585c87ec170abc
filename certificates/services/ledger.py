"""The chain of the register: sealed each minute beside the rows, followed and compared with them on demand."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from certificates.enums import AwardState, SealMoment
from certificates.models import Artifact, Award, AwardSeal

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit, of which document: by its number, or its reference where the row is gone."""

    sequence: int
    document: str
    what: str


@dataclass(slots=True)
class Verdict:
    """What a reading of the whole register found."""

    sealed: int = 0
    unsealed: int = 0
    files: int = 0
    head: str = ""
    faults: list[Fault] = field(default_factory=list)


def digest_of(award: Award, moment: str) -> str:
    """What of ``award`` must never change after ``moment``."""
    return hashlib.sha256(
        json.dumps(_told(award, moment), sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
    ).hexdigest()


def _told(award: Award, moment: str) -> list[Any]:
    if moment == SealMoment.ISSUED:
        version = award.template_version
        return [
            award.public_id,
            award.person.public_id,
            award.kind,
            award.activity_ref,
            award.holder_name,
            award.snapshot,
            award.language,
            award.template,
            [version.public_id, version.content] if version else [],
            award.number,
            award.code_hmac,
            award.issued_at.astimezone(UTC).isoformat(),
            str(award.issued_on),
        ]
    if moment == SealMoment.SIGNED:
        artifact = award.artifact
        at = artifact.signed_at.astimezone(UTC).isoformat()
        return [artifact.sha256, artifact.size, artifact.signer_fingerprint, at]
    closed_at = award.closed_at.astimezone(UTC).isoformat() if award.closed_at else ""
    return [award.state, closed_at, award.superseded_by.public_id if award.superseded_by else ""]


def make_seal(previous: str, sequence: int, award_ref: str, moment: str, digest: str) -> str:
    return hashlib.sha256(f"{previous}\n{sequence}\n{award_ref}\n{moment}\n{digest}".encode()).hexdigest()


def seal_awards(*, at: datetime) -> int:
    """Chain what is committed and not yet sealed; of two sealers at once one does nothing."""
    try:
        with transaction.atomic():
            return _seal(at)
    except IntegrityError:  # the other took the same place; the next round goes on
        return 0


def _seal(at: datetime) -> int:
    last = AwardSeal.objects.order_by("-sequence").first()
    number, previous = (last.sequence, last.seal) if last else (0, "")
    made = []
    for moment in SealMoment.values:
        for award in unsealed(moment).order_by("pk")[:BATCH]:
            number += 1
            digest = digest_of(award, moment)
            previous = make_seal(previous, number, award.public_id, moment, digest)
            made.append(
                AwardSeal(
                    sequence=number,
                    award_ref=award.public_id,
                    moment=moment,
                    digest=digest,
                    seal=previous,
                    sealed_at=at,
                )
            )
    AwardSeal.objects.bulk_create(made)
    return len(made)


def unsealed(moment: str) -> QuerySet[Award]:
    """Awards that have reached ``moment`` and are not in the chain with it."""
    reached = Award.objects.select_related("person", "artifact", "template_version", "superseded_by").filter(
        ~Exists(AwardSeal.objects.filter(award_ref=OuterRef("public_id"), moment=moment))
    )
    if moment == SealMoment.SIGNED:
        return reached.filter(artifact__isnull=False)
    if moment == SealMoment.CLOSED:
        return reached.exclude(state=AwardState.ACTIVE)
    return reached


def verify_register() -> Verdict:
    """Follow the chain, compare every entry with its row, and hash every stored file again."""
    verdict = Verdict(unsealed=sum(unsealed(moment).count() for moment in SealMoment.values))
    previous, expected = "", 0
    for seal, award in _chain():
        expected += 1
        if seal.sequence != expected:
            verdict.faults.append(Fault(expected, "", "gap"))
            expected = seal.sequence
        name = award.number if award else seal.award_ref
        if seal.seal != make_seal(previous, seal.sequence, seal.award_ref, seal.moment, seal.digest):
            verdict.faults.append(Fault(seal.sequence, name, "seal"))
        verdict.faults.extend(Fault(seal.sequence, name, what) for what in _faults_of_entry(seal, award))
        previous, verdict.sealed = seal.seal, verdict.sealed + 1
    verdict.head = previous
    for artifact in Artifact.objects.select_related("award").order_by("pk").iterator(chunk_size=200):
        verdict.files += 1
        what = _fault_of_file(artifact)
        if what:
            verdict.faults.append(Fault(0, artifact.award.number, what))
    return verdict


def _chain() -> Iterator[tuple[AwardSeal, Award | None]]:
    """Every seal with its award, a few hundred at a time."""
    start = -1
    while page := list(AwardSeal.objects.filter(sequence__gt=start).order_by("sequence")[:500]):
        found = Award.objects.select_related("person", "artifact", "template_version", "superseded_by")
        awards = {one.public_id: one for one in found.filter(public_id__in={seal.award_ref for seal in page})}
        yield from ((seal, awards.get(seal.award_ref)) for seal in page)
        start = page[-1].sequence


def _faults_of_entry(seal: AwardSeal, award: Award | None) -> Iterator[str]:
    if award is None:
        yield "missing"
    elif seal.moment == SealMoment.SIGNED and not hasattr(award, "artifact"):
        yield "document missing"
    elif seal.moment == SealMoment.CLOSED and award.state == AwardState.ACTIVE:
        yield "reopened"
    elif digest_of(award, seal.moment) != seal.digest:
        yield {SealMoment.ISSUED: "altered", SealMoment.SIGNED: "document altered"}.get(
            SealMoment(seal.moment), "closing altered"
        )


def _fault_of_file(artifact: Artifact) -> str:
    digest = hashlib.sha256()
    try:
        with artifact.file.open("rb") as stream:
            while chunk := stream.read(65_536):
                digest.update(chunk)
    except OSError:
        return "file missing"
    return "" if digest.hexdigest() == artifact.sha256 else "file altered"
