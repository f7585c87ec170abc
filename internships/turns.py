"""What waits for a reader, as the desk says it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from internships.enums import Party, ReportKind
from internships.models import Mentorship, Placement, Report
from internships.moves import MOVES, NEXT
from internships.page_words import TURN_OF, TURN_WORDS
from internships.pages import get_due_on, shown_state
from lms.accounts.models import User
from lms.common.prepared import PreparedQuery
from network.selectors import get_standing


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """One internship that waits for the reader, as the desk says it."""

    public_id: str
    title: str
    text: str
    due_on: date | None
    is_overdue: bool


def get_own_turns(user: User, at: datetime) -> list[OwnTurn]:
    """What waits for the reader as intern, mentor or contact point, the most urgent first. Three queries at most.

    The Secretariat has the board.
    """
    standing = get_standing(user)
    if standing.person_id is None:
        return []
    offices = set(standing.contact_point_office_ids)
    if not offices and not INVOLVED.rows(person_id=standing.person_id):
        return []
    mentored = set(Mentorship.objects.accompanied_by(standing.person_id).values_list("placement_id", flat=True))
    rows = Placement.objects.visible_to(user).filter(state__in=list(NEXT))
    if standing.is_secretariat:
        rows = rows.filter(Q(person_id=standing.person_id) | Q(pk__in=mentored))
    handed_in = Report.objects.filter(placement=OuterRef("pk"), submitted_at__isnull=False)
    rows = rows.annotate(
        handed_in_intern=Exists(handed_in.filter(kind=ReportKind.INTERN)),
        handed_in_mentor=Exists(handed_in.filter(kind=ReportKind.MENTOR)),
    )
    rows = rows.with_effective().select_related("person", "call", "offer").annotate(moved_at=Max("moves__at"))
    found = []
    for row in rows[:200]:
        if row.is_on_hold or shown_state(row, user) != row.state:
            continue
        parties = _parties_of(row, standing.person_id, offices, row.pk in mentored)
        move = NEXT[row.state][0]
        done = {row.handed_in_intern and Party.INTERN, row.handed_in_mentor and Party.MENTOR}
        if not parties & set(TURN_OF.get(move, MOVES[move].who)) - done:
            continue
        due_on = get_due_on(row, move)
        title = row.call.title if Party.INTERN in parties else row.person.full_name
        is_overdue = due_on is not None and row.call.today(at) > due_on
        found.append(OwnTurn(row.public_id, str(title), str(TURN_WORDS[move]), due_on, is_overdue))
    return sorted(found, key=lambda turn: (turn.due_on or date.max, turn.public_id))


def _parties_of(row: Any, person_id: int, offices: set[int], is_mentor: bool) -> set[Party]:
    if row.person_id == person_id:
        return {Party.INTERN}
    held = {
        Party.SENDING: row.office_id in offices,
        Party.HOST: row.offer is not None and row.offer.office_id in offices,
        Party.MENTOR: is_mentor,
    }
    return {party for party, is_held in held.items() if is_held}


def _involved(person_id: int) -> QuerySet[Any, Any]:
    accompanied = Exists(Mentorship.objects.accompanied_by(person_id).filter(placement=OuterRef("pk")))
    return Placement.objects.filter(Q(person_id=person_id) | accompanied).order_by().values_list("pk")[:1]


INVOLVED = PreparedQuery(_involved)
