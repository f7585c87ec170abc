"""Nominating: a seat of the own office, or an ordered place in the line for one."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.common.times import instant_in_words
from lms.records.events import publish
from network.enums import Role
from network.models import Membership, Person
from network.selectors import get_standing
from workshops import signals
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool
from workshops.services import notices
from workshops.services.eligibility import refuse_unless_eligible
from workshops.services.moves import move_enrolment, refuse_unless_movable
from workshops.services.seats import answer_until


class NominationNotOpen(DomainError):
    message = _("Nominations for this edition are not open yet. They open on %(opens)s.")


class NominationClosed(DomainError):
    message = _("Nominations for this edition are closed. If a place matters to your office, write to the Secretariat.")


class PersonOutsideOffice(DomainError):
    message = _("You can nominate only people who belong to your office today. Choose somebody from the list.")


class AlreadyOnList(DomainError):
    message = _("This person is already on the list of this edition (%(state)s). Withdraw that first to change it.")


class NoSeatsOfThisKind(DomainError):
    message = _("This edition has no places of this kind for your office. Choose the other way of taking part.")


class OfficeSeatsTaken(DomainError):
    message = _("Your office's places are all taken (%(taken)s of %(capacity)s). You can register an alternate.")


class RemoteSeatsTaken(DomainError):
    message = _("The remote places are all taken (%(taken)s of %(capacity)s). You can register an alternate.")


class SeatsStillFree(DomainError):
    message = _("There is still a free place (%(taken)s of %(capacity)s taken). Nominate the person instead.")


@transaction.atomic
def nominate_prosecutor(
    *, edition: Edition, person: Person, modality: SeatKind | str, actor: User, at: datetime
) -> Enrolment:
    """Offer ``person`` a seat of the actor's office (or an open remote one); twice returns the same enrolment.

    One guarded UPDATE takes the seat, so two contact points cannot take the last one.
    """
    candidate = _examine(edition=edition, person=person, modality=modality, actor=actor, at=at)
    enrolment, pool = candidate.enrolment, candidate.pool
    if enrolment.is_seated and enrolment.modality == modality:
        return enrolment
    _refuse_unless_nominable(candidate, EnrolmentState.NOMINATED, at)
    # Nobody jumps the line, even where a seat was added to the pool meanwhile.
    if pool.awaited_by.exists() or not SeatPool.objects.take_seat(pool.pk):
        raise _seats_taken(pool)
    _fill_in(candidate, modality=modality, actor=actor, at=at)
    enrolment.pool = pool
    enrolment.respond_by = answer_until(candidate.edition, at)
    move = move_enrolment(
        enrolment=enrolment,
        to_state=EnrolmentState.NOMINATED,
        actor=actor,
        role=Role.CONTACT_POINT,
        at=at,
        touched_pool=pool,
    )
    notices.tell_nominated(enrolment=enrolment, move=move, at=at)
    publish(signals.ENROLMENT_NOMINATED, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def register_alternate(
    *, edition: Edition, person: Person, modality: SeatKind | str, actor: User, at: datetime
) -> Enrolment:
    """Put ``person`` at the end of the line for a seat of the actor's office; twice returns the same place."""
    candidate = _examine(edition=edition, person=person, modality=modality, actor=actor, at=at)
    enrolment = candidate.enrolment
    if enrolment.state == EnrolmentState.ALTERNATE and enrolment.awaited_pool_id == candidate.pool.pk:
        return enrolment
    _refuse_unless_nominable(candidate, EnrolmentState.ALTERNATE, at)
    # The pool's row is the turnstile: order of arrival is the order in which transactions pass it.
    pool = SeatPool.objects.select_for_update(no_key=True).get(pk=candidate.pool.pk)
    last = pool.awaited_by.aggregate(last=Max("alternate_position"))["last"]
    if pool.free and last is None:
        raise SeatsStillFree(taken=pool.taken, capacity=pool.capacity)
    _fill_in(candidate, modality=modality, actor=actor, at=at)
    enrolment.respond_by = None
    enrolment.awaited_pool, enrolment.alternate_position = pool, (last or 0) + 1
    move_enrolment(enrolment=enrolment, to_state=EnrolmentState.ALTERNATE, actor=actor, role=Role.CONTACT_POINT, at=at)
    publish(signals.ENROLMENT_WAITING, enrolment_id=enrolment.pk)
    return enrolment


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Somebody looked at for an edition: where they belong, their row (perhaps new), the pool their seat is in."""

    edition: Edition
    person: Person
    membership: Membership
    enrolment: Enrolment
    pool: SeatPool


def _examine(*, edition: Edition, person: Person, modality: SeatKind | str, actor: User, at: datetime) -> _Candidate:
    """Read everything the decision needs, with the person's row held: one person, one nomination at a time."""
    edition = Edition.objects.get(pk=edition.pk)
    person = lock_and_read(Person.objects.select_related("user"), person.pk)
    membership = (
        Membership.objects.on(at.date())
        .filter(person=person, office_id__in=get_standing(actor).contact_point_office_ids)
        .select_related("office")
        .first()
    )
    if membership is None or membership.office is None:
        raise PersonOutsideOffice
    pools = SeatPool.objects.filter(edition=edition, kind=modality)
    pool = pools.filter(office=membership.office).first() or pools.filter(office__isnull=True).first()
    if pool is None:
        raise NoSeatsOfThisKind
    enrolment = Enrolment.objects.filter(edition=edition, person=person).first()
    return _Candidate(edition, person, membership, enrolment or Enrolment(edition=edition, person=person), pool)


def _refuse_unless_nominable(candidate: _Candidate, to_state: EnrolmentState, at: datetime) -> None:
    edition, enrolment = candidate.edition, candidate.enrolment
    if enrolment.is_active:
        raise AlreadyOnList(state=EnrolmentState(enrolment.state).label)
    refuse_unless_movable(enrolment, to_state)
    if edition.is_open_for_nomination(at):
        refuse_unless_eligible(edition=edition, membership=candidate.membership)
        return
    if edition.nomination_opens_at and at < edition.nomination_opens_at:
        raise NominationNotOpen(opens=instant_in_words(edition.nomination_opens_at))
    raise NominationClosed


def _seats_taken(pool: SeatPool) -> DomainError:
    pool.refresh_from_db(fields=["taken", "capacity"])
    refusal = OfficeSeatsTaken if pool.office_id else RemoteSeatsTaken
    return refusal(taken=pool.taken, capacity=pool.capacity)


def _fill_in(candidate: _Candidate, *, modality: SeatKind | str, actor: User, at: datetime) -> None:
    """Copy in who nominated whom, and where the person belongs today."""
    enrolment, membership = candidate.enrolment, candidate.membership
    assert membership.office is not None
    enrolment.modality = modality
    enrolment.applied_at = enrolment.belonging_confirmed_at = None
    enrolment.shown_since = None  # whoever comes back chooses anew
    enrolment.nominated_by, enrolment.nominated_at, enrolment.responded_at = actor, at, None
    enrolment.office, enrolment.country_id = membership.office, membership.office.country_id
    enrolment.institution, enrolment.category = membership.institution, membership.category
    enrolment.sex = candidate.person.sex
