"""Signing a document: PAdES, certified so that nothing may be added, in an invisible field."""

import asyncio
import io
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signature.authority import Authority


class TimeUnavailable(Exception):
    """The authority of time did not answer; the document waits rather than being signed without its time."""


FIELD_NAME = "Signature"
RESERVED, RESERVED_FOR_TIME = (
    6144,
    20_480,
)  # hexadecimal places for the signature and its two certificates; what stays unused is zeros


class CachedKeySigner(SimpleSigner):  # type: ignore[misc]
    """pyHanko's signer with the key parsed and checked once, not twice per signature (CERTIFICATES §3)."""

    def __init__(self, authority: Authority) -> None:
        der, private = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
        registry = SimpleCertificateStore()
        registry.register(asn1_x509.Certificate.load(authority.root.public_bytes(der)))
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(authority.certificate.public_bytes(der)),
            signing_key=asn1_keys.PrivateKeyInfo.load(
                authority.key.private_bytes(der, private, serialization.NoEncryption())
            ),
            cert_registry=registry,
        )
        self._key = authority.key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(digest_algorithm)
        return self._key.sign(data, ECDSA(SHA256()))


class QuietWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Adds the signature and nothing else: properties and metadata stay as they were drawn, and small."""

    def _update_meta(self) -> None:
        return


@lru_cache(maxsize=2)
def time_stamper(url: str) -> TimeStamper | None:
    """Who witnesses the time of a signature (PAdES B-T), where one is configured."""
    if not url:
        return None
    from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper  # only where one is configured

    return RequestsHTTPTimeStamper(url, timeout=10)


@lru_cache(maxsize=2)
def _pdf_signer(authority: Authority, stamper: TimeStamper | None) -> PdfSigner:
    return PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD_NAME,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        ),
        signer=CachedKeySigner(authority),
        timestamper=stamper,
    )


def sign(document: bytes, authority: Authority, *, stamper: TimeStamper | None = None) -> bytes:
    """``document`` certified by ``authority``; any byte appended later breaks the certification."""
    stamper = stamper or time_stamper(settings.CERTIFICATES_TSA_URL)
    signing = _pdf_signer(authority, stamper).async_sign_pdf(
        QuietWriter(io.BytesIO(document)), bytes_reserved=RESERVED_FOR_TIME if stamper else RESERVED
    )
    try:
        signed: bytes = run(signing).getvalue()
    except (TimestampRequestError, OSError) as reason:
        raise TimeUnavailable(str(reason)) from reason
    return signed


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Finish ``work`` here, or in a thread of its own where an event loop already runs."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()
