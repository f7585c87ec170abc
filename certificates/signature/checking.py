"""What a file's own signature says of it. Whether the file is one that was issued, only the register knows."""

import io
from dataclasses import dataclass
from datetime import datetime

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.signature import authority
from certificates.signature.signing import run

WHOLE, ALTERED, APPENDED = "whole", "altered", "appended"
UNSIGNED, OTHER_AUTHORITY, UNREADABLE = "unsigned", "other-authority", "unreadable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One word about the signature, and the fingerprint of who made it where that can be read."""

    word: str
    signer: str = ""


def examine(content: bytes, *, signed_at: datetime | None = None) -> Finding:
    """Whether ``content`` carries one signature of our authority over all of it, and nothing after it.

    ``signed_at`` is when the register says it was signed: a certificate that ran out since was valid then. For a
    file that the register does not know, its own word for the time is taken: it is not called valid anyway.
    """
    if content.lstrip()[:5] != b"%PDF-":
        return Finding(UNREADABLE)
    if not (authority.folder() / authority.ROOT_CERTIFICATE).exists():
        raise authority.AuthorityMissing("there is no root here to compare signatures with")
    try:
        finding: Finding = run(_examine(content, signed_at))
    except Exception:  # a broken file breaks its readers in ways that no list holds: it is altered, or never was ours
        return Finding(ALTERED if b"/ByteRange" in content else UNREADABLE)
    return finding


async def _examine(content: bytes, signed_at: datetime | None) -> Finding:
    signatures = PdfFileReader(io.BytesIO(content), strict=True).embedded_signatures
    if not signatures:  # the remains of one are no signature, but were
        return Finding(ALTERED if b"/ByteRange" in content else UNSIGNED)
    first = signatures[0]
    signer = first.signer_cert.sha256.hex()
    moment = signed_at or first.self_reported_timestamp
    status = await async_validate_pdf_signature(
        first,
        signer_validation_context=_trust(moment),
        key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"}),
    )
    return Finding(_word(status, len(signatures)), signer)


def _trust(moment: datetime | None) -> ValidationContext:
    roots = list(load_certs_from_pemder([str(path) for path in authority.roots()]))
    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)


def _word(status: PdfSignatureStatus, signatures: int) -> str:
    if not status.intact or not status.valid:
        return ALTERED
    if not status.trusted:
        return OTHER_AUTHORITY
    if signatures > 1 or status.coverage != SignatureCoverageLevel.ENTIRE_FILE or not status.docmdp_ok:
        return APPENDED
    return WHOLE
