"""``manage.py live_doctor``: is the video server set up as docs/operations/jitsi.md says? Asked of the server itself.

A token of ours has to be admitted, a token for another room refused, and the server's report of who came has to arrive
at our endpoint within half a minute. Nobody sees the room: its name is random and it is left at once.
"""

import secrets
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from live.models import RawEvent
from live.models.scheduling import new_room_name
from live.providers import ProviderUnavailable, Seat
from live.providers.bosh import ServerSilent, Visit
from live.providers.jitsi import JitsiProvider


class Command(BaseCommand):
    help = "Tries the video server: a good token, a token for another room, and the report of presence."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--wait", type=int, default=30, help="seconds to wait for the report of presence")
        parser.add_argument("--timeout", type=float, default=10.0, help="seconds for one answer of the server")
        parser.add_argument("--plain", action="store_true", help="without TLS, for a server on this machine")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LIVE_JITSI_DOMAIN:
            raise CommandError("LIVE_JITSI_DOMAIN names no video server: rooms are the practice room.")
        failed = 0
        try:
            for name, is_well in self.findings(options):
                self.stdout.write(f"{'ok    ' if is_well else 'FAILED'} {name}")
                failed += not is_well
        except ServerSilent as problem:
            raise CommandError(f"The video server did not answer as expected: {problem}.")
        except ProviderUnavailable:
            raise CommandError("No token could be signed: look at LIVE_PRIVATE_KEY_FILE or LIVE_SHARED_SECRET.")
        if failed:
            raise CommandError("The video server is not set up as docs/operations/jitsi.md says.")

    def findings(self, options: dict[str, Any]) -> Iterator[tuple[str, bool]]:
        room, other = new_room_name(), new_room_name()
        user_id = f"doctor-{secrets.token_hex(6)}"
        good = self.visit(room, user_id, options)
        yield "a token of ours is taken", good.authenticate()
        yield "its room opens", good.enter(room)
        yield "the report that somebody came has arrived", self.hears_of(user_id, room, options["wait"])
        good.leave()
        stranger = self.visit(other, user_id, options)
        yield "a token for another room does not open this one", not (stranger.authenticate() and stranger.enter(room))
        forged = self.visit(room, user_id, options)
        forged.token = forged.token[:-8] + ("A" * 8 if not forged.token.endswith("A" * 8) else "B" * 8)
        yield "a token that was changed is refused", not forged.authenticate()
        nobody = self.visit(room, user_id, options)
        nobody.token = ""
        yield "nobody enters without a token", not nobody.authenticate()

    def visit(self, room: str, user_id: str, options: dict[str, Any]) -> Visit:
        at = timezone.now()
        seat = Seat(room, user_id, "Doctor", is_facilitator=False, expires_at=at + timedelta(minutes=5))
        token = JitsiProvider().make_ticket(seat=seat, at=at).token
        return Visit(settings.LIVE_JITSI_DOMAIN, room, token, options["timeout"], is_plain=options["plain"])

    def hears_of(self, user_id: str, room: str, wait: int) -> bool:
        until = time.monotonic() + wait
        while True:
            if RawEvent.objects.filter(room_name=room, body__contains=user_id).exists():
                return True
            if time.monotonic() >= until:
                return False
            time.sleep(0.5)
