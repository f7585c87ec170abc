"""Which unused seats would go to whom, by a rule that is shown before it is applied."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool


@dataclass(frozen=True, slots=True)
class SeatTransfer:
    """One seat from an office that did not use it to the first who waits in another."""

    from_pool_id: int
    to_pool_id: int
    enrolment_id: int


def get_release_plan(edition: Edition) -> list[SeatTransfer]:
    """Seat by seat: to the office that holds the fewest, of equals to the one whose first in line came earlier.

    Each comes from the office with the most unused seats. Only seats in person belong to offices; nobody is passed over
    within an office. Three queries.
    """
    pools = {
        pool.pk: pool
        for pool in SeatPool.objects.filter(edition=edition, kind=SeatKind.IN_PERSON, office__isnull=False)
    }
    waiting = Enrolment.objects.filter(awaited_pool__in=pools, state=EnrolmentState.ALTERNATE)
    # The instant they took their place in line; the row's number settles what one instant cannot.
    rows = waiting.annotate(arrived=Max("moves__pk")).order_by("alternate_position")
    lines: dict[int, list[tuple[int, int]]] = {}
    for pool_id, enrolment_id, arrived in rows.values_list("awaited_pool_id", "pk", "arrived"):
        lines.setdefault(pool_id, []).append((arrived or enrolment_id, enrolment_id))
    held = {pk: pool.taken for pk, pool in pools.items()}
    unused = {pk: pool.free for pk, pool in pools.items() if pool.free > 0 and pk not in lines}
    plan = []
    while lines and unused:
        to_pool = min(lines, key=lambda pk: (held[pk], lines[pk][0]))
        from_pool = max(unused, key=lambda pk: (unused[pk], -pk))
        plan.append(SeatTransfer(from_pool, to_pool, lines[to_pool].pop(0)[1]))
        held[to_pool] += 1
        if not lines[to_pool]:
            del lines[to_pool]
        unused[from_pool] -= 1
        if not unused[from_pool]:
            del unused[from_pool]
    return plan


def digest_of(plan: Sequence[SeatTransfer]) -> str:
    """What a page carries, so that exactly what was read is decided."""
    words = ";".join(f"{one.from_pool_id}>{one.to_pool_id}:{one.enrolment_id}" for one in plan)
    return hashlib.sha256(words.encode()).hexdigest()
