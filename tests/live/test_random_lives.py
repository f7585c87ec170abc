"""Random lives of a room, with the truth known: what the engine makes of whatever part of the events arrives.

``AULA_LIVES`` says how many lives are tried (10,000 takes some minutes); each is told shuffled and repeated.
"""

import os
import random
from dataclasses import dataclass, field

import pytest

from live.attendance_engine import Presence, Window, read_event, reckon
from tests.live.streams import created, destroyed, joined, left, occupant

LIVES = int(os.environ.get("AULA_LIVES", "400"))
BLOCKS = 8
T = 1_795_550_400
WINDOW = Window(opens=T - 100, starts=T, ends=T + 600, closes=T + 700)
PEOPLE = ["ana", "beto", "celia", "dora", "elio"]


@dataclass
class Life:
    """What happened, what was told of it, and whether the server was killed."""

    events: list = field(default_factory=list)
    truth: dict = field(default_factory=dict)  # {user: {second, ...}}
    was_killed: bool = False

    def was_there(self, user, came, went):
        self.truth.setdefault(user, set()).update(range(max(came, WINDOW.starts), min(went, WINDOW.ends)))


def live_one(chance: random.Random) -> Life:
    """One or two lives of a room, one after another, each ended in order or by a kill."""
    life, start = Life(), WINDOW.opens - chance.randrange(50)
    for _ in range(chance.choice([1, 1, 2])):
        end = start + chance.randrange(200, 700)
        live_once(life, chance, start, end)
        start = end + chance.randrange(1, 60)
    return life


def live_once(life: Life, chance: random.Random, born: int, end: int) -> None:
    is_killed = chance.random() < 0.2
    life.was_killed |= is_killed
    life.events.append(created(born))
    summary = []
    for user in chance.sample(PEOPLE, chance.randrange(1, len(PEOPLE))):
        for device in range(chance.choice([1, 1, 2])):
            summary += visit(life, chance, user, f"{user}-{born}-{device}", (born, end), is_killed=is_killed)
    if not is_killed:
        life.events.append(destroyed(born, end, summary))


def visit(life: Life, chance: random.Random, user, device, span, *, is_killed) -> list:
    """One device from its first coming to its last going: kicks and reconnects, breakouts, the end of the server."""
    at, summary = span[0] + chance.randrange(60), []
    while at < span[1]:
        breakout = chance.choice(["", "", "b1"])
        went = min(at + chance.randrange(5, 300), span[1])
        life.was_there(user, at, went)
        life.events.append(joined(user, at, breakout=breakout, device=device))
        if not (is_killed and went == span[1]):
            life.events.append(left(user, at, went, breakout=breakout, device=device))
        if not breakout:
            # The last to leave without focus stands in the summary without an end.
            is_last = went == span[1] and chance.random() < 0.3
            summary.append(occupant(user, at, None if is_last else went, device=device))
        at = went + chance.choice([1, 1, chance.randrange(1, 120)])
    return summary


def credited(events) -> dict:
    people = reckon([read_event(event) for event in events], WINDOW).people
    return {user: seconds_of(presence) for user, presence in people.items()}


def seconds_of(presence: Presence) -> set:
    told = {second for start, end in presence.intervals for second in range(start, end)}
    assert len(told) == presence.seconds
    return told


def proven(events) -> dict:
    """What any single event that arrived proves by itself: it names both ends of a stay."""
    told: dict = {}
    for event in events:
        occupants = [event["occupant"]] if "occupant" in event else list(event.get("all_occupants") or [])
        for one in occupants:
            if "left_at" in one:
                span = range(max(one["joined_at"], WINDOW.starts), min(one["left_at"], WINDOW.ends))
                told.setdefault(one["id"], set()).update(span)
    return told


def lives(block: int):
    for number in range(block, LIVES, BLOCKS):
        chance = random.Random(number)
        yield chance, live_one(chance)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_whatever_arrives_in_whatever_order_and_however_often(block):
    for chance, life in lives(block):
        arrived = [event for event in life.events if chance.random() < 0.8]
        told_again = arrived + chance.choices(arrived, k=len(arrived)) if arrived else []
        chance.shuffle(told_again)
        window_seconds = set(range(WINDOW.starts, WINDOW.ends))

        once = reckon([read_event(event) for event in arrived], WINDOW)
        again = reckon([read_event(event) for event in told_again], WINDOW)

        assert again == once
        for user, presence in once.people.items():
            assert again.people[user].evidence_digest == presence.evidence_digest
            assert seconds_of(presence) <= window_seconds
        for user, seconds in proven(arrived).items():
            assert seconds <= seconds_of(once.people[user])


@pytest.mark.parametrize("block", range(BLOCKS))
def test_where_nothing_is_lost_the_minutes_are_the_truth(block):
    for _chance, life in lives(block):
        told = credited(life.events)

        assert set(told) == set(life.truth)
        for user, seconds in life.truth.items():
            assert told[user] == seconds if not life.was_killed else told[user] >= seconds


@pytest.mark.parametrize("block", range(BLOCKS))
def test_nobody_vanishes_because_one_event_was_lost(block):
    """But where the server was killed: who came just before has a join and nothing else."""
    for chance, life in (one for one in lives(block) if not one[1].was_killed):
        lost = chance.choice([event for event in life.events if event["event_name"] != "muc-room-destroyed"])

        assert set(credited([event for event in life.events if event is not lost])) == set(life.truth)


def test_control_a_sum_in_place_of_a_union_would_be_found():
    """Two devices at once: what a count of rows would say is more than anybody can have been there."""
    life = next(life for _chance, life in lives(0) if any("-1@" in str(event) for event in life.events))
    stays = {
        str(event["occupant"]): event["occupant"] for event in life.events if "left_at" in event.get("occupant", {})
    }
    summed = sum(one["left_at"] - one["joined_at"] for one in stays.values())

    assert summed > sum(len(seconds) for seconds in credited(life.events).values())
