"""From an award to its signed file: drawn, signed and stored once. Nothing is ever stored unsigned."""

import logging
import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from certificates import codes, samples, signals
from certificates.models import Artifact, Award, TemplateVersion
from certificates.services import files
from certificates.signature import authority
from certificates.statement import Signatory, Statement
from lms.records import audit, events

if TYPE_CHECKING:
    from certificates.document.page import Paper

log = logging.getLogger("aula.certificates")
SWEEP_BUDGET = 20  # seconds of one sweep; the next goes on where it ended


def verification_url(award: Award) -> str:
    """The address printed on the document, with its code."""
    code = codes.unseal_code(award.code_sealed, award_ref=award.public_id)
    return f"{settings.SITE_URL}/v/{codes.spaced(code)}"


def draw_award(award: Award, *, signer_fingerprint: str) -> bytes:
    """The unsigned document of ``award``; the same award and signer give the same bytes."""
    from certificates.document.page import Paper  # reportlab: only where documents are made

    url = verification_url(award)
    paper = Paper(
        kind=award.kind,
        statement=award.statement,
        number=award.number,
        code=url.rpartition("/")[2],
        url=url,
        issued_on=award.issued_on,
        issued_at=award.issued_at,
        fingerprint=authority.short(signer_fingerprint),
    )
    return _draw(paper, award.template_version)


def draw_sample(
    kind: str,
    statement: Statement,
    *,
    at: datetime,
    version: TemplateVersion | None = None,
    signer_fingerprint: str = "",
) -> bytes:
    """The unsigned document of a sample: same page, a number and a code that belong to nobody."""
    from certificates.document.page import Paper

    url, today = samples.sample_url(), samples.sample_day(at)
    paper = Paper(
        kind=kind,
        statement=dressed(statement, version, on=today),
        number=samples.NUMBER,
        code=url.rpartition("/")[2],
        url=url,
        issued_on=today,
        issued_at=at,
        fingerprint=authority.short(signer_fingerprint or "0" * 64),
    )
    return _draw(paper, version)


def _draw(paper: "Paper", version: TemplateVersion | None) -> bytes:
    from certificates.document.designed import draw_designed
    from certificates.document.page import draw

    if version is None:
        return draw(paper)
    design = version.design
    rows = version.template.images.filter(public_id__in=design.images()).values_list("public_id", "content")
    return draw_designed(paper, design, {name: bytes(content) for name, content in rows})


def dressed(statement: Statement, version: TemplateVersion | None, *, on: date) -> Statement:
    """``statement`` with the signatories and the donor line of its template in force that day, where it has any."""
    if version is None:
        return statement
    design = version.design
    signing = tuple(Signatory(one.position, one.name) for one in design.signatories_on(on))
    return replace(
        statement,
        signatories=signing or statement.signatories,
        donor_line=design.donor_line or statement.donor_line,
    )


def render_award(*, award_id: int, at: datetime) -> Artifact | None:
    """Draw, sign and store the document of one award; later calls return what is stored.

    Without an authority the award waits: None, and a line in the log.
    """
    from certificates.signature.signing import TimeUnavailable, sign

    award = Award.objects.select_related("artifact", "template_version__template").filter(pk=award_id).first()
    if award is None or hasattr(award, "artifact"):
        return award.artifact if award else None
    try:
        signer = authority.load(at=at)
        signed = sign(draw_award(award, signer_fingerprint=signer.fingerprint), signer)
    except (authority.AuthorityMissing, TimeUnavailable) as reason:
        log.warning("award waits for an authority", extra={"award_ref": award.public_id, "reason": str(reason)})
        return None
    return _store(award_id=award.pk, signed=signed, fingerprint=signer.fingerprint, at=at)


def _store(*, award_id: int, signed: bytes, fingerprint: str, at: datetime) -> Artifact:
    """Keep ``signed`` as the file of an award, unless another worker was first; then that one's stays."""
    name = files.write_whole(signed, at=at)
    try:
        artifact = _record(award_id=award_id, name=name, signed=signed, fingerprint=fingerprint, at=at)
    except BaseException:
        files.delete(name)
        raise
    if artifact.file.name != name:
        files.delete(name)
    return artifact


@transaction.atomic
def _record(*, award_id: int, name: str, signed: bytes, fingerprint: str, at: datetime) -> Artifact:
    award = Award.objects.select_for_update(no_key=True).get(pk=award_id)
    existing = Artifact.objects.filter(award=award).first()
    if existing is not None:
        return existing
    artifact = Artifact.objects.create(
        award=award,
        file=name,
        sha256=authority.sha256(signed),
        size=len(signed),
        signed_at=at,
        signer_fingerprint=fingerprint,
    )
    audit.log(action="certificates.sign", instance=award, actor=None, at=at)
    events.publish(signals.ARTIFACT_STORED, award_id=award.pk)
    return artifact


def finish_waiting(*, at: datetime) -> int:
    """Render what a lost ring or a dead worker left behind; answer how many were done.

    Newest first: the queue works from the other end, so the two meet once instead of drawing everything twice.
    """
    old = at - timedelta(seconds=settings.SWEEP_SECONDS)
    waiting = list(
        Award.objects.active().waiting().filter(issued_at__lt=old).order_by("-pk").values_list("pk", flat=True)[:500]
    )
    if not waiting or not _has_authority(len(waiting), at):
        return 0
    done, until = 0, time.monotonic() + SWEEP_BUDGET
    for award_id in waiting:
        if time.monotonic() > until:
            break
        try:
            done += render_award(award_id=award_id, at=at) is not None
        except Exception:
            log.exception("award could not be rendered", extra={"award_id": award_id})  # the others need not wait
    return done


def _has_authority(waiting: int, at: datetime) -> bool:
    try:
        authority.load(at=at)
    except authority.AuthorityMissing as reason:
        log.warning("awards wait for an authority", extra={"waiting": waiting, "reason": str(reason)})
        return False
    return True
