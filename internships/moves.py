"""The table of allowed moves, as data: services, tests and documentation read it, and nothing else moves a row.

A move names its guards and effects by word; ``services.guards`` knows what they mean. Clocks are days from an anchor:
``S`` the effective first day, ``E`` the effective last day, ``C`` the close of the call, ``M`` the last move.
"""

from dataclasses import dataclass

from internships.enums import CallState, Party, PlacementState

P = PlacementState


@dataclass(frozen=True, slots=True)
class Clock:
    """By when a move is expected: so many days, or working days, after its anchor."""

    anchor: str
    days: int
    is_working_days: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: from where, to where, by whom, what must hold, what follows, by when."""

    name: str
    sources: tuple[PlacementState, ...]
    target: PlacementState
    who: tuple[Party, ...]
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    clock: Clock | None = None
    needs_reason: bool = False


BEFORE_START = (
    P.DRAFT, P.SUBMITTED, P.RETURNED, P.ENDORSED, P.SELECTED, P.WAITLISTED, P.PLACED, P.PREPARING, P.READY,
)  # fmt: skip
TERMINAL = frozenset(
    {P.NOT_ENDORSED, P.NOT_SELECTED, P.COMPLETED, P.CLOSED_WITHOUT_CERTIFICATE, P.WITHDRAWN, P.CANCELLED}
)
NOT_TERMINAL = tuple(state for state in P if state not in TERMINAL)
# Those that hold a seat of the host's offer. Who withdrew, or was cancelled, has given it back.
SEATED = (
    P.PLACED, P.PREPARING, P.READY, P.IN_PROGRESS, P.INTERRUPTED, P.REPORTING, P.UNDER_REVIEW, P.COMPLETED,
    P.CLOSED_WITHOUT_CERTIFICATE,
)  # fmt: skip
STARTED = (
    P.IN_PROGRESS, P.INTERRUPTED, P.REPORTING, P.UNDER_REVIEW, P.COMPLETED, P.CLOSED_WITHOUT_CERTIFICATE,
)  # fmt: skip

_CHOICE = ("selection", "scored")
_ENDORSING = Clock("C", 5, is_working_days=True)

MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move(
            "submit", (P.DRAFT, P.RETURNED), P.SUBMITTED, (Party.INTERN,),
            ("window", "profile", "experience", "motivation", "objectives", "language", "cooling_off", "consent"),
            ("tell_sending",), Clock("C", 0),
        ),
        Move("return", (P.SUBMITTED,), P.RETURNED, (Party.SENDING,), ("not_own",), ("tell_intern",), _ENDORSING, True),
        Move(
            "endorse", (P.SUBMITTED,), P.ENDORSED, (Party.SENDING,),
            ("not_own", "endorsement_window", "superior", "alternate", "quota"), ("tell_secretariat",), _ENDORSING,
        ),
        Move(
            "refuse_endorsement", (P.SUBMITTED,), P.NOT_ENDORSED, (Party.SENDING,), ("not_own",), ("tell_intern",),
            _ENDORSING, True,
        ),
        Move("reopen", (P.NOT_ENDORSED,), P.SUBMITTED, (Party.SENDING,), ("not_own", "window"), ("tell_sending",)),
        Move("select", (P.ENDORSED,), P.SELECTED, (Party.SECRETARIAT,), _CHOICE, (), Clock("C", 15)),
        Move("waitlist", (P.ENDORSED,), P.WAITLISTED, (Party.SECRETARIAT,), _CHOICE, (), Clock("C", 15)),
        Move("reject", (P.ENDORSED,), P.NOT_SELECTED, (Party.SECRETARIAT,), _CHOICE, (), Clock("C", 15)),
        Move(
            "promote", (P.WAITLISTED,), P.SELECTED, (Party.SECRETARIAT, Party.SYSTEM), (), ("tell_intern",),
            Clock("M", 3, is_working_days=True),
        ),
        Move(
            "place", (P.SELECTED,), P.PLACED, (Party.HOST, Party.MENTOR, Party.SECRETARIAT),
            (
                "proposed", "other_office", "offer_confirmed", "host_accepted", "mentor_accepted", "mentor_free",
                "no_overlap",
            ),
            ("take_seat",), Clock("S", -60),
        ),
        Move("prepare", (P.PLACED,), P.PREPARING, (Party.SYSTEM,), (), ("tell_parties",), Clock("S", -60)),
        Move(
            "make_ready", (P.PREPARING,), P.READY, (Party.SYSTEM,), ("guards_green",), ("tell_parties",),
            Clock("S", -7),
        ),
        Move("fall_back", (P.READY,), P.PREPARING, (Party.SYSTEM,), (), ("tell_parties",), Clock("S", -7)),
        Move(
            "arrive", (P.READY,), P.IN_PROGRESS, (Party.MENTOR, Party.HOST), ("not_on_hold", "begun", "undertaking"),
            (), Clock("S", 0),
        ),
        Move(
            "interrupt", (P.IN_PROGRESS,), P.INTERRUPTED, (Party.MENTOR, Party.HOST, Party.SECRETARIAT), ("last_day",),
            (), None, True,
        ),
        Move(
            "end", (P.IN_PROGRESS,), P.REPORTING, (Party.SYSTEM,), ("ended", "sheet_closed"), ("tell_parties",),
            Clock("E", 0),
        ),
        Move("ask_reports", (P.INTERRUPTED,), P.REPORTING, (Party.SECRETARIAT,), ("one_day",), ("tell_parties",)),
        Move(
            "review", (P.REPORTING,), P.UNDER_REVIEW, (Party.SYSTEM,), ("both_reports",), ("tell_secretariat",),
            Clock("E", 15),
        ),
        Move(
            "clarify", (P.UNDER_REVIEW,), P.REPORTING, (Party.SECRETARIAT,), (), (),
            Clock("M", 5, is_working_days=True), True,
        ),
        Move(
            "complete", (P.UNDER_REVIEW,), P.COMPLETED, (Party.SECRETARIAT,),
            ("both_reports", "not_cut_short", "attendance", "not_unsatisfactory", "no_incident"), ("certify",),
            Clock("E", 30),
        ),
        Move(
            "close", (P.REPORTING, P.UNDER_REVIEW), P.CLOSED_WITHOUT_CERTIFICATE, (Party.SECRETARIAT,), (), ("note",),
            Clock("E", 45), True,
        ),
        Move(
            "withdraw", BEFORE_START, P.WITHDRAWN, (Party.INTERN,), (), ("free_seat", "offer_next"), None, True,
        ),
        Move(
            "cancel", NOT_TERMINAL, P.CANCELLED, (Party.SECRETARIAT, Party.HOST), (), ("free_seat", "offer_next"), None,
            True,
        ),
    )
}  # fmt: skip

# Whose turn it is in each state, and with which move; the first is the one the clock is read from.
NEXT: dict[str, tuple[str, ...]] = {
    P.DRAFT: ("submit",),
    P.RETURNED: ("submit",),
    P.SUBMITTED: ("endorse",),
    P.ENDORSED: ("select",),
    P.SELECTED: ("place",),
    P.PLACED: ("prepare",),
    P.PREPARING: ("make_ready",),
    P.READY: ("arrive",),
    P.IN_PROGRESS: ("end",),
    P.INTERRUPTED: ("ask_reports",),
    P.REPORTING: ("review",),
    P.UNDER_REVIEW: ("complete",),
}

C = CallState
CALL_MOVES: dict[str, frozenset[str]] = {
    C.DRAFT: frozenset({C.HOSTS_CALL, C.CANCELLED}),
    C.HOSTS_CALL: frozenset({C.INTERNS_CALL, C.CANCELLED}),
    C.INTERNS_CALL: frozenset({C.SELECTION, C.CANCELLED}),
    C.SELECTION: frozenset({C.ANNOUNCED, C.CANCELLED}),
    C.ANNOUNCED: frozenset({C.RUNNING, C.CANCELLED}),
    C.RUNNING: frozenset({C.CLOSED, C.CANCELLED}),
    C.CLOSED: frozenset(),
    C.CANCELLED: frozenset(),
}
