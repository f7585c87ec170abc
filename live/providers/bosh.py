"""As much of XMPP over HTTP (BOSH) as a browser speaks to enter a room: for ``live_doctor``, never for people."""

import http.client
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr  # nosec B406

BODY = "xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh'"
SASL = "urn:ietf:params:xml:ns:xmpp-sasl"
SID = re.compile(r"""\bsid=["']([^"']+)["']""")
ROUNDS = 10  # answers read while waiting for one word
MOST_BYTES = 1_000_000


class ServerSilent(Exception):
    """The server did not answer, or not in the language asked for; the text says what was tried."""


@dataclass(slots=True)
class Visit:
    """One connection to the server, as a browser with that token makes it."""

    host: str
    room: str
    token: str
    timeout: float = 10.0
    is_plain: bool = False  # without TLS: for tests on this machine only
    sid: str = ""
    rid: int = field(default_factory=lambda: secrets.randbelow(2**30) + 1)

    @property
    def domain(self) -> str:
        return self.host.partition(":")[0]

    def authenticate(self) -> bool:
        """Whether the server takes the token."""
        answer = self._post(f"to={quoteattr(self.domain)} wait='5' hold='1' ver='1.6' xmpp:version='1.0'")
        found = SID.search(answer)
        if found is None:
            raise ServerSilent("no BOSH session at /http-bind")
        self.sid = found.group(1)
        return self._has(answer="<success", refusal="<failure", stanza=f"<auth xmlns='{SASL}' mechanism='ANONYMOUS'/>")

    def enter(self, room: str) -> bool:
        """Whether the server lets this connection into ``room``."""
        self._post(f"to={quoteattr(self.domain)} xmpp:restart='true'")
        bind = "<iq xmlns='jabber:client' type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
        if not self._has(answer="<jid", refusal="type='error'", stanza=bind):
            raise ServerSilent("no address was bound")
        place = quoteattr(f"{room}@conference.{self.domain}")
        # Without the focus a room does not exist (LIVE §1a); it is asked to open it, and says itself whom it refuses.
        self._post(
            "",
            f"<iq xmlns='jabber:client' type='set' id='c1' to={quoteattr('focus.' + self.domain)}>"
            f"<conference xmlns='http://jitsi.org/protocol/focus' room={place}/></iq>",
        )
        to = quoteattr(f"{room}@conference.{self.domain}/doctor")
        muc = "<x xmlns='http://jabber.org/protocol/muc'/>"
        return self._has(
            answer="code='110'",
            refusal="type='error'",
            stanza=f"<presence xmlns='jabber:client' to={to}>{muc}</presence>",
        )

    def leave(self) -> None:
        self._post("type='terminate'", "<presence xmlns='jabber:client' type='unavailable'/>")

    def _has(self, *, answer: str, refusal: str, stanza: str) -> bool:
        told = self._post("", stanza)
        for _ in range(ROUNDS):
            if answer in told:
                return True
            if refusal in told or "type='terminate'" in told:
                return False
            told = self._post("")
        raise ServerSilent("no answer to " + stanza.partition(" ")[0].strip("<"))

    def _post(self, attributes: str, stanzas: str = "") -> str:
        self.rid += 1
        sid = f"sid={quoteattr(self.sid)}" if self.sid else ""
        body = f"<body {BODY} rid='{self.rid}' {sid} {attributes}>{stanzas}</body>"
        path = "/http-bind?" + urlencode({"room": self.room, "token": self.token})
        kind = http.client.HTTPConnection if self.is_plain else http.client.HTTPSConnection
        connection = kind(self.host, timeout=self.timeout)
        try:
            connection.request("POST", path, body.encode(), {"Content-Type": "text/xml; charset=utf-8"})
            response = connection.getresponse()
            text = response.read(MOST_BYTES).decode(errors="replace").replace('"', "'")
        except (OSError, http.client.HTTPException) as problem:
            raise ServerSilent(type(problem).__name__)
        finally:
            connection.close()
        if response.status != 200:
            raise ServerSilent(f"/http-bind answered {response.status}")
        return text
