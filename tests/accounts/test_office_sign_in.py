"""Signing in with the account of one's office, against a provider on this machine that speaks OpenID Connect."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client

from lms.accounts.models import Device, Invitation, User
from lms.accounts.services import suspend_user
from lms.records.models import AuditEntry
from network.models import Membership
from tests.accounts.identity_provider import CLIENT, running_provider
from tests.accounts.signing_in import sign_in_fresh, sign_in_stale
from tests.factories.accounts import InvitationFactory, UserFactory
from tests.factories.network import MembershipFactory, OfficeFactory, PersonFactory

pytestmark = pytest.mark.django_db
ASK, SIGN_IN, SECURITY = "/es/entrar/institucion/", "/es/entrar/", "/es/cuenta/seguridad/"
ADDRESS = "ixchel@fiscalia.example.org"
UNKNOWN = "ninguna cuenta de aquí le corresponde"
FAILED = "La entrada en su institución no funcionó"


@pytest.fixture(autouse=True)
def forget_attempts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def running():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    running.key, running.algorithm, running.discovery, running.is_down = running.own_key, "RS256", {}, False
    settings.ACCOUNTS_OFFICE_PROVIDERS = [running.settings()]
    return running


@pytest.fixture
def office():
    return OfficeFactory(code="FGE")


@pytest.fixture
def user(office):
    return PersonFactory(prosecutor=True, office=office, email=ADDRESS).user


def led_away(client, address=ADDRESS, **more):
    """The address of the provider to which our page leads."""
    page = client.post(ASK, {"address": address, **more})
    assert page.status_code == 200
    return unescape(re.search(r'href="(http[^"]*/authorize[^"]*)"', page.content.decode())[1])


def come_in(client, provider, **claims):
    told = {"email": ADDRESS, "email_verified": True, **claims}
    return client.get(provider.sign_in(led_away(client), **told))


def is_refused(client, response, words=UNKNOWN):
    page = client.get(response["Location"]).content.decode()
    return response["Location"] == SIGN_IN and words in page and not get_user(client).is_authenticated


# --- allowed


def test_a_verified_address_of_the_office_opens_its_account_and_again_by_the_subject(client, provider, user):
    response = come_in(client, provider)

    assert (get_user(client), response["Location"]) == (user, "/es/escritorio/")
    joined = SocialAccount.objects.get()
    assert (joined.user, joined.provider, joined.uid, joined.extra_data) == (user, "fiscalia", "persona-1", {})
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()
    assert Device.objects.filter(user=user).count() == 1
    assert [entry.to_state for entry in AuditEntry.objects.filter(action="accounts.change_security")] == [
        "OFFICE_CONNECTED"
    ]

    again = Client()
    come_in(again, provider, email="otra@fiscalia.example.org", email_verified=False)

    assert get_user(again) == user
    assert SocialAccount.objects.count() == 1
    assert AuditEntry.objects.filter(action="accounts.change_security").count() == 1
    user.refresh_from_db()
    assert user.has_usable_password()


def test_our_question_carries_state_nonce_and_proof_of_the_code_and_no_address(client, provider, user):
    asked = parse_qs(urlsplit(led_away(client)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[word][0]) >= 16 for word in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://testserver/oidc/fiscalia/regreso/"]
    assert asked["max_age"] == ["900"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert ADDRESS not in str(asked)
    provider.redeemed.clear()
    come_in(client, provider)
    assert provider.redeemed[0]["code_verifier"]


def test_the_page_names_the_host_and_keeps_where_one_was_going(client, provider, user):
    page = client.get(f"{ASK}?next=/es/preferencias/").content.decode()
    assert 'name="next" value="/es/preferencias/"' in page
    away = client.post(ASK, {"address": "fiscalia.example.org", "next": "/es/preferencias/"})
    assert "127.0.0.1" in away.content.decode()
    assert "form-action 'self'" in away["Content-Security-Policy"]
    assert provider.issuer not in away["Content-Security-Policy"]

    address = led_away(client, next="/es/preferencias/")

    back = client.get(provider.sign_in(address, email=ADDRESS, email_verified=True))
    assert back["Location"] == "/es/preferencias/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_nobody_is_sent_on_to_another_site(client, provider, user, wanted):
    back = client.get(provider.sign_in(led_away(client, next=wanted), email=ADDRESS, email_verified=True))

    assert back["Location"] == "/es/escritorio/"


def test_without_a_provider_there_is_no_link_and_with_one_there_is(client, provider, settings):
    assert ASK in client.get(SIGN_IN).content.decode()
    assert "Fiscalía de ensayo" not in client.get(SIGN_IN).content.decode() + client.get(ASK).content.decode()

    settings.ACCOUNTS_OFFICE_PROVIDERS = []

    assert ASK not in client.get(SIGN_IN).content.decode()


# --- refused


def test_the_address_must_be_verified_in_so_many_words(client, provider, user):
    for said in (False, None, "true", 1):
        assert is_refused(client, come_in(client, provider, email_verified=said))
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["nadie@fiscalia.example.org", "ixchel@otra.example.org", "", None, ["x"], "ixchel@evil.fiscalia.example.org"],
)
def test_who_is_unknown_stays_out_and_no_account_is_made(client, provider, user, address):
    assert is_refused(client, come_in(client, provider, email=address))
    assert User.objects.count() == 1


def test_an_invitation_not_yet_accepted_is_no_account(client, provider, office):
    InvitationFactory(email=ADDRESS)

    assert is_refused(client, come_in(client, provider))
    assert (User.objects.count(), Invitation.objects.get().state) == (0, "PENDING")


def test_another_office_s_person_stays_out_whatever_the_address(client, provider, office):
    PersonFactory(prosecutor=True, email=ADDRESS)

    assert is_refused(client, come_in(client, provider))
    assert not SocialAccount.objects.exists()


def test_an_account_that_belongs_nowhere_stays_out(client, provider, office):
    UserFactory(email=ADDRESS)

    assert is_refused(client, come_in(client, provider))


def test_who_leaves_the_office_is_out_from_that_day_and_the_new_office_s_provider_is_another(client, provider, user):
    come_in(client, provider)
    Membership.objects.filter(person__user=user).update(ended_on=date.today() - timedelta(days=1))
    MembershipFactory(person=user.person, office=OfficeFactory(code="OTRA"))

    later = Client()

    assert is_refused(later, come_in(later, provider))


def test_a_suspended_account_stays_out_joined_or_not(client, provider, user):
    suspend_user(user=user, actor=UserFactory(), at=user.created_at, reason="Ensayo.")
    assert is_refused(client, come_in(client, provider))
    SocialAccount.objects.create(user=user, provider="fiscalia", uid="persona-1")

    assert is_refused(client, come_in(client, provider))


def test_an_address_given_to_somebody_else_opens_nothing_of_its_former_holder(client, provider, user):
    come_in(client, provider)

    later = Client()

    assert is_refused(later, come_in(later, provider, sub="persona-2"))
    assert SocialAccount.objects.get().uid == "persona-1"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://otra.example.org"},
        {"iss": None},
        {"aud": "otra"},
        {"aud": [CLIENT, "otra"]},
        {"nonce": "otra"},
        {"nonce": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"auth_time": 1_700_000_000},
        {"auth_time": None},
        {"auth_time": "ahora"},
        {"auth_time": 4_000_000_000},
        {"sub": None},
        {"sub": "x" * 192},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_opens_nothing(client, provider, user, claims):
    assert is_refused(client, come_in(client, provider, **claims), FAILED)
    assert not SocialAccount.objects.exists()


def test_a_token_signed_with_another_key_opens_nothing(client, provider, user):
    provider.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert is_refused(client, come_in(client, provider), FAILED)


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize(("algorithm", "key"), [("none", ""), ("HS256", "x" * 40)])
def test_a_token_not_signed_with_a_pair_of_keys_opens_nothing(client, provider, user, algorithm, key):
    provider.algorithm, provider.key = algorithm, key

    assert is_refused(client, come_in(client, provider), FAILED)


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://otra.example.org"},
        {"authorization_endpoint": "http://otra.example.org/authorize"},
        {"token_endpoint": "http://otra.example.org/token"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_provider_that_is_another_or_speaks_in_the_clear_is_not_asked(client, provider, user, told):
    provider.discovery = told

    page = client.post(ASK, {"address": ADDRESS}).content.decode()

    assert "no responde" in page
    assert "/authorize" not in page


def test_a_provider_that_is_away_leaves_the_password(client, provider, user):
    provider.is_down = True

    assert "no responde" in client.post(ASK, {"address": ADDRESS}).content.decode()


def test_an_answer_nobody_asked_for_opens_nothing_and_one_counts_once(client, provider, user):
    path = provider.sign_in(led_away(client), email=ADDRESS, email_verified=True)
    stranger = Client()
    assert is_refused(stranger, stranger.get(path), FAILED)

    client.get(path)
    assert get_user(client) == user
    client.post("/es/salir/")

    assert is_refused(client, client.get(path), FAILED)


def test_who_turns_back_at_the_provider_is_back_at_the_sign_in(client, provider, user):
    state = parse_qs(urlsplit(led_away(client)).query)["state"][0]

    assert is_refused(client, client.get(f"/oidc/fiscalia/regreso/?error=access_denied&state={state}"), FAILED)


def test_an_unknown_domain_and_too_many_questions(client, provider, settings):
    assert "no hay una entrada así" in client.post(ASK, {"address": "x@nada.example.org"}).content.decode()
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}
    cache.clear()

    statuses = [client.post(ASK, {"address": "nada.example.org"}).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


# --- the second factor


@pytest.fixture
def required(settings):
    settings.ACCOUNTS_SECOND_FACTOR_REQUIRED = True


def counts(settings, provider, *words):
    settings.ACCOUNTS_OFFICE_PROVIDERS = [provider.settings(second_factor=list(words))]


def test_where_a_second_factor_is_required_the_office_s_password_alone_leads_to_ours(client, provider, user, required):
    come_in(client, provider, amr=["pwd"])

    assert client.get("/es/escritorio/")["Location"] == "/es/cuenta/segundo-factor/"


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ({"amr": ["pwd", "otp"]}, True),
        ({"acr": "otp"}, True),
        ({"amr": ["pwd"]}, False),
        ({}, False),
        ({"amr": "otp"}, False),
        ({"amr": [["otp"]]}, False),
    ],
    ids=str,
)
def test_the_office_s_second_factor_counts_only_in_words_the_settings_accept(
    client, provider, user, required, settings, said, opens
):
    counts(settings, provider, "otp")

    come_in(client, provider, **said)

    assert (client.get("/es/escritorio/").status_code == 200) is opens


def test_the_words_count_for_nothing_where_the_settings_name_none(client, provider, user, required):
    come_in(client, provider, amr=["pwd", "otp", "hwk", "mfa"])

    assert client.get("/es/escritorio/").status_code == 302


def test_an_own_app_is_asked_for_unless_the_office_s_factor_counts(client, provider, user, settings):
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert Authenticator.objects.count() == 1

    assert come_in(client, provider)["Location"] == "/es/entrar/codigo/"
    assert not get_user(client).is_authenticated

    counts(settings, provider, "otp")
    other = Client()
    come_in(other, provider, amr=["otp"])
    assert get_user(other) == user


# --- joined by the holder


def test_the_holder_connects_and_disconnects_whatever_the_address(client, provider, office):
    user = PersonFactory(prosecutor=True, office=office, email="ixchel@correo.example.org").user
    sign_in_fresh(client, user)
    assert "Conectarla" in client.get(SECURITY).content.decode()
    page = client.post("/es/cuenta/institucion/").content.decode()
    address = unescape(re.search(r'href="(http[^"]*/authorize[^"]*)"', page)[1])

    client.get(provider.sign_in(address))

    assert SocialAccount.objects.get().user == user
    assert "Desconectarla" in client.get(SECURITY).content.decode()
    later = Client()
    come_in(later, provider, email=None)
    assert get_user(later) == user
    for _ in range(2):
        client.post("/es/cuenta/institucion/quitar/")
        assert not SocialAccount.objects.exists()
    assert list(
        AuditEntry.objects.filter(action="accounts.change_security").order_by("pk").values_list("to_state", flat=True)
    ) == ["OFFICE_CONNECTED", "OFFICE_DISCONNECTED"]


def test_connecting_asks_for_a_confirmation_and_an_office_with_a_provider(client, provider, user):
    sign_in_stale(client, user)
    assert client.post("/es/cuenta/institucion/")["Location"].startswith("/es/cuenta/confirmar/")
    stranger = Client()
    sign_in_fresh(stranger, PersonFactory(prosecutor=True).user)
    assert stranger.post("/es/cuenta/institucion/").status_code == 404


def test_what_opens_another_account_is_not_taken_and_a_session_of_another_joins_nothing(client, provider, user, office):
    SocialAccount.objects.create(user=user, provider="fiscalia", uid="persona-1")
    other = PersonFactory(prosecutor=True, office=office).user
    sign_in_fresh(client, other)
    page = client.post("/es/cuenta/institucion/").content.decode()
    address = unescape(re.search(r'href="(http[^"]*/authorize[^"]*)"', page)[1])

    client.get(provider.sign_in(address))
    assert SocialAccount.objects.get().user == user

    page = client.post("/es/cuenta/institucion/").content.decode()
    address = unescape(re.search(r'href="(http[^"]*/authorize[^"]*)"', page)[1])
    path = provider.sign_in(address, sub="persona-3")
    sign_in_fresh(client, PersonFactory(prosecutor=True, office=office).user)
    client.get(path)
    assert SocialAccount.objects.get().user == user


def test_the_fake_signs_what_the_library_verifies(provider):
    """The control: a token of the provider as it stands holds."""
    claims = jwt.decode(
        provider.token({"nonce": "n"}),
        provider.own_key.public_key(),
        ["RS256"],
        audience=CLIENT,
        issuer=provider.issuer,
    )
    assert claims["nonce"] == "n"
