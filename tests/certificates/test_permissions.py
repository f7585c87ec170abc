"""Who asks for a document to be revoked."""

import pytest

from certificates.permissions import can_revoke
from tests.factories.accounts import UserFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_secretariat_may_ask_until_it_is_suspended():
    user = PersonFactory(secretariat=True).user
    assert can_revoke(user)

    suspended = PersonFactory(secretariat=True).user
    suspended.is_active = False
    assert not can_revoke(suspended)


@pytest.mark.parametrize(
    "trait", ["prosecutor", "contact_point", "coordinator", "mentor", "auditor", "expert", "school_editor"]
)
def test_nobody_else_may(trait):
    assert not can_revoke(PersonFactory(**{trait: True}).user)


def test_an_account_without_a_role_may_not():
    assert not can_revoke(UserFactory(is_superuser=True))
