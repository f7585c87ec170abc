"""What comes back: a returned mail is noted at the mail it was, and an address that returns all is not written to.

The mail system hands a returned message (RFC 3464) to ``manage.py mail_take_bounce``; it is recognised by the
Message-ID we gave it, which nobody outside could guess.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from django.conf import settings

from lms.mail.enums import MailState
from lms.mail.models import WENT, Mail

log = logging.getLogger("aula.mail")
MOST_BYTES = 2_000_000
IN_A_ROW = 3  # mails returned one after another until an address counts as dead


class NoBounce(Exception):
    """What was read is not the return of a mail of ours; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """Which mail came back, with the status of RFC 3463 such as *5.1.1*, and whether for good."""

    public_id: str
    status: str
    is_final: bool


def read_bounce(raw: bytes) -> Bounce:
    """The return as it was reported. Raises ``NoBounce`` for whatever else somebody sends to that address."""
    if len(raw) > MOST_BYTES:
        raise NoBounce("the message is larger than two million bytes")
    message = message_from_bytes(raw, policy=policy.default)
    parts = list(message.walk())
    fields = next(_delivery_fields(parts), None)
    if fields is None:
        raise NoBounce("it has no delivery report (message/delivery-status)")
    found = re.fullmatch(r"([245]\.\d{1,3}\.\d{1,3}).*", str(fields.get("Status", "")).strip(), re.DOTALL)
    action = str(fields.get("Action", "")).strip().lower()
    if found is None or action not in {"failed", "delayed"}:
        raise NoBounce("its report names no failure (Action and Status)")
    return Bounce(_own_id(parts), found[1], action == "failed" and found[1].startswith("5"))


def _delivery_fields(parts: Sequence[Message]) -> Iterator[Message]:
    """The blocks of a delivery report that speak of a recipient."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload() if isinstance(part.get_payload(), list) else []:
                if isinstance(block, EmailMessage | Message) and block.get("Final-Recipient"):
                    yield block


def _own_id(parts: Sequence[Message]) -> str:
    """The public id of the mail that is returned, out of the Message-ID of the part that quotes it."""
    host = re.escape(settings.MAIL_MESSAGE_ID_HOST)
    for part in parts[1:]:
        quoted = str(part.get("Message-ID", ""))
        if part.get_content_type() == "text/rfc822-headers":
            quoted = str(part.get_payload())
        found = re.search(rf"<([0-9A-Za-z_-]{{8,64}})@{host}>", quoted)
        if found:
            return found[1]
    raise NoBounce("it quotes no mail of ours")


def take_bounce(raw: bytes) -> bool:
    """Note a return at its mail; True when noted now. A delay, a repetition and a mail never sent change nothing.

    Raises ``NoBounce``.
    """
    bounce = read_bounce(raw)
    if not bounce.is_final:
        return False
    noted = Mail.objects.filter(public_id=bounce.public_id, state=MailState.SENT).update(
        state=MailState.BOUNCED, problem=bounce.status
    )
    if noted:
        log.warning("mail came back", extra={"mail_ref": bounce.public_id, "problem": bounce.status})
    return bool(noted)


def is_dead(address: str) -> bool:
    """Whether the last mails to an address all came back: writing on would only harm the sender's name."""
    latest = Mail.objects.filter(to_address__iexact=address, state__in=WENT).order_by("-sent_at", "-pk")
    states = list(latest.values_list("state", flat=True)[:IN_A_ROW])
    return len(states) == IN_A_ROW and set(states) == {MailState.BOUNCED}
