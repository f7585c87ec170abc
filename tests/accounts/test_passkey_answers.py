"""What no browser sends in place of a passkey's answer is refused; nothing breaks."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.accounts.signing_in import sign_in_fresh
from tests.accounts.softkey import SoftKey
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ANSWERS = [
    '{"id": 1, "response": []}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "!"}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": 1}}',
    "[1]",
    '"x"',
    "[" * 9000,
]


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
@pytest.mark.parametrize("address", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"])
def test_what_is_no_answer_of_a_passkey_is_refused(client, address, answer):
    if address != "mfa_login_webauthn":
        user = UserFactory()
        sign_in_fresh(client, user)
        if "reauthenticate" in address:
            SoftKey().enrol(user)

    said = [client.post(reverse(address), {"credential": answer, "name": "llave"}).status_code for _ in range(2)]

    assert set(said) <= {200, 302}
