"""An empty desk speaks of what its reader would find there."""

import pytest

from tests.accounts.signing_in import sign_in_fresh
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("secretariat", "los actos que esperan su aprobación"),
        ("coordinator", "Cuando algo requiera de usted"),
        ("auditor", "Cuando algo requiera de usted"),
        ("contact_point", "cupos para su oficina"),
        ("prosecutor", "Cuando su oficina"),
    ],
)
def test_it_speaks_to_the_role(client, trait, words):
    sign_in_fresh(client, PersonFactory(**{trait: True}).user)

    page = client.get("/es/escritorio/").content.decode()

    assert words in page
    assert ("Cuando su oficina" in page) == (trait == "prosecutor")
