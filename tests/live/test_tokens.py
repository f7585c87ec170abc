"""The token: exact claims, admitted where it should be and nowhere else (LIVE §1a)."""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from django.urls import reverse

from live import services
from live.enums import ParticipantRole
from live.providers import ProviderUnavailable, Seat, get_provider, keys
from live.providers.practice import PRACTICE_DOMAIN
from live.providers.tokens import TokenRefused, make_claims, make_shared_token, make_token, read_token
from tests.factories.live import CLOSES, DURING, ParticipantFactory
from tests.live.prosody import Prosody, unpack

DOMAIN = "meet.example.org"
ROOM = "7f3a9c0d7f3a9c0d7f3a9c0d7f3a9c0d"
NOW = int(DURING.timestamp())
SEAT = Seat(room_name=ROOM, user_id="0123456789abcdefghjk", display_name="Ana", is_facilitator=False, expires_at=CLOSES)
OTHER_KEY = generate_private_key(public_exponent=65537, key_size=3072)
HEADER = {"kid": "aula-live-1", "typ": "JWT"}


def fetch_key(name: str) -> bytes | None:
    """As Prosody does: from our own endpoint, over HTTP."""
    response = Client().get(f"/live/keys/{name}.pem")
    return response.content if response.status_code == 200 else None


@pytest.fixture
def server(settings):
    settings.LIVE_JITSI_DOMAIN = DOMAIN
    return Prosody(fetch=fetch_key, domain=DOMAIN, app_id="aula-fiscal", rooms={ROOM, "another"})


def claims(**changes):
    told = make_claims(seat=SEAT, subject=DOMAIN, at=DURING)
    told.update(changes)
    return {name: value for name, value in told.items() if value is not ...}


def signed(told=None, *, key=None, algorithm="RS256", headers=None, **changes):
    payload = claims(**changes) if told is None else told
    return jwt.encode(payload, key or keys.signing_key(), algorithm=algorithm, headers=headers or HEADER)


def raw(header: dict, payload: str, signature: bytes = b"") -> str:
    def pack(part: bytes) -> str:
        return base64.urlsafe_b64encode(part).rstrip(b"=").decode()

    return f"{pack(json.dumps(header).encode())}.{pack(payload.encode())}.{pack(signature)}"


def tampered() -> str:
    head, _body, signature = signed().split(".")
    other = raw({}, json.dumps(claims(room="another"))).split(".")[1]
    return f"{head}.{other}.{signature}"


def hmac_with_public_key() -> str:
    """RS256's public key as an HMAC secret (CVE-2022-29217); PyJWT refuses to make it, so it is made by hand."""
    import hmac

    head, body, _ = raw({"alg": "HS256", **HEADER}, json.dumps(claims())).split(".")
    digest = hmac.new(keys.public_pem(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def unsigned() -> str:
    return raw({"alg": "none", **HEADER}, json.dumps(claims()))


def with_repeated_room() -> str:
    payload = json.dumps(claims())[:-1] + f', "room": "{ROOM}"}}'
    head, body, _ = raw({"alg": "RS256", **HEADER}, payload).split(".")
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    signature = keys.signing_key().sign(f"{head}.{body}".encode(), PKCS1v15(), SHA256())
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


# name: (how the token is made, what the video server says, does our own practice room let it in)
CASES = {
    "ours": (signed, "admitted", True),
    "room in capitals": (lambda: signed(room=ROOM.upper()), "admitted", False),
    "any room": (lambda: signed(room="*"), "admitted", False),
    "any sub": (lambda: signed(sub="*"), "admitted", False),
    "no exp": (lambda: signed(exp=...), "admitted", False),
    "no context": (lambda: signed(context=...), "admitted", False),
    "id is a number": (lambda: signed(context={"user": {"id": 42}}), "admitted", False),
    "wrong room": (lambda: signed(room="another"), "Room and token mismatched", False),
    "room not yet opened": (lambda: signed(room="unopened"), "Room and token mismatched", False),
    "no room": (lambda: signed(room=...), "'room' claim is missing", False),
    "expired": (lambda: signed(exp=NOW - 1), "Not acceptable by exp", False),
    "exp is no whole number": (lambda: signed(exp=NOW + 60.5), "admitted", False),
    "expires now": (lambda: signed(exp=NOW), "Not acceptable by exp", False),
    "begins in two seconds": (lambda: signed(nbf=NOW + 2), "Not acceptable by nbf", False),
    "wrong issuer": (lambda: signed(iss="aula-fiscal-2"), "Invalid issuer", False),
    "part of the issuer": (lambda: signed(iss="aula"), "Invalid issuer", False),
    "no issuer": (lambda: signed(iss=...), "Invalid issuer", False),
    "wrong audience": (lambda: signed(aud="zoom"), "Invalid audience", False),
    "audience in a list": (lambda: signed(aud=["jitsi"]), "Invalid audience", False),
    "no audience": (lambda: signed(aud=...), "Invalid audience", False),
    "wrong sub": (lambda: signed(sub="elsewhere.example.org"), "Invalid sub", False),
    "no sub": (lambda: signed(sub=...), "'sub' claim is missing", False),
    "another key": (lambda: signed(key=OTHER_KEY), "Invalid signature", False),
    "unknown kid": (
        lambda: signed(headers={"kid": "nobody", "typ": "JWT"}),
        "could not obtain public key",
        False,
    ),
    "kid is a path": (
        lambda: signed(headers={"kid": "../../etc/passwd", "typ": "JWT"}),
        "could not obtain public key",
        False,
    ),
    "no kid": (lambda: raw({"alg": "RS256", "typ": "JWT"}, json.dumps(claims())), "'kid' claim is missing", False),
    "no typ": (lambda: signed(headers={"kid": "aula-live-1", "typ": None}), "Invalid typ", False),
    "jwk in the header": (lambda: signed(headers={**HEADER, "jwk": {}}), "admitted", False),
    "crit in the header": (lambda: signed(headers={**HEADER, "crit": ["exp"]}), "admitted", False),
    "alg none": (unsigned, "Algorithm not allowed", False),
    "HS256 with the public key": (hmac_with_public_key, "Algorithm not allowed", False),
    "HS512": (
        lambda: signed(key="a-secret-that-is-long-enough-for-this-algorithm-to-accept-it-64-bytes", algorithm="HS512"),
        "Algorithm not allowed",
        False,
    ),
    "RS512": (lambda: signed(algorithm="RS512"), "Algorithm not allowed", False),
    "tampered": (tampered, "Invalid signature", False),
    "room written twice": (with_repeated_room, "admitted", False),
    "no token": (lambda: "", "Invalid token", False),
    "garbage": (lambda: "no.es.unatarjeta", "Invalid token", False),
}


@pytest.mark.parametrize("case", CASES)
def test_the_video_server_says_of_each_token_what_it_was_seen_to_say(server, case):
    make, said, _ = CASES[case]

    assert server.admit(make(), ROOM, NOW) == said


@pytest.mark.parametrize("case", CASES)
def test_the_practice_room_is_never_laxer_than_the_video_server(server, case):
    make, said, is_let_in = CASES[case]

    if is_let_in:
        assert said == "admitted"
        assert read_token(token=make(), room_name=ROOM, subject=DOMAIN, at=DURING) == SEAT.user_id
    else:
        with pytest.raises(TokenRefused):
            read_token(token=make(), room_name=ROOM, subject=DOMAIN, at=DURING)


def test_a_room_that_focus_has_not_opened_does_not_admit(server):
    assert server.admit(signed(room="unopened"), "unopened", NOW) == "Room does not exist"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW - 31, "Not acceptable by nbf"),
        (NOW - 30, "admitted"),
        (int(CLOSES.timestamp()) - 1, "admitted"),
        (int(CLOSES.timestamp()), "Not acceptable by exp"),
    ],
    ids=["too-early", "half-a-minute-of-leeway", "last-second", "end-of-grace"],
)
def test_a_token_holds_from_half_a_minute_before_it_is_made_to_the_end_of_grace(server, at, said):
    assert server.admit(make_token(seat=SEAT, subject=DOMAIN, at=DURING), ROOM, at) == said


def test_pyjwt_reads_the_same_claims():
    token = make_token(seat=SEAT, subject=DOMAIN, at=DURING)

    read = jwt.decode(
        token,
        keys.public_pem(),
        algorithms=["RS256"],
        audience="jitsi",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )

    assert read == make_claims(seat=SEAT, subject=DOMAIN, at=DURING)
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT", "kid": "aula-live-1"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "affiliation", "lobby_bypass"),
    [
        (ParticipantRole.FACILITATOR, "owner", True),
        (ParticipantRole.PARTICIPANT, "member", False),
        (ParticipantRole.OBSERVER, "member", False),
    ],
)
def test_the_ticket_of_each_role_says_exactly_this(settings, role, affiliation, lobby_bypass):
    settings.LIVE_JITSI_DOMAIN = DOMAIN
    participant = ParticipantFactory(role=role, person__given_names="Ixchel", person__family_names="Rivas")

    ticket = services.join_session(session=participant.session, actor=participant.person.user, at=DURING)

    room = participant.session.rooms.get().name
    assert (ticket.kind, ticket.domain, ticket.room_name, ticket.expires_at) == ("jitsi", DOMAIN, room, CLOSES)
    assert json.loads(unpack(ticket.token.split(".")[1])) == {
        "iss": "aula-fiscal",
        "aud": "jitsi",
        "sub": DOMAIN,
        "room": room,
        "iat": NOW,
        "nbf": NOW - 30,
        "exp": int(CLOSES.timestamp()),
        "context": {
            "user": {
                "id": participant.public_id,
                "name": "Ixchel Rivas",
                "affiliation": affiliation,
                "lobby_bypass": lobby_bypass,
            },
            "features": {
                "recording": False,
                "livestreaming": False,
                "transcription": False,
                "outbound-call": False,
                "screen-sharing": True,
            },
            "room": {"regex": False},
        },
    }


def test_without_a_video_server_the_practice_room_stands_in(settings):
    ticket = get_provider().make_ticket(seat=SEAT, at=DURING)

    assert (ticket.kind, ticket.domain) == ("practice", "")
    assert read_token(token=ticket.token, room_name=ROOM, subject=PRACTICE_DOMAIN, at=DURING) == SEAT.user_id


# --- the key


def test_the_key_is_made_once_and_readable_by_its_owner_only(settings, tmp_path):
    settings.LIVE_PRIVATE_KEY_FILE = tmp_path / "keys" / "live.pem"

    first, second = keys.public_pem(), keys.public_pem()

    assert first == second
    assert settings.LIVE_PRIVATE_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.LIVE_PRIVATE_KEY_FILE.parent.iterdir()] == ["live.pem"]


def test_production_makes_no_key_of_its_own(settings, tmp_path):
    settings.LIVE_PRIVATE_KEY_FILE, settings.LIVE_MAKES_KEY = tmp_path / "live.pem", False

    with pytest.raises(ProviderUnavailable):
        keys.signing_key()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_a_broken_key_file_is_said_in_our_own_words(settings, tmp_path, content):
    settings.LIVE_PRIVATE_KEY_FILE = tmp_path / "live.pem"
    settings.LIVE_PRIVATE_KEY_FILE.write_bytes(content)

    with pytest.raises(ProviderUnavailable):
        keys.signing_key()


def test_a_key_too_short_to_trust_is_refused(settings, tmp_path):
    settings.LIVE_PRIVATE_KEY_FILE = tmp_path / "live.pem"
    short = generate_private_key(public_exponent=65537, key_size=1024)
    settings.LIVE_PRIVATE_KEY_FILE.write_bytes(short.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with pytest.raises(ProviderUnavailable):
        keys.signing_key()


def test_of_eight_that_make_the_key_at_once_one_wins(settings, tmp_path):
    settings.LIVE_PRIVATE_KEY_FILE = tmp_path / "live.pem"
    barrier = Barrier(8)

    def make(_number):
        barrier.wait()
        return keys.public_pem()

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(make, range(8)))

    assert made == {keys.public_pem()}
    assert [path.name for path in tmp_path.iterdir()] == ["live.pem"]


def test_the_public_key_lies_where_prosody_looks_for_it(client):
    name = hashlib.sha256(b"aula-live-1").hexdigest()

    response = client.get(reverse("live_machine:key", args=[name]))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/x-pem-file"
    assert response.content == keys.public_pem()
    assert response.content.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert b"PRIVATE" not in response.content


def test_no_other_key_is_known(client):
    assert client.get(reverse("live_machine:key", args=["0" * 64])).status_code == 404


def test_a_key_that_cannot_be_read_answers_503(client, settings, tmp_path):
    settings.LIVE_PRIVATE_KEY_FILE, settings.LIVE_MAKES_KEY = tmp_path / "live.pem", False

    response = client.get(reverse("live_machine:key", args=[keys.published_name()]))

    assert response.status_code == 503


# --- the door


@pytest.mark.django_db
def test_join_session_is_refused_outside_the_window_and_to_strangers():
    participant = ParticipantFactory()
    removed = ParticipantFactory(session=participant.session, removed=True)

    for at in (participant.session.opens_at - timedelta(seconds=1), CLOSES):
        with pytest.raises(services.DoorShut):
            services.join_session(session=participant.session, actor=participant.person.user, at=at)
    with pytest.raises(services.NotAdmitted):
        services.join_session(session=participant.session, actor=removed.person.user, at=DURING)


# --- the fallback: a secret shared with the server

SECRET = "un-secreto-de-ensayo-de-cuarenta-letras-1"


def test_with_a_shared_secret_the_token_is_hs256_without_a_key_id(settings):
    settings.LIVE_JITSI_DOMAIN, settings.LIVE_SHARED_SECRET = DOMAIN, SECRET
    token = get_provider().make_ticket(seat=SEAT, at=DURING).token

    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    assert jwt.decode(
        token, SECRET, algorithms=["HS256"], audience="jitsi", options={"verify_exp": False, "verify_nbf": False}
    ) == make_claims(seat=SEAT, subject=DOMAIN, at=DURING)
    shared = Prosody(fetch=fetch_key, domain=DOMAIN, app_id="aula-fiscal", rooms={ROOM}, secret=SECRET)
    other = Prosody(fetch=fetch_key, domain=DOMAIN, app_id="aula-fiscal", rooms={ROOM}, secret=SECRET[::-1])
    assert shared.admit(token, ROOM, NOW) == "admitted"
    assert other.admit(token, ROOM, NOW) == "Invalid signature"
    assert shared.admit(signed(), ROOM, NOW) == "Algorithm not allowed"


def test_the_practice_room_never_takes_a_shared_secret(settings):
    settings.LIVE_SHARED_SECRET = SECRET
    token = make_shared_token(seat=SEAT, subject=DOMAIN, at=DURING)

    with pytest.raises(TokenRefused):
        read_token(token=token, room_name=ROOM, subject=DOMAIN, at=DURING)


def test_a_shared_secret_too_short_to_trust_is_refused(settings):
    settings.LIVE_SHARED_SECRET = SECRET[:31]

    with pytest.raises(ProviderUnavailable):
        make_shared_token(seat=SEAT, subject=DOMAIN, at=DURING)
