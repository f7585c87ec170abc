"""Joining an account to what an office's provider calls its holder, when several ask at once."""

import threading

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.accounts import services
from lms.accounts.office_providers import OfficeProvider
from lms.records.models import AuditEntry
from tests.factories.network import OfficeFactory, PersonFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PROVIDER = OfficeProvider(
    code="fiscalia",
    name="Fiscalía de ensayo",
    office="FGE",
    issuer="https://entrada.example.org",
    client_id="aula",
    secret="s",
    domains=frozenset({"fiscalia.example.org"}),
)


def claims(user, subject="persona-1"):
    return {"sub": subject, "email": user.email, "email_verified": True}


@pytest.fixture
def user():
    office = OfficeFactory(code="FGE")
    return PersonFactory(prosecutor=True, office=office, email="ixchel@fiscalia.example.org").user


def test_four_first_sign_ins_at_once_join_once_and_all_come_in(user):
    def come_in():
        found, account = services.open_with_office(provider=PROVIDER, claims=claims(user), at=timezone.now())
        return found.pk, account.pk

    opened = at_once(4, come_in)

    assert set(opened) == {(user.pk, SocialAccount.objects.get().pk)}
    assert AuditEntry.objects.filter(action="accounts.change_security").count() == 1


def test_two_names_for_one_address_at_once_join_only_one(user):
    subjects = iter(["persona-1", "persona-2"])
    draw = threading.Lock()

    def come_in():
        with draw:
            subject = next(subjects)
        try:
            services.open_with_office(provider=PROVIDER, claims=claims(user, subject), at=timezone.now())
        except services.OfficeSignInRefused:
            return "refused"
        return "in"

    assert sorted(at_once(2, come_in)) == ["in", "refused"]
    assert SocialAccount.objects.count() == 1


def test_control_without_the_account_held_one_of_two_is_thrown_out(user):
    looked = threading.Barrier(2)

    def join_without_lock():
        is_joined = SocialAccount.objects.filter(provider=PROVIDER.code, user=user).exists()
        looked.wait()  # both have looked before either writes: what holding the account makes impossible
        try:
            with transaction.atomic():
                SocialAccount.objects.create(provider=PROVIDER.code, user=user, uid="persona-1")
        except IntegrityError:
            return "thrown out"
        return "in" if not is_joined else "there"

    assert sorted(at_once(2, join_without_lock)) == ["in", "thrown out"]
