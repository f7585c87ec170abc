"""What the documents of security claim is there: every proof, every identifier, every promise to who reports."""

import ast
import csv
import re
from functools import cache

import pytest

from tests.architecture.sources import APPS, ROOT

DOCS = ROOT / "docs" / "security"
STATES = {"met", "waived", "not applicable", "open"}
NAMED_PROOF = re.compile(r"tests/[\w/]+\.py(?:::\w+)?")
KEPT_IN_THE_BROWSER = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.")
pytestmark = pytest.mark.machine


def rows():
    with (DOCS / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def wanted():
    """Identifiers with their level, as the standard numbers them."""
    lines = [line for line in (DOCS / "asvs-ids.txt").read_text().splitlines() if not line.startswith("#")]
    return {name: level[1:] for line in lines for level, names in [line.split(": ")] for name in names.split()}


@cache
def functions_of(path):
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def is_there(proof):
    """``tests/x.py::test_y`` is a test there; ``file::word`` is a word that stands in it; a file is a file."""
    name, _, word = proof.partition("::")
    path = ROOT / name
    if not path.is_file():
        return False
    if not word:
        return True
    if name.endswith(".py") and word.startswith("test_"):
        return word in functions_of(path)
    return word in path.read_text(encoding="utf-8")


def faults(table, identifiers):
    names = [row["id"] for row in table]
    yield from (f"{name} is missing" for name in identifiers.keys() - set(names))
    yield from (f"{name} stands twice" for name in set(names) if names.count(name) > 1)
    for row in table:
        if identifiers.get(row["id"]) != row["level"]:
            yield f"{row['id']}: level {row['level']}"
        if row["state"] not in STATES or not row["requirement"]:
            yield f"{row['id']}: {row['state']}"
        proofs = [proof.strip() for proof in row["proof"].split(";") if proof.strip()]
        yield from (f"{row['id']}: {proof} is not there" for proof in proofs if not is_there(proof))
        if row["state"] == "met" and not proofs:
            yield f"{row['id']}: met without a proof"
        if row["state"] != "met" and len(row["note"]) < 8:
            yield f"{row['id']}: {row['state']} without a reason"


def test_every_requirement_has_its_proof_or_its_reason():
    assert list(faults(rows(), wanted())) == []


def test_the_standard_is_whole():
    """70 requirements of the first level, 183 of the second, and those of the third that were chosen."""
    levels = list(wanted().values())

    assert (levels.count("1"), levels.count("2")) == (70, 183)
    assert levels.count("3") >= 20


@pytest.mark.parametrize(
    "changes",
    [
        {"proof": "tests/architecture/test_asvs.py::test_of_nobody"},
        {"proof": "tests/nobody.py"},
        {"proof": "SECURITY.md::words that stand nowhere there"},
        {"proof": ""},
        {"level": "3"},
        {"id": "1.1.2"},
        {"state": "surely"},
        {"state": "open", "note": ""},
    ],
    ids=[
        "no-such-test",
        "no-such-file",
        "no-such-word",
        "no-proof",
        "other-level",
        "other-id",
        "no-state",
        "no-reason",
    ],
)
def test_a_claim_without_ground_is_found(changes):
    """A control: the whole table is fine, and with this one change it is not."""
    row = {"id": "1.1.1", "level": "2", "requirement": "x", "state": "met", "proof": "SECURITY.md", "note": ""}

    assert list(faults([row], {"1.1.1": "2"})) == []
    assert list(faults([{**row, **changes}], {"1.1.1": "2"})) != []


@pytest.mark.parametrize("name", ["threat-model.md", "mutation.md"])
def test_documents_name_only_proofs_that_exist(name):
    named = NAMED_PROOF.findall((DOCS / name).read_text(encoding="utf-8"))

    assert named != []
    assert [proof for proof in named if not is_there(proof)] == []


def test_every_part_says_what_remains():
    parts = (DOCS / "threat-model.md").read_text(encoding="utf-8").split("\n### ")[1:]

    unsaid = [
        part.partition("\n")[0]
        for part in parts
        for word in ("Surrenders", "Against it", "Remains")
        if f"**{word}**" not in part.partition("\n## ")[0]
    ]

    assert unsaid == []
    assert len(parts) >= 19


def test_how_to_report_is_whole():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

    assert re.findall(r"\S+@\S+", text) == ["`seguridad@example.org`"]
    for promise in ("within 8 hours", "critical: within 2 days", "## Which versions", "In scope", "no legal steps"):
        assert promise in text


def test_scripts_keep_nothing_in_the_browser():
    scripts = [path for app in APPS for path in (ROOT / app).rglob("*.js")]

    assert scripts != []
    # Answers that wait for a connection are the one exception: the end of a session empties them with everything else.
    kept = [path.name for path in scripts if KEPT_IN_THE_BROWSER.search(path.read_text())]
    assert kept == ["answers.js"]
    assert KEPT_IN_THE_BROWSER.search("localStorage.setItem('a', b)")
