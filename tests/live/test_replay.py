"""Recorded events counted again from a file, without a database."""

import json
import random

import pytest
from django.core.management import CommandError, call_command

from tests.live.streams import created, destroyed, joined, left, occupant, stay

T = 1_795_550_400  # 2026-11-24T20:00:00Z
SPAN = ["--starts", "2026-11-24T14:00:00-06:00", "--ends", "2026-11-24T21:30:00Z"]
LIFE = [
    created(T - 600),
    *stay("ana", T - 300, T + 600),
    *stay("ana", T + 500, T + 1200, device="telefono"),
    joined("beto", T + 60),
    left("celia", T + 100, T + 160, breakout="b1"),
    *stay(None, T, T + 90),
    destroyed(T - 600, T + 3000, [occupant("ana", T - 300, T + 600), occupant("beto", T + 60)]),
]


@pytest.fixture
def replay(tmp_path, capsys):
    def run(lines, *options):
        path = tmp_path / "hechos.jsonl"
        path.write_bytes(b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines))
        call_command("live_replay", str(path), *SPAN, *options)
        return capsys.readouterr()

    return run


def read(output):
    return json.loads(output.out)


def test_live_replay_prints_people_and_unmatched_and_nothing_else(replay):
    told = read(replay(LIFE, "--json"))

    assert set(told) == {"people", "unmatched"}
    assert told["people"] == {
        "ana": {"seconds": 1200, "inferred": False},
        "beto": {"seconds": 2940, "inferred": True},
        "celia": {"seconds": 60, "inferred": False},
    }
    assert [(one["occupant"], one["seconds"], one["inferred"]) for one in told["unmatched"]] == [
        ("grabadora@meet.example.org/x", 90, False)
    ]


def test_live_replay_counts_the_early_window_and_the_grace_where_they_are_given(replay):
    told = read(
        replay([*stay("ana", T - 1200, T + 6000), joined("beto", T)], "--early", "15", "--grace", "5", "--json")
    )

    assert told["people"]["ana"] == {"seconds": 15 * 60 + 5400 + 300, "inferred": False}
    assert told["people"]["beto"] == {"seconds": 5400 + 300, "inferred": True}


def test_live_replay_is_the_same_in_any_order_and_with_any_repetition(replay):
    once = replay(LIFE, "--json").out
    chance = random.Random(24)
    for _ in range(20):
        again = LIFE + chance.choices(LIFE, k=7)
        chance.shuffle(again)
        assert replay(again, "--json").out == once


def test_live_replay_tells_the_lines_it_left_out_and_counts_the_others(replay):
    output = replay([b"{", b"", b"\xff", b"[]", json.dumps(LIFE[1]).encode()[:-20], b'{"a":' * 5000, *LIFE], "--json")

    assert read(output) == read(replay(LIFE, "--json"))
    assert [line.split(" left")[0] for line in output.err.splitlines()] == [f"line {n}" for n in (1, 3, 4, 5, 6)]


def test_live_replay_refuses_a_line_larger_than_the_endpoint_takes(replay, settings):
    settings.LIVE_EVENT_MAX_BYTES = 500
    output = replay([joined("ana", T, device="d" * 500), *stay("beto", T, T + 5)], "--json")

    assert list(read(output)["people"]) == ["beto"]
    assert output.err.startswith("line 1 left out")


def test_live_replay_without_json_prints_a_table(replay):
    out = replay(LIFE).out

    assert out.splitlines()[0].split() == ["ana", "1200", "s"]
    assert "inferred" in out.splitlines()[1]


@pytest.mark.parametrize(
    "options",
    [
        ["--starts", "2026-11-24T21:30:00Z", "--ends", "2026-11-24T21:30:00Z"],
        ["--starts", "ayer", "--ends", "2026-11-24T21:30:00Z"],
        [*SPAN, "--early", "-1"],
        [*SPAN, "--grace", "nan"],
        SPAN,  # no such file
    ],
    ids=["ends-at-its-start", "no-time", "negative", "no-number", "no-file"],
)
def test_live_replay_refuses_nonsense(options, tmp_path):
    with pytest.raises(CommandError):
        call_command("live_replay", str(tmp_path / "nadie.jsonl"), *options)
