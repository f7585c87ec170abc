"""A session ends after twelve hours, however busy its reader is."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import override_settings

from lms.accounts.checks import check_signing_in
from lms.accounts.http import BEGAN_AT, SEEN_AT
from lms.accounts.models import Device
from tests.accounts.signing_in import sign_in_fresh
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SECURITY = "/es/cuenta/seguridad/"


def pass_busily(client, **span):
    """Time goes by and the reader was there all along."""
    session = client.session
    session[BEGAN_AT] -= timedelta(**span).total_seconds()
    session.save()


def test_it_is_over_after_twelve_hours_of_work(client):
    user = UserFactory()
    sign_in_fresh(client, user)

    pass_busily(client, hours=11, minutes=59)
    before = client.get(SECURITY)
    pass_busily(client, minutes=2)
    after = client.get(SECURITY)

    assert before.status_code == 200
    assert after["Location"] == "/es/entrar/?next=/es/cuenta/seguridad/&fin=duracion"
    assert not get_user(client).is_authenticated
    assert not Device.objects.filter(user=user).exists()
    assert "llegó al máximo" in client.get(after["Location"]).content.decode()


def test_being_seen_does_not_make_it_younger(client):
    sign_in_fresh(client, UserFactory())
    began = client.session[BEGAN_AT]
    session = client.session
    session[SEEN_AT] -= 600
    session.save()

    client.get(SECURITY)

    assert client.session[SEEN_AT] > session[SEEN_AT]
    assert client.session[BEGAN_AT] == began


def test_one_from_before_the_limit_begins_when_it_is_next_seen(client):
    sign_in_fresh(client, UserFactory())
    session = client.session
    del session[BEGAN_AT]
    session[SEEN_AT] -= 600
    session.save()

    answer = client.get(SECURITY)

    assert answer.status_code == 200
    assert BEGAN_AT in client.session


@override_settings(ACCOUNTS_SESSION_HOURS=1)
def test_a_limit_shorter_than_the_rest_of_somebody_is_refused_at_start():
    assert [problem.id for problem in check_signing_in()] == ["accounts.E004"]
