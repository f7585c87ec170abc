"""Absurd addresses, headers, bodies and methods everywhere: never a breakdown, never a way out of the house."""

import re
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from certificates.models import Award
from certificates.services.artifacts import draw_award
from lms.common import typefaces
from lms.common.matrix import Seat
from lms.mail.kinds import all_kinds
from tests.accounts.signing_in import sign_in_stale
from tests.factories.accounts import PASSWORD, InvitationFactory, UserFactory
from tests.factories.certificates import AwardFactory, make_statement
from tests.security.canary import readable
from tests.security.crawler import TOKEN, undone
from tests.security.hostile import (
    ABSURD_TEXTS,
    BODIES,
    ELSEWHERE,
    ELSEWHERES,
    HEADERS,
    WAYS_ON,
    Blow,
    asking,
    first_path,
    leads_elsewhere,
    paths,
    strike,
    with_absurd_ids,
)
from tests.security.test_matrix import ADDRESSES, MATRIX, OURS
from tests.security.wandering import Wanderer

pytestmark = pytest.mark.django_db
SPEAKERS = (Seat.PUB, Seat.LRN, Seat.SEC)
WITH_PARTS = [address for address in OURS if address.parts]
FORM = "application/x-www-form-urlencoded"
ROOT = Path(live_settings.BASE_DIR)
READS = re.compile(r"""request\.GET(?:\.get(?:list)?\(|\[)["'](\w+)["']""")


@pytest.fixture(scope="module")
def wanderer(crawler):
    return Wanderer(crawler)


def subject_of(address):
    return MATRIX.rows[address.name].subject


def asked_words() -> set[str]:
    """Every word that a view of ours reads after the question mark, and those that the frameworks read."""
    rooms = [ROOT / name.split(".")[0] for name in live_settings.INSTALLED_APPS if (ROOT / name.split(".")[0]).exists()]
    sources = {path for room in rooms for path in room.rglob("*.py")}
    return {word for path in sources for word in READS.findall(path.read_text())} | {"next", "page", "q", "p", "lang"}


def test_the_words_that_views_read_are_known():
    assert asked_words() >= {"page", "conexion", "lang", "next"}


@pytest.mark.parametrize("address", WITH_PARTS, ids=str)
def test_absurd_identifiers_are_not_found(address, wanderer, subjects):
    asked = [(Seat.PUB, "GET"), (Seat.LRN, "GET"), (Seat.SEC, "GET"), (Seat.SEC, "POST")]
    blows = [
        Blow(seat, method, path, {})
        for path in with_absurd_ids(address, subjects, subject_of(address))
        for seat, method in asked
    ]

    assert len(blows) >= 80
    assert [wrong for blow in blows if (wrong := strike(wanderer, blow))] == []


@pytest.mark.parametrize("address", OURS, ids=str)
def test_absurd_questions_headers_and_bodies_are_answered(address, wanderer, subjects):
    path, row = first_path(address, subjects, subject_of(address)), MATRIX.rows[address.name]
    seat = Seat.LRN if row.needs_account else Seat.PUB
    asked = [dict.fromkeys(asked_words(), text[:3000]) for text in ABSURD_TEXTS]
    token = {"HTTP_AUTHORIZATION": f"Bearer {live_settings.LIVE_WEBHOOK_TOKEN}"}
    blows = [Blow(seat, "GET", path + asking(**words), {}) for words in asked]
    blows += [Blow(seat, method, path, headers) for headers in HEADERS for method in row.methods]
    if "POST" in row.methods:
        blows += [Blow(seat, "POST", path, {"data": body, "content_type": kind, **token}) for kind, body in BODIES]

    assert [wrong for blow in blows if (wrong := strike(wanderer, blow))] == []


@pytest.mark.parametrize("address", OURS, ids=str)
def test_nobody_is_led_out_of_the_house(address, wanderer, subjects):
    path, blows = first_path(address, subjects, subject_of(address)), []
    seat = Seat.LRN if MATRIX.rows[address.name].needs_account else Seat.PUB
    for elsewhere in ELSEWHERES:
        ways = asking(**dict.fromkeys(WAYS_ON, elsewhere))
        told = {"data": ways[1:], "content_type": FORM, "HTTP_REFERER": elsewhere.strip()}
        blows += [Blow(seat, "GET", path + ways, {}), Blow(seat, "POST", path + ways, told)]

    assert [wrong for blow in blows if (wrong := strike(wanderer, blow))] == []


@pytest.mark.parametrize("address", OURS, ids=str)
def test_the_host_is_ours_whatever_a_request_says(address, wanderer, subjects):
    """Another host is refused; what a proxy would say is not believed, and comes back nowhere."""
    path = first_path(address, subjects, subject_of(address))
    said = dict.fromkeys(["HTTP_X_FORWARDED_HOST", "HTTP_X_HOST", "HTTP_X_FORWARDED_SERVER"], ELSEWHERE)
    said |= {"HTTP_FORWARDED": f"host={ELSEWHERE};proto=https", "HTTP_X_FORWARDED_PORT": "444"}
    said |= {"HTTP_X_ORIGINAL_URL": "/admin/", "HTTP_X_REWRITE_URL": "/admin/", "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"}
    for seat in (Seat.PUB, Seat.LRN):
        other, _ = wanderer.send(seat, "GET", path, HTTP_HOST=ELSEWHERE)
        plain, _ = wanderer.send(seat, "GET", path)
        proxied = wanderer.get(seat, address.name, "", path, **said)

        assert other.status_code in {400, 405, 302} if path == "/" else other.status_code == 400, seat
        assert proxied.response.status_code == plain.status_code
        assert ELSEWHERE not in proxied.envelope + readable(proxied.content) + "".join(proxied.trace.mails)


def test_a_link_in_a_mail_holds_our_host(client, django_capture_on_commit_callbacks, mailoutbox):
    user = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("account_reset_password"),
            {"email": user.email},
            HTTP_X_FORWARDED_HOST=ELSEWHERE,
            HTTP_FORWARDED=f"host={ELSEWHERE}",
        )

    assert [message.to for message in mailoutbox] == [[user.email]]
    assert f"{live_settings.SITE_URL}/es/contrasena/nueva/" in mailoutbox[0].body
    assert ELSEWHERE not in mailoutbox[0].message().as_string()


def test_attempts_are_counted_by_the_socket_and_not_by_what_a_header_says(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}

    answers = [
        client.post(
            reverse("account_login"),
            {"login": "a", "password": "b"},
            HTTP_X_FORWARDED_FOR=f"10.0.0.{turn}",
            HTTP_X_REAL_IP=f"10.0.1.{turn}",
        ).status_code
        for turn in range(5)
    ]

    assert answers == [200, 200, 200, 429, 429]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW", "PROPFIND", "X" * 300])
def test_what_nobody_here_does_is_refused_at_every_address(method, wanderer, subjects):
    """Packages' addresses too."""
    ours = [path for address in OURS for path in paths(address, subjects, subject_of(address))[:1]]
    others = [
        "/" + one.route for one in ADDRESSES if one.name not in MATRIX.rows and not re.search(r"[<(^]", one.route)
    ]
    said = {
        (seat, path): wanderer.send(seat, method, path)[0].status_code
        for path in {*ours, *others}
        for seat in (Seat.PUB, Seat.SEC)
    }

    assert len(said) > 150
    assert {question: status for question, status in said.items() if status != 405} == {}


# --- signing in and out


@pytest.mark.parametrize("sender", ["http://[::1", "http://[", "//[x]:y", f"https://{ELSEWHERE}/es/"])
def test_a_confirmation_leads_back_wherever_the_browser_says_it_comes_from(client, sender):
    """What is no address, or no address of ours, is taken for none."""
    sign_in_stale(client, UserFactory())

    answer = client.post(reverse("mfa_activate_totp"), HTTP_REFERER=sender)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert ELSEWHERE not in answer["Location"]


@pytest.mark.parametrize("wanted", ELSEWHERES)
def test_no_way_of_signing_in_or_confirming_leads_elsewhere(client, wanted):
    user = UserFactory()
    answers = [client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": wanted})]
    answers += [
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": wanted}),
        client.post(reverse("account_logout"), {"next": wanted}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert not any(leads_elsewhere(answer["Location"]) for answer in answers)


def test_a_session_that_somebody_else_prepared_is_not_taken_over(client):
    """The cookie that was there before the sign-in is worth nothing afterwards, nor is one that was made up."""
    user = UserFactory()
    client.get(reverse("account_login"))
    client.cookies[live_settings.SESSION_COOKIE_NAME] = "a" * 32
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    taken = client.cookies[live_settings.SESSION_COOKIE_NAME].value
    stranger = Client()
    stranger.cookies[live_settings.SESSION_COOKIE_NAME] = "a" * 32

    assert taken != "a" * 32
    assert client.get(reverse("accounts:preferences")).status_code == 200
    assert stranger.get(reverse("accounts:preferences")).status_code == 302


def face(response, *names):
    """All by which two answers could be told apart, the texts that the asker sent left out."""
    body = TOKEN.sub(b"", response.content)
    for name in names:
        body = body.replace(name.encode(), b"")
    headers = sorted((key, value) for key, value in response.items() if key != "Content-Length")
    return response.status_code, headers, sorted(response.cookies), body


@pytest.mark.parametrize("address", ["account_login", "account_reset_password"])
def test_who_has_an_account_is_told_by_no_answer(address):
    UserFactory(email="conocida@example.org")
    UserFactory(email="suspendida@example.org", suspended=True)
    faces = set()

    for email in ["conocida@example.org", "suspendida@example.org", "de-nadie@example.org"]:
        answer = Client().post(reverse(address), {"login": email, "email": email, "password": "no-es-la-clave-1"})
        faces.add(repr(face(answer, email)))

    assert len(faces) == 1


def test_whom_an_invitation_was_for_is_told_to_nobody_once_it_is_over(client):
    from lms.accounts.links import invitation_path

    withdrawn, late = InvitationFactory(withdrawn=True), InvitationFactory()
    answers = {made.email: client.get(invitation_path(made)).content.decode() for made in (withdrawn, late)}

    assert [email for email, page in answers.items() if email in page] == []


# --- placeholders

PAYLOAD = "{0.__class__} %(x)s %s {{7191*7}} ${7191*7} {% debug %} \\write18{id}"
EVALUATED = ("50337", "<class", "DEBUG", "uid=", "&lt;class")


def test_names_are_no_programs_in_any_mail(world, subjects):
    """Every kind of mail about rows that bear hostile names, in both languages: a text stays a text."""
    from tests.security.placeholders import bear_hostile_names, ids_of_everything

    with undone():
        bear_hostile_names(PAYLOAD)
        ids, written = ids_of_everything(), []
        for kind in all_kinds():
            for language in live_settings.SCREEN_LANGUAGES:
                with translation.override(language):
                    text = kind.render(ids)
                written.append(" ".join([text.subject, *text.paragraphs, text.link_label, text.link_path]))

    assert len(written) >= 2 * 8
    assert [text for text in written for word in EVALUATED if word in text] == []


def test_names_are_no_programs_in_a_document(world):
    typefaces.prepare()
    names = {"es": f"Curso {PAYLOAD}", "en": f"Course {PAYLOAD}"}
    with undone():
        award = AwardFactory(statement=make_statement(holder_name=f"Ana {PAYLOAD}", title=names))
        text = readable(draw_award(Award.objects.get(pk=award.pk), signer_fingerprint="5b" * 32))

    assert not any(word in text for word in EVALUATED[:2])
    assert "{{7191*7}}" in text
    assert "{0.__class__}" in text
