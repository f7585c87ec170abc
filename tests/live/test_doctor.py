"""The doctor against a server that speaks as Prosody does, with each fault it is there to find."""

import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command

from live.models import RawEvent
from live.providers import keys
from tests.live.prosody import Prosody, unpack
from tests.live.streams import joined
from tests.live.test_events import receive

pytestmark = pytest.mark.django_db


class Server:
    """BOSH with the checks of ``Prosody``; ``fault`` says what is set up wrongly."""

    def __init__(self, fault="", pem=b""):
        self.fault = fault
        self.heard = []
        domain = "127.0.0.1"
        self.prosody = Prosody(fetch=lambda _name: pem, domain=domain, app_id="aula-fiscal", rooms=set())
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = parse_qs(urlsplit(self.path).query)
                answer = server.answer(body, asked.get("token", [""])[0])
                status = 404 if server.fault == "absent" else 200
                self.send_response(status)
                self.end_headers()
                self.wfile.write(f'<body xmlns="x" sid="s1">{answer}</body>'.encode())

            def log_message(self, *_args):
                pass

        self.http = ThreadingHTTPServer((domain, 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self.http.server_port}"

    def answer(self, body, token):
        if "<auth" in body:
            is_open = self.fault == "open to all"
            is_taken = is_open or isinstance(self.prosody.authenticate(token, int(time.time())), dict)
            return '<success xmlns="sasl"/>' if is_taken else '<failure xmlns="sasl"/>'
        if "<bind" in body:
            return '<iq type="result"><bind><jid>a@b/c</jid></bind></iq>'
        if "<presence" in body and "muc" in body:
            room = re.search(r'to="(\w+)@', body).group(1)
            self.prosody.rooms.add(room)
            if self.fault != "any room" and self.prosody.admit(token, room, int(time.time())) != "admitted":
                return '<presence type="error"/>'
            self.heard.append((room, token))
            return '<presence><x><status code="110"/></x></presence>'
        return ""


@pytest.fixture
def examine(settings, capsys, monkeypatch):
    servers = []

    def run(fault="", *, is_heard=True):
        pem = b"" if fault == "old key" else keys.public_pem()
        server = Server(fault, pem or other_key())
        servers.append(server)
        settings.LIVE_JITSI_DOMAIN = server.address
        real = RawEvent.objects.filter

        def report(*args, **kwargs):
            # The server's report comes in through our own door while the doctor waits.
            if is_heard and "room_name" in kwargs and server.heard:
                room, token = server.heard[-1]
                user = re.search(rb"doctor-\w+", unpack(token.split(".")[1])).group().decode()
                receive(joined(user, int(time.time()), room=room))
            return real(*args, **kwargs)

        monkeypatch.setattr(RawEvent.objects, "filter", report)
        try:
            call_command("live_doctor", "--plain", "--wait", "0")
        finally:
            monkeypatch.undo()
        return capsys.readouterr().out

    yield run
    for server in servers:
        server.http.shutdown()


def other_key():
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(autouse=True)
def subject(monkeypatch):
    """Tokens name the host without its port, as the server knows itself."""
    from live.providers import jitsi

    make = jitsi.make_token
    monkeypatch.setattr(
        jitsi, "make_token", lambda *, seat, subject, at: make(seat=seat, subject=subject.partition(":")[0], at=at)
    )


def test_a_server_set_up_well_is_well(examine):
    lines = examine().splitlines()

    assert len(lines) == 6
    assert all(line.startswith("ok") for line in lines)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("open to all", "nobody enters without a token"),
        ("any room", "a token for another room"),
        ("old key", "a token of ours is taken"),
    ],
)
def test_each_fault_is_named(examine, capsys, fault, said):
    with pytest.raises(CommandError):
        examine(fault)

    assert any(line.startswith("FAILED") and said in line for line in capsys.readouterr().out.splitlines())


def test_a_report_that_does_not_come_is_named(examine, capsys):
    with pytest.raises(CommandError):
        examine(is_heard=False)

    assert "FAILED the report that somebody came" in capsys.readouterr().out


def test_a_server_that_is_not_there_is_said_in_a_sentence(examine, settings):
    with pytest.raises(CommandError, match="404"):
        examine("absent")
    settings.LIVE_JITSI_DOMAIN = "127.0.0.1:1"
    with pytest.raises(CommandError, match="did not answer"):
        call_command("live_doctor", "--plain")
    settings.LIVE_JITSI_DOMAIN = ""
    with pytest.raises(CommandError, match="practice room"):
        call_command("live_doctor")
