"""Seats: opening the pools, taking and giving back, the waiting list, and the recount."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from live.enums import Modality
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.records import audit
from lms.records.events import publish
from network.models import Office
from network.selectors import get_acting_role
from workshops import signals
from workshops.enums import ActivityType, EditionState, EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool
from workshops.services import notices
from workshops.services.moves import move_enrolment


class PoolsSettled(DomainError):
    message = _("This edition is over or was cancelled, so its seats can no longer change.")


@dataclass(frozen=True, slots=True)
class SeatMismatch:
    """A pool whose counter and whose list disagree."""

    pool_id: int
    taken: int
    counted: int


@transaction.atomic
def open_seat_pools(
    *, edition: Edition, actor: User | None, at: datetime, offices: Iterable[Office] | None = None
) -> list[SeatPool]:
    """The edition's pools: in person one per office, remote one for all; those that exist stay as they are.

    Without ``offices`` every member office has seats, in a national workshop only the host's.
    """
    edition = lock_and_read(Edition.objects.select_related("host_office"), edition.pk)
    if edition.state in {EditionState.CLOSED, EditionState.CANCELLED} and not edition.is_historical:
        raise PoolsSettled
    before = edition.pools.count()
    if edition.modality != Modality.REMOTE:
        for office in _offices_with_seats(edition) if offices is None else offices:
            SeatPool.objects.get_or_create(
                edition=edition,
                kind=SeatKind.IN_PERSON,
                office=office,
                defaults={"capacity": edition.seats_per_office},
            )
    if edition.modality != Modality.IN_PERSON:
        SeatPool.objects.get_or_create(
            edition=edition, kind=SeatKind.REMOTE, office=None, defaults={"capacity": edition.remote_capacity}
        )
    pools = list(edition.pools.order_by("pk"))
    if len(pools) > before:
        role = get_acting_role(actor)
        audit.log(action="workshops.open_seat_pools", instance=edition, actor=actor, at=at, role=role)
    return pools


def _offices_with_seats(edition: Edition) -> list[Office]:
    if edition.activity_type == ActivityType.NATIONAL and edition.host_office:
        return [edition.host_office]
    return list(Office.objects.members().order_by("code"))


def answer_until(edition: Edition, at: datetime) -> datetime:
    """Until when somebody asked at ``at`` should answer: the edition's days, but not past a start still ahead."""
    deadline = at + timedelta(days=edition.response_days)
    return deadline if edition.has_started(at) else min(deadline, edition.starts_at)


def give_back_seat(*, pool: SeatPool, at: datetime) -> Enrolment | None:
    """Free one seat of ``pool`` and offer it to the first alternate in line, whom it returns."""
    SeatPool.objects.free_seat(pool.pk)
    publish(signals.SEAT_FREED, pool_id=pool.pk)
    return promote_alternate(pool=pool, actor=None, at=at)


@transaction.atomic
def promote_alternate(*, pool: SeatPool, actor: User | None, at: datetime) -> Enrolment | None:
    """Offer a free seat to the first in line; nobody once the edition has begun, or where nothing is free.

    The line is one pool's: another office's alternate never gets this office's seat, and nobody is passed over.
    Without ``actor`` the list advances by itself; who freed the seat stands on that person's line of the ledger.
    """
    pool = lock_and_read(SeatPool.objects.select_related("edition"), pool.pk)
    edition = pool.edition
    if edition.state != EditionState.OPEN or edition.has_started(at):
        return None
    first = Enrolment.objects.select_for_update(of=("self",), no_key=True).in_line_for(pool.pk).first()
    if first is None or not SeatPool.objects.take_seat(pool.pk):
        return None
    first.pool, first.awaited_pool, first.alternate_position = pool, None, None
    first.respond_by, first.responded_at = answer_until(edition, at), None
    # A seat that becomes free is no leave: who asked for it themselves still needs the office's word.
    to_state = EnrolmentState.APPLIED if first.is_awaiting_office else EnrolmentState.NOMINATED
    move = move_enrolment(enrolment=first, to_state=to_state, actor=actor, role="", at=at, touched_pool=pool)
    if to_state == EnrolmentState.NOMINATED:
        notices.tell_promoted(enrolment=first, move=move, at=at)
    publish(signals.ENROLMENT_PROMOTED, enrolment_id=first.pk)
    return first


def verify_seats() -> list[SeatMismatch]:
    """Recount every pool from the list of people; an empty answer means every counter is right."""
    counted = SeatPool.objects.annotate(counted=Count("held_by")).exclude(counted=F("taken")).order_by("pk")
    return [SeatMismatch(*row) for row in counted.values_list("pk", "taken", "counted")]
