"""Two accounts are one person where a room says so."""

import pytest

from lms.records import identities
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tellers(monkeypatch):
    """None but what the test registers."""
    kept = []
    monkeypatch.setattr(identities, "_tellers", kept)
    return kept


def test_an_account_is_one_with_itself_and_strangers_are_two(tellers):
    user = UserFactory()

    assert identities.are_one_person(user, user)
    assert not identities.are_one_person(user, UserFactory())


def test_accounts_that_share_a_word_are_one_person(tellers):
    words = {}
    first, second, third = (UserFactory() for _ in range(3))
    words |= {first.pk: frozenset({"a", "b"}), second.pk: frozenset({"b"}), third.pk: frozenset({"c"})}
    identities.register_identity(lambda user: frozenset())
    identities.register_identity(lambda user: words[user.pk])

    assert identities.are_one_person(first, second)
    assert not identities.are_one_person(first, third)


def test_who_tells_is_asked_once_however_often_it_is_registered(tellers):
    def teller(user):
        return frozenset()

    identities.register_identity(teller)
    identities.register_identity(teller)

    assert tellers == [teller]
