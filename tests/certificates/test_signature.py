"""The signature: certified, invisible, over the whole file; whatever is done to the file shows."""

import asyncio
import datetime as dt
import io
import json
import re
import shutil
import subprocess

import pytest
from cryptography import x509
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from certificates import checks
from certificates.document.page import draw
from certificates.management.commands.certificates_check import check
from certificates.models import Artifact
from certificates.services.artifacts import render_award
from certificates.signature import authority, checking, signing
from tests.certificates.test_document import make_paper
from tests.factories.certificates import ISSUED_AT, AwardFactory

needs_pdfsig = pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")
needs_qpdf = pytest.mark.skipif(not shutil.which("qpdf"), reason="qpdf is not installed")
AT = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture
def signed(signer):
    return signing.sign(draw(make_paper()), signer)


@pytest.fixture
def issued(db, signer, store):
    """An award with its stored file: the bytes and the award."""
    award = AwardFactory()
    artifact = render_award(award_id=award.pk, at=ISSUED_AT)
    with artifact.file.open("rb") as stream:
        return stream.read(), award


def append(content):
    """An annotation added by an incremental update, as any viewer would."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdfsig(content, tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout


@needs_pdfsig
def test_an_independent_reader_finds_one_signature_over_everything(signed, tmp_path):
    said = pdfsig(signed, tmp_path)

    assert said.count("Signature #") == 1
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "O=Red de Prueba" in said


@needs_pdfsig
def test_the_independent_reader_notices_a_changed_byte(signed, tmp_path):
    at = signed.index(b"stream") + 40

    said = pdfsig(signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :], tmp_path)

    assert "Signature is Valid." not in said


@needs_qpdf
def test_the_file_is_sound(signed, tmp_path):
    path = tmp_path / "file.pdf"
    path.write_bytes(signed)

    assert subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode == 0


def test_nothing_may_be_changed_and_the_field_is_invisible(signed):
    assert re.search(rb"/TransformMethod ?/DocMDP", signed)
    assert re.search(rb"/P 1\b", signed)
    assert re.search(rb"/Rect ?\[ ?0 0 0 0 ?\]", signed)
    assert len(signed) <= 80 * 1024


def test_the_certificates_say_what_they_are_for(signer):
    leaf, root = signer.certificate, signer.root

    leaf.verify_directly_issued_by(root)
    assert leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value[0].dotted_string == "1.3.6.1.5.5.7.3.36"
    assert leaf.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_signing_works_where_an_event_loop_runs(signer):
    async def inside():
        return signing.sign(draw(make_paper()), signer)

    assert checking.examine(asyncio.run(inside())).word == checking.WHOLE


# --- making the authority
def test_init_authority_makes_four_files_that_only_the_owner_reads(settings, tmp_path, capsys):
    settings.DEMO = True
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "new" / "authority"

    call_command("certificates_init_authority")
    first = {path.name: path.read_bytes() for path in authority.folder().iterdir()}
    call_command("certificates_init_authority")

    assert {path.name: path.read_bytes() for path in authority.folder().iterdir()} == first
    assert set(first) == {"root.pem", "root-key.pem", "signer.pem", "signer-key.pem"}
    assert {path.stat().st_mode & 0o777 for path in authority.folder().iterdir()} == {0o600}
    assert authority.folder().stat().st_mode & 0o777 == 0o700
    assert authority.load().is_demo
    assert "nothing was changed" in capsys.readouterr().out


def test_init_authority_refuses_to_complete_a_part(settings, tmp_path):
    settings.DEMO = True
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path
    (tmp_path / "signer-key.pem").write_text("kept")

    with pytest.raises(CommandError, match="part of an authority"):
        call_command("certificates_init_authority")
    assert (tmp_path / "signer-key.pem").read_text() == "kept"


@pytest.mark.parametrize("arguments", [[], ["--organisation", "Red DEMO"]])
def test_init_authority_outside_the_demonstration_wants_a_real_name(settings, tmp_path, arguments):
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "authority"

    with pytest.raises(CommandError):
        call_command("certificates_init_authority", *arguments)
    assert not authority.exists()


def test_the_root_key_may_be_kept_elsewhere(signer):
    (authority.folder() / authority.ROOT_KEY).unlink()

    assert authority.load().fingerprint == signer.fingerprint


# --- checks at start
def test_production_refuses_the_demonstrations_authority(settings, tmp_path):
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "authority"
    authority.make(organisation="Aula Fiscal DEMO", at=AT)

    assert [error.id for error in checks.check_demo_authority(None)] == ["certificates.E002"]
    with pytest.raises(authority.AuthorityMissing):
        authority.load()
    settings.DEMO = True
    assert checks.check_demo_authority(None) == []
    assert authority.load().is_demo


def test_an_own_authority_and_a_pepper_pass_the_checks(settings, signer):
    assert checks.check_demo_authority(None) == checks.check_pepper(None) == checks.check_authority(None) == []


def test_a_missing_pepper_or_authority_is_said(settings, tmp_path):
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path
    settings.CERTIFICATES_PEPPER = ""

    assert [error.id for error in checks.check_pepper(None)] == ["certificates.E001"]
    assert [caution.id for caution in checks.check_authority(None)] == ["certificates.W001"]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://aula.example.org", []),
        ("http://localhost:8000", []),
        ("", ["certificates.E003"]),
        ("aula.example.org", ["certificates.E003"]),
        ("https://aula.example.org/", ["certificates.E003"]),
    ],
)
def test_an_address_that_cannot_be_printed_is_said(settings, address, found):
    settings.SITE_URL = address

    assert [error.id for error in checks.check_site_url(None)] == found


# --- verdicts on files
def test_check_finds_the_issued_file_valid(issued):
    content, award = issued

    answer = check(content)

    assert answer["verdict"] == "valid"
    assert answer["number"] == award.number
    assert answer["state"] == "ACTIVE"


def test_check_tells_each_mutation_apart(issued, settings, tmp_path):
    content, _ = issued
    middle = content.index(b"stream") + 60
    unsigned = draw(make_paper())
    ours_but_not_issued = signing.sign(unsigned, authority.load())
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "other"
    authority.make(organisation="Otra Red", at=AT)
    foreign = signing.sign(unsigned, authority.load())
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "authority"

    verdicts = {
        "byte": check(content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :])["verdict"],
        "update": check(append(content))["verdict"],
        "tail": check(content + b"\n% more")["verdict"],
        "truncated": check(content[:-200])["verdict"],
        "unsigned": check(unsigned)["verdict"],
        "foreign": check(foreign)["verdict"],
        "not issued": check(ours_but_not_issued)["verdict"],
        "text": check(b"hello")["verdict"],
        "empty": check(b"")["verdict"],
    }

    assert verdicts == {
        "byte": "altered",
        "update": "appended",
        "tail": "appended",
        "truncated": "altered",
        "unsigned": "unsigned",
        "foreign": "other-authority",
        "not issued": "unknown",
        "text": "unknown",
        "empty": "unknown",
    }


def test_the_command_answers_in_json_and_by_its_status(issued, tmp_path, capsys):
    content, award = issued
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(content)
    bad.write_bytes(content + b"x")

    call_command("certificates_check", str(good), "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["number"]) == ("valid", award.number)
    with pytest.raises(SystemExit):
        call_command("certificates_check", str(bad))
    assert capsys.readouterr().out.startswith("appended: ")
    with pytest.raises(CommandError):
        call_command("certificates_check", str(tmp_path / "none.pdf"))


def test_the_stored_hash_is_the_hash_of_the_bytes(issued):
    content, award = issued

    assert authority.sha256(content) == Artifact.objects.get(award=award).sha256
