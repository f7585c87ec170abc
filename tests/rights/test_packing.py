"""The copy holds everything of one person that is declared for it, and nothing of anybody else."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lms.records.declarations import get_declarations
from lms.records.models import AuditEntry
from lms.rights.rows import rows_about
from lms.rights.services import pack_person
from tests.factories.network import PersonFactory
from tests.rights.people import make_whole_person, plant, plant_address

pytestmark = pytest.mark.django_db


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything_in(content: bytes) -> str:
    return " ".join(f"{name} {data.decode('utf-8', 'replace')}" for name, data in unpack(content).items())


def test_the_person_of_these_tests_has_rows_everywhere():
    """Else the tests below would pass for a table that nothing was put into."""
    person = make_whole_person()

    assert [
        one.label for one in get_declarations().values() if one.paths and not rows_about(person, one).exists()
    ] == []


def test_holds_every_token_of_the_person_that_is_declared_and_none_of_another():
    one, other = make_whole_person(), make_whole_person()
    addresses = plant_address(one), plant_address(other)
    mine, theirs = plant(one), plant(other)

    told = everything_in(pack_person(person=mine.person, at=timezone.now()))

    exported = {(d.label, f.name) for d in get_declarations().values() for f in d.exported}
    missing = [key for key in mine.tokens if key in exported and not all(token in told for token in mine.tokens[key])]
    leaked = [key for key in mine.tokens if key not in exported and any(token in told for token in mine.tokens[key])]
    foreign = [key for key in theirs.tokens if any(token in told for token in theirs.tokens[key])]
    assert (missing, leaked, foreign) == ([], [], [])
    assert [address in told for address in addresses] == [True, False]
    assert len(mine.tokens) > 20


def test_the_control_is_caught():
    """Tokens of the other person are found in the other person's copy: the comparison above can see them."""
    other = plant(make_whole_person())

    told = everything_in(pack_person(person=other.person, at=timezone.now()))

    assert other.tokens[("network.person", "given_names")][0] in told
    assert other.tokens[("workshops.enrolmentmove", "reason")][0] in told


def test_holds_the_documents_themselves():
    person = make_whole_person()
    award = person.awards.get()

    packed = unpack(pack_person(person=person, at=timezone.now()))

    (document,) = [data for name, data in packed.items() if name.startswith("archivos/certificates.artifact/")]
    assert document == b"%PDF-TOKEN-" + award.public_id.encode()
    sections = {section["table"]: section for section in json.loads(packed["datos.json"])["sections"]}
    assert sections["certificates.award"]["rows"][0]["number"] == award.number
    assert sections["network.membership"]["rows"][0]["office"] == person.memberships.get().office.code


def test_somebody_without_an_account_gets_what_is_held():
    person = PersonFactory()

    packed = json.loads(unpack(pack_person(person=person, at=timezone.now()))["datos.json"])

    assert [section["table"] for section in packed["sections"]] == ["network.person"]


def test_command_writes_a_file_that_only_its_owner_reads(tmp_path):
    person, path = make_whole_person(), tmp_path / "copia.zip"

    call_command("export_person", person.email.upper(), path, stdout=io.StringIO())

    assert "datos.json" in unpack(path.read_bytes())
    assert path.stat().st_mode & 0o777 == 0o600
    assert AuditEntry.objects.get(action="rights.export_person").target_ref == person.public_id
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_person", person.public_id, path)


def test_command_knows_whom_it_is_asked_for(tmp_path):
    with pytest.raises(CommandError, match="There is no person"):
        call_command("export_person", "nadie@example.org", tmp_path / "copia.zip")
