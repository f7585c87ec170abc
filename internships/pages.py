"""What the pages of this room show, read through what is visible to the reader."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Count, F, Max, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from internships.enums import CallState, Objective, Party, ReportKind
from internships.models import Call, HostOffer, Mentorship, Placement, PlacementMove, ProgrammeItem, Report
from internships.moves import MOVES, NEXT
from internships.page_words import CALL_TONES, COLUMNS, MOVE_WORDS, STEPS, TONES, TURN_OF, TURN_WORDS, P
from internships.selectors import Turn, add_working_days
from lms.accounts.models import User
from network.models import Country
from network.selectors import get_standing

ON_BOARD = 12  # of each state; the rest is found with the filters


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One internship in a list or on the board."""

    public_id: str
    title: str
    office: str
    host: str
    state: str
    label: str
    tone: str
    days: tuple[date, date] | None
    waits_for: str
    due_on: date | None
    is_overdue: bool
    overlays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MoveLine:
    title: str
    at: datetime
    who: str
    text: str
    language: str
    is_now: bool


def placement_badge(state: str) -> dict[str, str]:
    return {"label": str(P(state).label), "tone": TONES.get(P(state), "info")}


def call_badge(state: str) -> dict[str, str]:
    return {"label": str(CallState(state).label), "tone": CALL_TONES.get(CallState(state), "info")}


def get_steps(state: str) -> list[dict[str, str]]:
    """The nine steps, each done, now or later; who has left the way stands where it was left."""
    place = next((number for number, (_label, states) in enumerate(STEPS) if state in states), None)
    if place is None:
        return []
    is_over = state in {P.COMPLETED, P.CLOSED_WITHOUT_CERTIFICATE}
    words = ["done" if number < place or is_over else "now" if number == place else "later" for number in range(9)]
    return [{"label": str(label), "state": word} for (label, _states), word in zip(STEPS, words, strict=True)]


# Outcomes are nobody's but the Secretariat's until the call is announced.
UNANNOUNCED = {CallState.INTERNS_CALL, CallState.SELECTION}
OUTCOMES = {P.SELECTED, P.WAITLISTED, P.NOT_SELECTED}
OUTCOME_MOVES = {"select", "waitlist", "reject", "promote"}


def shown_state(placement: Placement, reader: User) -> str:
    """The state as the reader may know it: an outcome that is not announced looks like an application in selection."""
    standing = get_standing(reader)
    knows = standing.is_secretariat and placement.person_id != standing.person_id
    is_secret = placement.state in OUTCOMES and placement.call.state in UNANNOUNCED
    return P.ENDORSED if is_secret and not knows else placement.state


def get_lines(placements: Any, *, reader: User, at: datetime) -> list[PlacementLine]:
    """Internships as lists show them, with whose turn it is and by when; one query for any number of them."""
    rows = (
        placements.with_effective()
        .select_related("person", "call", "office__country", "offer__office__country")
        .annotate(moved_at=Max("moves__at"))
    )
    person_id = get_standing(reader).person_id
    return [_line(row, shown_state(row, reader), at, is_own=row.person_id == person_id) for row in rows]


def get_board(placements: Any, *, reader: User, only_overdue: bool, at: datetime) -> list[dict[str, Any]]:
    """The columns with how many stand in each and the first of them; two queries, however many there are.

    With ``only_overdue`` every internship that is not over is looked at, and the late ones alone are shown.
    """
    counts = dict(placements.order_by().values_list("state").annotate(many=Count("pk")))
    if only_overdue:
        shown = [
            one for one in get_lines(placements.filter(state__in=list(NEXT)), reader=reader, at=at) if one.is_overdue
        ]
    else:
        place = Window(RowNumber(), partition_by=F("state"), order_by=F("pk").asc())
        first = placements.order_by().annotate(place=place).filter(place__lte=ON_BOARD).values_list("pk", flat=True)
        shown = get_lines(Placement.objects.filter(pk__in=list(first)), reader=reader, at=at)
    return [
        {
            "label": str(label),
            "count": sum(counts.get(state, 0) for state in states),
            "lines": sorted((one for one in shown if one.state in states), key=lambda one: one.due_on or date.max),
        }
        for label, states in COLUMNS
    ]


def _line(row: Any, state: str, at: datetime, *, is_own: bool) -> PlacementLine:
    is_hidden = state != row.state
    names = () if is_hidden else NEXT.get(row.state, ())
    due_on = get_due_on(row, names[0]) if names and not row.is_on_hold else None
    has_days = row.effective_starts_on and row.effective_ends_on
    overlays = []
    if row.is_on_hold:
        overlays.append(_("On hold"))
    if row.has_open_incident:
        overlays.append(_("Confidentiality incident"))
    return PlacementLine(
        public_id=row.public_id,
        title=str(row.call.title) if is_own else row.person.full_name,
        office=f"{row.office.country} · {row.office.code}",
        host=f"{row.offer.office.country} · {row.offer.office.code}" if row.offer and not is_hidden else "",
        state=state,
        label=str(P(state).label),
        tone=TONES.get(P(state), "info"),
        days=(row.effective_starts_on, row.effective_ends_on) if has_days and not is_hidden else None,
        waits_for=str(TURN_WORDS[names[0]]) if names and not row.is_on_hold else "",
        due_on=due_on,
        is_overdue=due_on is not None and row.call.today(at) > due_on,
        overlays=tuple(overlays),
    )


def get_due_on(row: Any, move: str) -> date | None:
    """As ``selectors.get_due_on``, from what the list has read already."""
    clock = MOVES[move].clock
    if clock is None:
        return None
    anchor = {
        "C": row.call.closes_on,
        "S": row.effective_starts_on,
        "E": row.effective_ends_on,
        "M": row.call.today(row.moved_at) if row.moved_at else None,
    }[clock.anchor]
    if anchor is None:
        return None
    return add_working_days(anchor, clock.days) if clock.is_working_days else anchor + timedelta(days=clock.days)


def get_own_placements(user: User) -> Any:
    """The reader's own, and those the reader accompanies."""
    person_id = get_standing(user).person_id or 0
    mentored = Mentorship.objects.accompanied_by(person_id).values("placement_id")
    return Placement.objects.visible_to(user).filter(Q(person_id=person_id) | Q(pk__in=mentored))


def get_followed_placements(user: User) -> Any:
    """Those of the reader's office or that come to it, and are not the reader's own. None for the Secretariat."""
    standing = get_standing(user)
    if standing.is_secretariat or not standing.contact_point_office_ids:
        return Placement.objects.none()
    return Placement.objects.visible_to(user).exclude(person_id=standing.person_id or 0)


def get_moves(placement: Placement, reader: User) -> list[MoveLine]:
    """The ledger in words: what, when and in which role; nobody's name."""
    rows = list(PlacementMove.objects.filter(placement=placement))
    if shown_state(placement, reader) != placement.state:
        rows = [row for row in rows if row.name not in OUTCOME_MOVES]
    writers = {row.actor_ref for row in rows if row.reason}
    spoken = dict(User.objects.filter(public_id__in=writers).values_list("public_id", "language")) if writers else {}
    return [
        MoveLine(
            title=str(MOVE_WORDS.get(row.name, row.name)),
            at=row.at,
            who=str(Party(row.acting_role).label) if row.acting_role in Party.values else "",
            text=row.reason,
            language=spoken.get(row.actor_ref, ""),
            is_now=number == len(rows) - 1,
        )
        for number, row in enumerate(rows)
    ]


def get_turn_notice(turn: Turn | None, parties: Iterable[str], handed_in: Collection[str]) -> dict[str, Any] | None:
    """Whose turn it is, as the page says it to this reader; a report that is handed in is nobody's turn any more."""
    if turn is None:
        return None
    who = TURN_OF.get(turn.move, turn.who)
    if turn.move == "review":
        who = tuple(party for party in who if party.value not in handed_in)
    is_mine = bool(set(parties) & set(who))
    return {
        "text": str(TURN_WORDS[turn.move]),
        "who": ", ".join(str(party.label) for party in who if party != Party.SYSTEM),
        "is_mine": is_mine,
        "due_on": turn.due_on,
        "is_overdue": turn.is_overdue,
        "tone": "refusal" if turn.is_overdue else "attention" if is_mine else "info",
    }


def get_programme(placement: Placement) -> list[dict[str, Any]]:
    """The week day by day. One query."""
    days: dict[date, list[ProgrammeItem]] = {}
    for item in placement.items.select_related("institution"):
        days.setdefault(item.held_on, []).append(item)
    return [{"day": day, "items": items} for day, items in sorted(days.items())]


def get_objective_words(placement: Placement) -> list[str]:
    return [str(Objective(one).label) for one in placement.objectives if one in Objective.values]


def get_report_lines(placement: Placement, user: User) -> list[dict[str, Any]]:
    """The reports that are open to the reader. One query."""
    found = Report.objects.visible_to(user).filter(placement=placement, submitted_at__isnull=False)
    return [
        {"report": report, "label": str(ReportKind(report.kind).label)}
        for report in found.order_by("kind").only("public_id", "kind", "submitted_at", "version")
    ]


def get_answer_parts(form: Any) -> list[dict[str, Any]]:
    """A report's answers in the words of its form, section by section; what was left empty is left out."""
    parts = []
    for part in form.parts():
        rows = []
        for bound in part["fields"]:
            value = form.initial.get(bound.name)
            if bound.name == "private_note" or value in (None, "", False):
                continue
            words = dict(getattr(bound.field, "choices", []))
            said = _("Yes") if value is True else str(words.get(str(value), value))
            is_text = isinstance(bound.field, forms.CharField)
            rows.append({"label": str(bound.label), "value": said, "is_text": is_text})
        if rows:
            parts.append({"title": part["title"], "rows": rows})
    return parts


def get_offer_lines(call: Call, user: User) -> list[dict[str, Any]]:
    """The offers of a call that the reader may see. One query."""
    offers = HostOffer.objects.visible_to(user).filter(call=call).select_related("office__country")
    return [
        {
            "offer": offer,
            "office": f"{offer.office.country} · {offer.office.code}",
            "label": str(offer.get_state_display()),  # type: ignore[attr-defined]
            "weeks": [date.fromisoformat(week) for week in offer.weeks],
            "can_confirm": offer.state in {"OFFERED", "EXPLORING"},
            "can_withdraw": offer.taken == 0 and offer.state != "WITHDRAWN",
        }
        for offer in offers.order_by("office__country__iso", "pk")
    ]


def get_countries(placements: Any) -> list[Country]:
    """The countries from which somebody of ``placements`` comes. One query."""
    return list(Country.objects.filter(pk__in=placements.values("country_id")).order_by("iso"))


def get_public_call(public_id: str) -> Call | None:
    """A call as guests may know it."""
    return Call.objects.public().filter(public_id=public_id).first()


def get_calls(user: User) -> Any:
    return Call.objects.visible_to(user).order_by(F("opens_on").desc())
