"""The seat ledger: who holds which seat and why, who waits, and what was decided about the number of seats."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from lms.accounts.models import User
from network.selectors import get_standing
from workshops.enums import OFFERED_STATES, SEATED_STATES, EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, EnrolmentMove, SeatDecision, SeatPool
from workshops.querysets import SeatPoolQuerySet
from workshops.selectors.badges import Badge, enrolment_badge
from workshops.selectors.release import SeatTransfer
from workshops.selectors.seats import get_office_names


@dataclass(frozen=True, slots=True)
class Holder:
    """One person on a seat, or in the line for one (``place``), with the reason."""

    public_id: str
    name: str
    badge: Badge
    since: datetime | None
    why: str
    place: int | None = None


@dataclass(frozen=True, slots=True)
class PoolLine:
    """The seats of one office, or those of all."""

    pool: SeatPool
    key: str
    title: str
    offered: int
    holders: list[Holder] = field(default_factory=list)
    line: list[Holder] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return self.pool.taken - self.offered


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision and what it changed, in words."""

    at: datetime
    title: str
    reason: str
    changes: list[str]


def get_ledger(user: User, edition: Edition, *, on: date) -> list[PoolLine]:
    """Every pool that ``user`` follows, with the people whom ``user`` may see by name; four queries at most."""
    pools = list(_followed(user, edition).select_related("office__country").order_by("office__country__iso", "kind"))
    names = get_office_names({pool.office_id for pool in pools if pool.office_id}, on=on)
    rows = list(
        Enrolment.objects.visible_to(user)
        .filter(Q(pool__in=pools) | Q(awaited_pool__in=pools), edition=edition)
        .select_related("person")
        .order_by("alternate_position", "pk")
    )
    taking = {
        move.enrolment_id: move
        for move in EnrolmentMove.objects.filter(enrolment__in=rows).order_by("pk")
        if move.from_state not in SEATED_STATES
    }
    found = []
    for pool in pools:
        own = [row for row in rows if pool.pk in (row.pool_id, row.awaited_pool_id)]
        seated, waiting = [row for row in own if row.pool_id], [row for row in own if not row.pool_id]
        found.append(
            PoolLine(
                pool=pool,
                key=f"{pool.kind}-{pool.office.code if pool.office else ''}",
                title=_title(pool, names),
                offered=sum(row.state in OFFERED_STATES for row in seated),
                holders=[_holder(row, taking.get(row.pk)) for row in seated],
                line=[_holder(row, taking.get(row.pk), place) for place, row in enumerate(waiting, 1)],
            )
        )
    return found


def _followed(user: User, edition: Edition) -> SeatPoolQuerySet:
    pools = SeatPool.objects.filter(edition=edition)
    standing = get_standing(user)
    if standing.is_secretariat or standing.is_coordinator:
        return pools
    return pools.filter(Q(office_id__in=standing.contact_point_office_ids) | Q(office_id__isnull=True))


def _title(pool: SeatPool, names: dict[int, str]) -> str:
    kind = SeatKind(pool.kind).label
    if pool.office is None:
        return _("Places for every office: %(kind)s") % {"kind": str(kind).lower()}
    return f"{pool.office.country} · {names.get(pool.office_id or 0, pool.office.code)} · {kind}"


def _holder(row: Enrolment, move: EnrolmentMove | None, place: int | None = None) -> Holder:
    return Holder(
        public_id=row.public_id,
        name=row.person.full_name,
        badge=enrolment_badge(row.state),
        since=move.at if move else row.nominated_at,
        why=_why(row, move),
        place=place,
    )


def _why(row: Enrolment, move: EnrolmentMove | None) -> str:
    """How the person came to the seat, or why they still wait for one."""
    if row.state == EnrolmentState.ALTERNATE:
        return _("Waits: every place was taken, or others stood in line before.")
    if move is not None and move.from_state == EnrolmentState.ALTERNATE:
        return _("From the line, when a place became free.")
    if row.applied_at is None:
        return _("Nominated by the contact point.")
    if row.belonging_confirmed_at is None:
        return _("Asked for it; the contact point has still to confirm.")
    return _("Asked for it; the contact point has confirmed.")


def get_decision_lines(user: User, edition: Edition, *, on: date) -> list[DecisionLine]:
    """What was decided, the latest first; three queries."""
    decisions = SeatDecision.objects.visible_to(user).filter(edition=edition).order_by("-pk")
    rows = list(decisions.prefetch_related("changes__pool__office__country"))
    offices = {one.pool.office_id for row in rows for one in row.changes.all() if one.pool.office_id}
    names = get_office_names(offices, on=on)
    return [
        DecisionLine(
            at=row.at,
            title=str(row.get_kind_display()),
            reason=row.reason,
            changes=[
                _("%(whose)s: %(before)s, now %(after)s")
                % {"whose": _title(one.pool, names), "before": one.before, "after": one.after}
                for one in row.changes.all()
            ],
        )
        for row in rows
    ]


def get_transfer_lines(plan: Sequence[SeatTransfer], *, on: date) -> list[str]:
    """Each step of a plan as a sentence. Three queries."""
    pools = SeatPool.objects.select_related("office__country").in_bulk(
        [pk for one in plan for pk in (one.from_pool_id, one.to_pool_id)]
    )
    names = get_office_names({pool.office_id for pool in pools.values() if pool.office_id}, on=on)
    people = Enrolment.objects.select_related("person").in_bulk([one.enrolment_id for one in plan])
    return [
        _("From %(giver)s to %(taker)s: %(name)s")
        % {
            "giver": _title(pools[one.from_pool_id], names),
            "taker": _title(pools[one.to_pool_id], names),
            "name": people[one.enrolment_id].person.full_name,
        }
        for one in plan
    ]
