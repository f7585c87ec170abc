"""What can be done to an issued file, one by one: each gets its own verdict, and none is ever "valid"."""

import datetime as dt
import io
import os
import random

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from certificates.document.page import draw
from certificates.enums import AwardState
from certificates.management.commands.certificates_check import check
from certificates.models import Artifact, Award
from certificates.services.artifacts import render_award
from certificates.signature import authority, checking, signing
from tests.certificates.test_document import make_paper
from tests.factories.certificates import ISSUED_AT, AwardFactory

AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
FLIPS = int(os.environ.get("AULA_FLIPS", "300"))  # 10,000 before a release


@pytest.fixture
def issued(db, signer, store):
    award = AwardFactory()
    artifact = render_award(award_id=award.pk, at=ISSUED_AT)
    with artifact.file.open("rb") as stream:
        return stream.read(), award


def updated(content, change):
    """``content`` with an incremental update, as an editor of PDF would append it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer, writer.root["/Pages"]["/Kids"][0].get_object())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def overlay(writer, page):
    drawn = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 40 Tf 100 300 Td (C1) Tj ET"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), drawn])
    writer.update_container(page)


def other_font(writer, page):
    fonts = page["/Resources"]["/Font"]
    first = fonts[next(iter(fonts))]
    first["/FontDescriptor"]["/FontFile2"] = writer.add_object(generic.StreamObject(stream_data=b"another typeface"))
    writer.update_container(first["/FontDescriptor"])


def other_page(writer, page):
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    writer.update_container(page)


def note(writer, page):
    comment = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 100, 300, 140))),
            generic.pdf_name("/Contents"): generic.TextStringObject("200 horas"),
        }
    )
    page["/Annots"].append(writer.add_object(comment))
    writer.update_container(page)


def saved_anew(content):
    """Opened and saved by another program, which keeps the dictionary of the signature but moves everything."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out)
    return out.getvalue()


def stripped(content):
    """The signature and its field taken away, the page left as it was."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        del document.Root.AcroForm, document.Root.Perms
        page = document.pages[0]
        page.Annots = pikepdf.Array([one for one in page.Annots if one.get("/FT") != "/Sig"])
        document.save(out)
    return out.getvalue()


class HeedlessSigner(PdfSigner):
    """Signs even where the first signature forbids it, as an attacker would."""

    def _enforce_certification_constraints(self, reader):
        return


def signed_again(content, by):
    """A second signature, by ``by``, upon the first."""
    meta = PdfSignatureMetadata(field_name="Other", subfilter=fields.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    signer = HeedlessSigner(meta, signer=signing.CachedKeySigner(by))
    return signing.run(signer.async_sign_pdf(writer, bytes_reserved=6144)).getvalue()


def other_authority(settings, tmp_path, organisation="Otra Red"):
    kept, settings.CERTIFICATES_AUTHORITY_DIR = settings.CERTIFICATES_AUTHORITY_DIR, tmp_path / "other"
    made = authority.make(organisation=organisation, at=AT)
    settings.CERTIFICATES_AUTHORITY_DIR = kept
    return made


def flip(content, at, mask=4):
    return content[:at] + bytes([content[at] ^ mask]) + content[at + 1 :]


def test_twelve_mutations_each_get_their_own_verdict(issued, settings, tmp_path):
    content, _ = issued
    stranger = other_authority(settings, tmp_path)
    unsigned = draw(make_paper())
    inside = content.index(b"/ByteRange") + 400  # within the signature itself, which no signature covers

    told = {
        "text over it": updated(content, overlay),
        "another font": updated(content, other_font),
        "another page": updated(content, other_page),
        "an annotation": updated(content, note),
        "signed again by another": signed_again(content, stranger),
        "bytes behind the end": content + b"\n% more",
        "one byte of the page": flip(content, content.index(b"stream") + 60),
        "one byte of the signature": flip(content, inside),
        "cut off": content[:-200],
        "saved anew": saved_anew(content),
        "signature taken away": stripped(content),
        "drawn and signed by another": signing.sign(unsigned, stranger),
    }

    assert {name: check(file)["verdict"] for name, file in told.items()} == {
        "text over it": "appended",
        "another font": "appended",
        "another page": "appended",
        "an annotation": "appended",
        "signed again by another": "appended",
        "bytes behind the end": "appended",
        "one byte of the page": "altered",
        "one byte of the signature": "altered",
        "cut off": "altered",
        "saved anew": "altered",
        "signature taken away": "unsigned",
        "drawn and signed by another": "other-authority",
    }
    assert check(content)["verdict"] == "valid"  # the control


def test_signed_by_us_but_never_issued_is_unknown(issued):
    assert check(signing.sign(draw(make_paper()), authority.load()))["verdict"] == "unknown"


def test_a_revoked_file_is_valid_as_a_file_and_says_revoked(issued):
    content, award = issued
    Award.objects.filter(pk=award.pk).update(state=AwardState.REVOKED, closed_at=ISSUED_AT)

    answer = check(content)

    assert (answer["verdict"], answer["state"]) == ("valid", "REVOKED")


def test_no_flipped_bit_is_ever_valid(issued):
    content, _ = issued
    chance, told = random.Random(20261128), {}

    for _ in range(FLIPS):
        at, mask = chance.randrange(len(content)), 1 << chance.randrange(8)
        verdict = check(flip(content, at, mask))["verdict"]
        told[verdict] = told.get(verdict, 0) + 1

    assert "valid" not in told
    assert sum(told.values()) == FLIPS


def test_what_no_reader_can_read_is_altered_and_no_error(issued):
    content, _ = issued
    at = content.index(b"/SubFilter")

    assert check(flip(content, at + 1))["verdict"] == "altered"
    assert check(content.replace(b"%%EOF", b"%%EO"))["verdict"] == "altered"
    assert check(content[: len(content) // 2])["verdict"] == "unknown"  # nothing of a signature is left in it


def test_without_an_authority_nothing_is_said(issued, settings, tmp_path):
    (tmp_path / "file.pdf").write_bytes(issued[0])
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "nowhere"

    with pytest.raises(CommandError, match="no root"):
        call_command("certificates_check", str(tmp_path / "file.pdf"))


# --- years later
def test_a_certificate_that_ran_out_since_still_verifies_and_signs_nothing_more(db, store, settings, tmp_path):
    long_ago = dt.datetime(2016, 1, 10, tzinfo=dt.UTC)
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "authority"
    made = authority.make(organisation="Red de Prueba", at=long_ago)
    artifact = render_award(award_id=AwardFactory().pk, at=long_ago + dt.timedelta(days=30))

    with artifact.file.open("rb") as stream:
        assert check(stream.read())["verdict"] == "valid"
    assert made.certificate.not_valid_after_utc < ISSUED_AT
    assert render_award(award_id=AwardFactory().pk, at=ISSUED_AT) is None


def test_rotation_keeps_old_documents_valid_and_signs_new_ones_with_the_new_key(issued, signer, capsys):
    content, _ = issued
    old = signer.fingerprint

    call_command("certificates_rotate_signer")
    new = authority.load().fingerprint
    artifact = render_award(award_id=AwardFactory(activity_ref="edition:later").pk, at=ISSUED_AT)

    assert new != old
    assert new in capsys.readouterr().out
    assert check(content)["verdict"] == "valid"
    assert artifact.signer_fingerprint == new
    with artifact.file.open("rb") as stream:
        later = check(stream.read())
    assert (later["verdict"], later["signer"]) == ("valid", new)
    kept = authority.folder() / authority.FORMER / f"signer-{old[:16]}.pem"
    assert x509.load_pem_x509_certificate(kept.read_bytes()).fingerprint(hashes.SHA256()).hex() == old


def test_rotation_wants_the_roots_own_key(signer, settings, tmp_path):
    other_authority(settings, tmp_path)
    foreign = tmp_path / "other" / authority.ROOT_KEY

    with pytest.raises(CommandError, match="not the root's"):
        call_command("certificates_rotate_signer", "--root-key", str(foreign))
    (authority.folder() / authority.ROOT_KEY).unlink()
    with pytest.raises(CommandError, match="no root key"):
        call_command("certificates_rotate_signer")
    assert authority.load().fingerprint == signer.fingerprint


# --- a witness of the time
@pytest.fixture
def stamper():
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Hora de prueba")])
    usage = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(AT).not_valid_after(AT + dt.timedelta(days=900))
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    der, plain = serialization.Encoding.DER, serialization.NoEncryption()
    return DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(certificate.public_bytes(der)),
        tsa_key=asn1_keys.PrivateKeyInfo.load(key.private_bytes(der, serialization.PrivateFormat.PKCS8, plain)),
        fixed_dt=ISSUED_AT,
    )


def test_where_an_authority_of_time_answers_it_witnesses_the_signature(signer, stamper):
    signed = signing.sign(draw(make_paper()), signer, stamper=stamper)

    assert checking.examine(signed, signed_at=ISSUED_AT).word == checking.WHOLE
    assert b"060b2a864886f70d010910020e" in signed.lower()  # id-aa-timeStampToken in the unsigned attributes


def test_where_it_does_not_answer_the_document_waits(db, signer, store, settings, caplog):
    settings.CERTIFICATES_TSA_URL = "http://127.0.0.1:9/"
    award = AwardFactory()

    assert render_award(award_id=award.pk, at=ISSUED_AT) is None
    assert not Artifact.objects.filter(award=award).exists()
    assert "waits" in caplog.text
