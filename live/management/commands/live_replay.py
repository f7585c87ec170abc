"""``manage.py live_replay FILE``: what recorded events amount to, by the engine that counts in earnest.

For support and audits: one event a line, as it was posted, in any order and any number of times. Nothing is read from
the database or written to it, so every id the server told counts as a person; who has none is unmatched.
"""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from live.attendance_engine import ClosedStay, Facts, Reckoning, UnreadableEvent, Window, count, read_event, reckon
from live.services.events import EventNotAnObject, parse_object


def instant(text: str) -> int:
    """Seconds since 1970; a time without an offset is read as UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no ISO 8601 time such as 2026-11-24T20:00:00Z.")
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())


def minutes(text: str) -> int:
    """Minutes as seconds."""
    try:
        read = round(float(text) * 60)
    except (ValueError, OverflowError):
        raise ArgumentTypeError(f"{text!r} is no number of minutes.")
    if read < 0:
        raise ArgumentTypeError("Minutes cannot be negative.")
    return read


class Command(BaseCommand):
    help = "Counts minutes from a file of recorded events, one a line, without touching the database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="events, one a line as posted; - reads standard input")
        parser.add_argument("--starts", type=instant, required=True, help="the session's start, ISO 8601")
        parser.add_argument("--ends", type=instant, required=True, help="its end, ISO 8601")
        parser.add_argument("--early", type=minutes, default=0, help="minutes before the start that count too")
        parser.add_argument("--grace", type=minutes, default=0, help="minutes after the end that count too")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        starts, ends = options["starts"], options["ends"]
        if ends <= starts:
            raise CommandError("The session has to end after it starts.")
        opens, closes = starts - options["early"], ends + options["grace"]
        window = Window(opens=opens, starts=starts, ends=ends, closes=closes)
        reckoning = reckon(self.facts(options["file"]), window)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(reckoning, window), ensure_ascii=False))
        else:
            self.print_table(reckoning, window)

    def facts(self, name: str) -> Iterator[Facts]:
        """What the lines say; one that says nothing readable is told with its number and left out."""
        for number, line in enumerate(self.lines(name), start=1):
            if not line.strip():
                continue
            try:
                if len(line) > settings.LIVE_EVENT_MAX_BYTES:
                    raise UnreadableEvent("larger than the endpoint takes")
                yield read_event(parse_object(line))
            except (UnreadableEvent, EventNotAnObject) as problem:
                self.stderr.write(f"line {number} left out: {problem}")

    def lines(self, name: str) -> Iterator[bytes]:
        if name == "-":
            yield from sys.stdin.buffer
            return
        try:
            with Path(name).open("rb") as stream:
                yield from stream
        except OSError as problem:
            raise CommandError(f"{name} cannot be read: {problem.strerror}.")

    def print_table(self, reckoning: Reckoning, window: Window) -> None:
        for user_id, presence in sorted(reckoning.people.items()):
            inferred = "  an end was inferred" if presence.is_inferred else ""
            self.stdout.write(f"{user_id:24}{presence.present_seconds:8} s{inferred}")
        for stay in reckoning.nobody:
            told = as_unmatched(stay, window)
            self.stdout.write(f"{'unmatched':24}{told['seconds']:8} s  {told['occupant']}")


def as_json(reckoning: Reckoning, window: Window) -> dict[str, Any]:
    """The answer of ``--json``."""
    return {
        "people": {
            user_id: {"seconds": presence.present_seconds, "inferred": presence.is_inferred}
            for user_id, presence in sorted(reckoning.people.items())
        },
        "unmatched": [as_unmatched(stay, window) for stay in reckoning.nobody],
    }


def as_unmatched(stay: ClosedStay, window: Window) -> dict[str, Any]:
    """A connection that belongs to nobody: a recorder, a telephone, a token without an id."""
    return {
        "room": stay.key.room_jid,
        "breakout": stay.key.breakout_room_id,
        "occupant": stay.key.occupant_jid,
        "seconds": count((stay,), window).present_seconds,
        "inferred": stay.is_inferred,
    }
