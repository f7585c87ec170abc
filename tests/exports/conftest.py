"""A vault of the tests' own, and people who take lists out."""

import pytest

from tests.accounts.signing_in import sign_in_fresh
from tests.factories.network import PersonFactory
from tests.media.conftest import key_file, vault  # noqa: F401 (fixtures)


@pytest.fixture
def secretariat():
    return PersonFactory(secretariat=True).user


@pytest.fixture
def browser(client, secretariat):
    sign_in_fresh(client, secretariat)
    return client
