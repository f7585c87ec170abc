"""Every format of an event that this house understands, told apart by what it looks like."""

from collections.abc import Mapping

from live.attendance_engine.facts import Facts, read_prosody
from live.attendance_engine.jaas import read_jaas


def read_event(event: Mapping[str, object]) -> Facts:
    """What ``event`` says, whichever service told it."""
    return read_jaas(event) if "eventType" in event else read_prosody(event)


def room_name_of(event: Mapping[str, object]) -> str:
    """The room an event is about, in lower case; empty where it names none."""
    name = event.get("room_name")
    if "eventType" in event:
        address = event.get("fqn")
        name = address.rpartition("/")[2] if isinstance(address, str) else ""
    return name.lower() if isinstance(name, str) else ""
