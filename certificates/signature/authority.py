"""The network's own root and signer: made once, kept with owner's rights only, read when something is signed."""

import datetime as dt
import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from django.conf import settings

DEMO_MARK = "DEMO"
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
ROOT_CERTIFICATE, ROOT_KEY = "root.pem", "root-key.pem"
SIGNER_CERTIFICATE, SIGNER_KEY = "signer.pem", "signer-key.pem"
FILES = (ROOT_CERTIFICATE, ROOT_KEY, SIGNER_CERTIFICATE, SIGNER_KEY)
ROOT_YEARS, SIGNER_YEARS = 20, 5
FORMER = "former"  # folder of the certificates that signed or vouched before; what they signed still verifies


class AuthorityMissing(Exception):
    """There is nothing to sign with; documents wait."""


class AuthorityExists(Exception):
    """Something lies where an authority would be made; it is never overwritten."""


@dataclass(frozen=True, slots=True)
class Authority:
    """What signs, and what vouches for it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    root: x509.Certificate

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signer's certificate, in lower-case hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def is_demo(self) -> bool:
        """Whether this authority says of itself that it vouches for nothing."""
        return DEMO_MARK in self.certificate.subject.rfc4514_string()


def folder() -> Path:
    """Where the authority of this installation lies."""
    return Path(settings.CERTIFICATES_AUTHORITY_DIR)


def exists() -> bool:
    """Whether a whole authority lies there; the root's key may be kept elsewhere."""
    return all((folder() / name).exists() for name in FILES if name != ROOT_KEY)


def load(*, at: dt.datetime | None = None) -> Authority:
    """The authority to sign with; raises ``AuthorityMissing`` where there is none that this installation may use.

    ``at`` is when it would sign: outside the days of its certificate it signs nothing.
    """
    if not exists():
        raise AuthorityMissing("no signer in the authority's folder")
    authority = _read(folder(), (folder() / SIGNER_CERTIFICATE).stat().st_mtime_ns)
    if authority.is_demo and not settings.DEMO:
        raise AuthorityMissing("the authority is the demonstration's")
    if at and not authority.certificate.not_valid_before_utc <= at <= authority.certificate.not_valid_after_utc:
        raise AuthorityMissing("the signer's certificate is not valid on this day")
    return authority


def roots() -> list[Path]:
    """The certificates of every root that ever vouched here."""
    return [folder() / ROOT_CERTIFICATE, *sorted((folder() / FORMER).glob("root*.pem"))]


def rotate(*, root_key_file: Path, at: dt.datetime) -> Authority:
    """A new signer under the same root; the former one's certificate is kept, its key is not.

    Key and certificate are replaced one after the other: a worker that reads between them finds that they do not
    belong together, and its award waits a moment.
    """
    where, standing = folder(), _read(folder(), (folder() / SIGNER_CERTIFICATE).stat().st_mtime_ns)
    root_key = serialization.load_pem_private_key(root_key_file.read_bytes(), password=None)
    if not isinstance(root_key, ec.EllipticCurvePrivateKey) or root_key.public_key() != standing.root.public_key():
        raise AuthorityMissing("the key is not the root's")
    organisation = str(standing.certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value)
    key = ec.generate_private_key(ec.SECP256R1())
    signer = _signer_certificate(organisation, key, standing.root, root_key, at)
    (where / FORMER).mkdir(mode=0o700, exist_ok=True)
    kept = where / FORMER / f"signer-{standing.fingerprint[:16]}.pem"
    if not kept.exists():
        _write(kept, standing.certificate.public_bytes(serialization.Encoding.PEM))
    for name, content in (
        (SIGNER_KEY, _private_bytes(key)),
        (SIGNER_CERTIFICATE, signer.public_bytes(serialization.Encoding.PEM)),
    ):
        draft = where / f".{name}.part"
        draft.unlink(missing_ok=True)
        _write(draft, content)
        draft.rename(where / name)
    return Authority(signer, key, standing.root)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


@lru_cache(maxsize=2)
def _read(where: Path, _changed: int) -> Authority:
    key = serialization.load_pem_private_key((where / SIGNER_KEY).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise AuthorityMissing("the signer's key is not an elliptic-curve key")
    certificate = x509.load_pem_x509_certificate((where / SIGNER_CERTIFICATE).read_bytes())
    if certificate.public_key() != key.public_key():
        raise AuthorityMissing("the signer's key and certificate do not belong together")
    return Authority(certificate, key, x509.load_pem_x509_certificate((where / ROOT_CERTIFICATE).read_bytes()))


def make(*, organisation: str, at: dt.datetime) -> Authority:
    """Make root and signer for ``organisation``; all four files appear together or not at all."""
    target = folder()
    if target.exists() and any(target.iterdir()):
        raise AuthorityExists(str(target))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, signer_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _root_certificate(organisation, root_key, at)
    signer = _signer_certificate(organisation, signer_key, root, root_key, at)
    draft = Path(tempfile.mkdtemp(prefix=".authority-", dir=target.parent))
    for name, content in (
        (ROOT_CERTIFICATE, root.public_bytes(serialization.Encoding.PEM)),
        (ROOT_KEY, _private_bytes(root_key)),
        (SIGNER_CERTIFICATE, signer.public_bytes(serialization.Encoding.PEM)),
        (SIGNER_KEY, _private_bytes(signer_key)),
    ):
        _write(draft / name, content)
    draft.rename(target)  # replaces an empty folder, never a full one
    return Authority(signer, signer_key, root)


def _private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: dt.datetime, years: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - dt.timedelta(hours=1))
        .not_valid_after(at + dt.timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(**granted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: granted.get(name, False) for name in names})


def _root_certificate(organisation: str, key: ec.EllipticCurvePrivateKey, at: dt.datetime) -> x509.Certificate:
    name = _name(organisation, f"{organisation} - Root of certificates")
    return (
        _builder(name, name, key, at, ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _signer_certificate(
    organisation: str,
    key: ec.EllipticCurvePrivateKey,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    at: dt.datetime,
) -> x509.Certificate:
    subject = _name(organisation, f"{organisation} - Signer of certificates")
    return (
        _builder(subject, root.subject, key, at, SIGNER_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )


def short(fingerprint: str) -> str:
    """``3F2A 91C0 77B4 E15D``: the beginning of a fingerprint as it is printed, to compare with the whole."""
    return " ".join(fingerprint[start : start + 4].upper() for start in range(0, 16, 4))


def sha256(content: bytes) -> str:
    """The SHA-256 of a file's bytes, as it is kept and compared."""
    return hashlib.sha256(content).hexdigest()
