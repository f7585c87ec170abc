"""The seats before the seats: a password without its second factor, a confirmation of long ago, a dead cookie."""

import pytest
from django.conf import settings as live_settings
from django.test import Client
from django.urls import reverse

from lms.common.matrix import LOGIN, METHODS, Seat, get_matrix
from tests.accounts.signing_in import sign_in_as, sign_in_stale
from tests.security.crawler import answer, body, undone
from tests.security.objects import Case, Subject
from tests.security.test_matrix import MATRIX, OURS

pytestmark = pytest.mark.django_db
NOTHING = Subject([Case("plain", {})], absent={})
ENROLMENT = {
    "accounts:second_factor",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
each_address = pytest.mark.parametrize("address", OURS, ids=str)
STEP_UP = [address for address in OURS if MATRIX.rows[address.name].step_up]


def cookie_of(world, seat, sign_in, **how):
    client = Client()
    sign_in(client, world.here.user(seat), **how)
    return client.cookies[live_settings.SESSION_COOKIE_NAME].value


def ask(cookie, method, name, address):
    client = Client()
    client.cookies[live_settings.SESSION_COOKIE_NAME] = cookie
    with undone():
        response = client.generic(method, reverse(name, kwargs=dict(address) or None))
        return response, body(response, address)


@each_address
def test_a_password_before_its_second_factor_is_a_guest_everywhere(address, world, subjects, crawler, settings):
    if address.name in ENROLMENT:
        pytest.skip("where one enrols")
    settings.ACCOUNTS_SECOND_FACTOR_REQUIRED = True
    subject = subjects.get(MATRIX.rows[address.name].subject, NOTHING)
    cookie = cookie_of(world, Seat.SEC, sign_in_as)
    enrol, wanted, got = reverse("accounts:second_factor"), {}, {}

    for method in METHODS:
        for case in subject.cases:
            response, _ = ask(cookie, method, address.name, case.address)
            is_led = response.status_code == 302 and response["Location"] == enrol
            got[(method, case.label)] = LOGIN if is_led else answer(response)
            said = crawler.ask(Seat.PUB, method, address.name, case.address).said
            wanted[(method, case.label)] = LOGIN if address.name == "account_login" else said

    assert got == wanted


@pytest.mark.parametrize("address", STEP_UP, ids=str)
def test_a_confirmation_of_long_ago_is_asked_for_whatever_is_there(address, world, subjects, crawler):
    """What is one's own, another's and not there answer alike, byte for byte."""
    row = MATRIX.rows[address.name]
    subject = subjects.get(row.subject, NOTHING)
    for seat in (Seat.LRN, Seat.SEC):
        cookie = cookie_of(world, seat, sign_in_stale)
        for method in row.step_up:
            answers = [
                ask(cookie, method, address.name, where)
                for where in [*(case.address for case in subject.cases), subject.absent]
            ]
            assert {response.status_code for response, _ in answers} == {302}
            assert all(response["Location"].startswith(reverse("account_reauthenticate")) for response, _ in answers)
            assert len({content for _, content in answers}) == 1


def test_the_control_a_fresh_confirmation_is_not_asked_again(crawler):
    assert crawler.ask(Seat.LRN, "GET", "mfa_add_webauthn", {}).said == "200"
    assert {address.name for address in STEP_UP} >= {"mfa_activate_totp", "mfa_remove_webauthn"}


@each_address
def test_a_cookie_replayed_after_signing_out_is_a_guest(address, world, subjects, crawler):
    subject = subjects.get(get_matrix().rows[address.name].subject, NOTHING)
    client = Client()
    client.force_login(world.here.user(Seat.SEC))
    cookie = client.cookies[live_settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    wanted, got = {}, {}

    for method in METHODS:
        for case in subject.cases:
            got[(method, case.label)] = answer(ask(cookie, method, address.name, case.address)[0])
            wanted[(method, case.label)] = crawler.ask(Seat.PUB, method, address.name, case.address).said

    assert got == wanted
