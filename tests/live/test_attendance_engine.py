"""Minutes from events: the failure modes seen on the real server (LIVE §3), and what always holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.attendance_engine import End, Presence, UnreadableEvent, Window, read_event, reckon, union
from tests.live.streams import created, destroyed, joined, left, occupant, stay

T = 1_795_550_400  # the session's start
MINUTE = 60
WINDOW = Window(opens=T - 15 * MINUTE, starts=T, ends=T + 90 * MINUTE, closes=T + 105 * MINUTE)


def at(minutes: float) -> int:
    return T + round(minutes * MINUTE)


def people(*events):
    return reckon([read_event(event) for event in events], WINDOW).people


def minutes_of(user, *events):
    presence = people(*events).get(user, Presence())
    return presence.seconds / MINUTE, presence.is_inferred


# --- what was seen, case by case


def test_a_clean_leave_counts_from_join_to_leave():
    assert minutes_of("ana", created(at(0)), *stay("ana", at(10), at(70))) == (60, False)


def test_a_resumed_connection_sends_nothing_and_is_one_stay():
    """Drops and comes back within the hibernation: the server saw one occupant all along."""
    assert minutes_of("ana", *stay("ana", at(0), at(90))) == (90, False)


def test_a_dead_connection_is_over_counted_by_the_hibernation_time_and_no_more():
    """The server reports the leave 60 s late; nothing is subtracted (LIVE §3.7)."""
    assert minutes_of("ana", *stay("ana", at(0), at(31))) == (31, False)


def test_two_devices_count_once_and_are_flagged():
    events = [*stay("ana", at(0), at(60), device="telefono"), *stay("ana", at(30), at(80), device="portatil")]

    assert people(*events)["ana"].seconds == 80 * MINUTE
    assert people(*events)["ana"].has_overlap


def test_one_device_after_another_is_no_overlap():
    events = [*stay("ana", at(0), at(30), device="telefono"), *stay("ana", at(30), at(80), device="portatil")]

    assert people(*events)["ana"].seconds == 80 * MINUTE
    assert not people(*events)["ana"].has_overlap


def test_time_in_a_breakout_room_counts_under_the_same_occupant():
    """main -> breakout -> main: the same occupant_jid each time, with gaps of a second."""
    events = [
        *stay("ana", at(0), at(20)),
        *stay("ana", at(20) + 1, at(50), breakout="3fe622e9"),
        *stay("ana", at(50) + 1, at(90)),
    ]

    assert people(*events)["ana"].seconds == 90 * MINUTE - 2


def test_kicked_and_back_at_once_is_two_stays_of_one_occupant():
    assert minutes_of("ana", *stay("ana", at(0), at(20)), *stay("ana", at(25), at(60))) == (55, False)


def test_waiting_in_the_lobby_sends_nothing_and_counts_nothing():
    assert people(created(at(0)), destroyed(at(0), at(90))) == {}


def test_leave_that_arrives_before_its_join_counts_the_same():
    """The join was tried again after a 500."""
    join, leave = stay("ana", at(0), at(45))

    assert people(leave, join) == people(join, leave)
    assert minutes_of("ana", leave, join) == (45, False)


def test_a_lost_join_is_told_by_its_leave():
    assert minutes_of("ana", left("ana", at(5), at(45))) == (40, False)


def test_a_lost_leave_is_told_by_the_summary_of_the_room():
    summary = destroyed(at(0), at(80), [occupant("ana", at(5), at(45))])

    assert minutes_of("ana", joined("ana", at(5)), summary) == (40, False)


def test_both_events_lost_are_told_by_the_summary_alone():
    assert minutes_of("ana", destroyed(at(0), at(80), [occupant("ana", at(5), at(45))])) == (40, False)


def test_the_last_to_leave_without_focus_is_closed_by_the_end_of_the_room():
    """room/destroyed comes first and has no left_at for that person."""
    summary = destroyed(at(0), at(80), [occupant("ana", at(5))])

    assert minutes_of("ana", joined("ana", at(5)), summary) == (75, True)
    assert minutes_of("ana", summary, left("ana", at(5), at(79))) == (74, False)


def test_a_killed_server_that_starts_again_closes_what_was_open():
    events = [created(at(0)), joined("ana", at(5)), created(at(40)), *stay("ana", at(41), at(60), device="otra")]

    assert minutes_of("ana", *events) == (35 + 19, True)


def test_a_killed_server_that_never_returns_leaves_the_hard_end():
    assert minutes_of("ana", created(at(0)), joined("ana", at(5))) == (85, True)


def test_a_stay_is_closed_by_the_life_that_covers_it_not_by_a_later_one():
    events = [
        created(at(0)),
        joined("ana", at(5)),
        destroyed(at(0), at(20)),
        created(at(30)),
        destroyed(at(30), at(80)),
    ]

    assert minutes_of("ana", *events) == (15, True)


def test_a_breakout_left_open_ends_with_its_own_room_or_the_main_one():
    inside = joined("ana", at(10), breakout="b1")

    assert minutes_of("ana", inside, destroyed(at(9), at(30), breakout="b1")) == (20, True)
    assert minutes_of("ana", inside, destroyed(at(0), at(50))) == (40, True)


def test_the_end_of_another_breakout_says_nothing():
    events = [joined("ana", at(10), breakout="b1"), destroyed(at(9), at(30), breakout="b2")]

    assert minutes_of("ana", *events) == (80, True)


def test_a_room_nobody_joined_has_an_empty_object_for_a_list():
    event = destroyed(at(0), at(90))

    assert event["all_occupants"] == {}
    assert read_event(event).stays == ()


def test_an_occupant_without_an_id_is_kept_and_attributed_to_nobody():
    """A recorder, or a token without context."""
    reckoning = reckon([read_event(event) for event in stay(None, at(0), at(90))], WINDOW)

    assert reckoning.people == {}
    assert [stay.left_at for stay in reckoning.nobody] == [at(90)]


def test_an_id_that_lua_made_a_float_is_nobody_we_know():
    """An integer id 42 arrived as 42.0."""
    events = stay("ana", at(0), at(90))
    for event in events:
        event["occupant"]["id"] = 42.0

    assert list(people(*events)) == ["42.0"]


def test_presence_is_clipped_to_the_open_door_and_credit_to_the_scheduled_time():
    presence = people(*stay("ana", at(-30), at(300)))["ana"]

    assert presence.seconds == 90 * MINUTE
    assert presence.present_seconds == 120 * MINUTE
    assert presence.intervals == ((WINDOW.starts, WINDOW.ends),)


def test_a_stay_outside_the_window_counts_nothing():
    presence = people(*stay("ana", at(-60), at(-20)), *stay("ana", at(110), at(120)))["ana"]

    assert (presence.seconds, presence.present_seconds, presence.stays) == (0, 0, ())


def test_which_evidence_closed_a_stay_is_told():
    events = [
        created(at(0)),
        *stay("a", at(1), at(2)),
        joined("b", at(3)),
        destroyed(at(0), at(10)),
        joined("c", at(12)),
        created(at(20)),
        joined("d", at(21)),
    ]

    closed = {user: presence.stays[0].closed_by for user, presence in people(*events).items()}
    assert closed == {"a": End.LEFT, "b": End.DESTROYED, "c": End.RESTARTED, "d": End.HARD_END}


def test_the_digest_changes_with_the_evidence_and_with_nothing_else():
    once = people(*stay("ana", at(0), at(45)))["ana"].evidence_digest
    twice = people(*stay("ana", at(0), at(45)), *stay("ana", at(0), at(45)), created(at(0)))["ana"].evidence_digest
    other = people(*stay("ana", at(0), at(46)))["ana"].evidence_digest

    assert once == twice != other


def test_two_ids_for_one_connection_are_decided_without_regard_to_order():
    one, other = joined("ana", at(0), device="d"), left("zoe", at(0), at(45), device="d")

    assert people(one, other) == people(other, one)
    assert list(people(one, other)) == ["ana"]


@pytest.mark.parametrize(
    "damage",
    [
        {"event_name": "muc-lobby-joined"},
        {"event_name": None},
        {"room_jid": None},
        {"room_jid": ""},
        {"room_jid": "x" * 201},
        {"room_jid": "a\x00b"},
        {"room_jid": "a\ud800b"},
        {"is_breakout": True},
        {"occupant": None},
        {"occupant": []},
        {"occupant": {"occupant_jid": "a@b", "joined_at": T}},
        {"occupant": {"joined_at": T, "left_at": T}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": "ayer", "left_at": T}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": True, "left_at": T}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": 0, "left_at": T}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": -5, "left_at": T}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": T, "left_at": 2**60}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": T, "left_at": T - 1}},
        {"occupant": {"occupant_jid": "a@b", "joined_at": T, "left_at": T, "id": "\x00"}},
    ],
)
def test_an_event_that_does_not_say_what_it_has_to_is_unreadable(damage):
    with pytest.raises(UnreadableEvent):
        read_event({**left("ana", T, T + 60), **damage})


def test_a_room_cannot_end_before_it_begins_nor_list_people_in_a_word():
    with pytest.raises(UnreadableEvent):
        read_event(destroyed(T, T - 1))
    with pytest.raises(UnreadableEvent):
        read_event({**destroyed(T, T + 1), "all_occupants": "todos"})


# --- what always holds

instants = st.integers(WINDOW.opens - 600, WINDOW.closes + 600)
lengths = st.integers(0, 100 * MINUTE)


@st.composite
def lives_of_a_room(draw):
    """Random connections of a few people (devices, breakouts), with leaves lost, a summary, perhaps a restart."""
    events = [created(WINDOW.opens)]
    summary = []
    for _ in range(draw(st.integers(1, 8))):
        user = draw(st.sampled_from(["ana", "beto", "celia", None]))
        where = {
            "breakout": draw(st.sampled_from(["", "", "b1"])),
            "device": draw(st.sampled_from(["d1", "d2", "d3"])),
        }
        came, length = draw(instants), draw(lengths)
        events += stay(user, came, came + length, **where)
        if not where["breakout"]:
            summary.append(occupant(user, came, came + length, device=where["device"]))
    if draw(st.booleans()):
        events.append(destroyed(WINDOW.opens, WINDOW.closes + 9_000, summary))
    if draw(st.booleans()):
        events.append(created(draw(instants)))
    dropped = draw(st.sets(st.integers(0, len(events) - 1)))
    return [event for index, event in enumerate(events) if index not in dropped]


@settings(max_examples=300, deadline=None)
@given(st.data(), lives_of_a_room())
def test_order_and_repetition_change_nothing(data, events):
    shuffled = data.draw(
        st.permutations(events + data.draw(st.lists(st.sampled_from(events)) if events else st.just([])))
    )

    assert people(*shuffled) == people(*events)


@settings(max_examples=300, deadline=None)
@given(lives_of_a_room())
def test_nobody_is_credited_more_than_the_session_lasted(events):
    for presence in people(*events).values():
        assert 0 <= presence.seconds <= WINDOW.ends - WINDOW.starts
        assert presence.seconds <= presence.present_seconds <= WINDOW.closes - WINDOW.opens


@settings(max_examples=300, deadline=None)
@given(lives_of_a_room())
def test_nobody_is_credited_less_than_the_reported_leaves_prove(events):
    reckoned = people(*events)
    for user in ("ana", "beto", "celia"):
        leaves = [event["occupant"] for event in events if event["event_name"] == "muc-occupant-left"]
        # Another id under the same connection makes the owner ambiguous; such lives say nothing here.
        own = [(one["joined_at"], one["left_at"]) for one in leaves if one.get("id") == user]
        told = [event["occupant"] for event in events if "occupant" in event]
        clashes = {(one["occupant_jid"], one["joined_at"]) for one in told if one.get("id") != user}
        mine = {(one["occupant_jid"], one["joined_at"]) for one in leaves if one.get("id") == user}
        if clashes & mine:
            continue
        clipped = [(max(a, WINDOW.starts), min(b, WINDOW.ends)) for a, b in own]
        proven = sum(b - a for a, b in union([(a, b) for a, b in clipped if a < b]))
        assert reckoned.get(user, Presence()).seconds >= proven


@settings(max_examples=200, deadline=None)
@given(lives_of_a_room())
def test_inferring_is_said_whenever_an_end_was_not_reported(events):
    for presence in people(*events).values():
        assert presence.is_inferred == any(stay.closed_by != End.LEFT for stay in presence.stays)
