"""Asking for a seat oneself, and the office's word that one belongs to it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates.services import check_holder_name
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.records.events import publish
from network.enums import Role
from network.models import Membership, Person
from network.selectors import get_standing
from workshops import signals
from workshops.enums import PARTICIPANT, EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool
from workshops.services import notices
from workshops.services.answers import admit_to_sessions
from workshops.services.eligibility import refuse_unless_eligible
from workshops.services.moves import MoveNotAllowed, lock_enrolment, move_enrolment, refuse_unless_movable
from workshops.services.nominations import AlreadyOnList, NominationClosed, NoSeatsOfThisKind
from workshops.services.seats import answer_until, give_back_seat


class ApplicationsNotTaken(DomainError):
    message = _("Places in this edition are given by nomination. Ask your contact point to nominate you.")


class BelongsToNoOffice(DomainError):
    message = _(
        "You are registered in no office of the network. Write to your contact point before you ask for a place."
    )


class NotOfThisOffice(DomainError):
    message = _("Only the contact points of the person's office can say whether they belong to it.")


class ReasonMissing(DomainError):
    message = _("Say why in a sentence: the person reads it.")


@transaction.atomic
def apply_for_seat(
    *, edition: Edition, modality: SeatKind | str, certificate_name: str, actor: User, at: datetime
) -> Enrolment:
    """Keep a seat for ``actor``, or the last place in the line; asked again, what there is.

    The seat is theirs when their contact point has said that they belong to the office. Everything that can be refused
    is looked at before the pool's row is held: while a thousand ask at once, each holds it for a few statements only.
    """
    name = check_holder_name(certificate_name)
    person = lock_and_read(Person.objects.all(), get_standing(actor).person_id or 0)
    enrolment = Enrolment.objects.filter(edition=edition, person=person).first()
    if enrolment and enrolment.is_active:
        if enrolment.modality == modality:
            return enrolment
        raise AlreadyOnList(state=EnrolmentState(enrolment.state).label)
    enrolment = enrolment or Enrolment(edition=edition, person=person)
    refuse_unless_movable(enrolment, EnrolmentState.APPLIED)
    if not edition.takes_applications:
        raise ApplicationsNotTaken
    if not edition.is_open_for_nomination(at):
        raise NominationClosed
    membership = Membership.objects.on(at.date()).filter(person=person, office__isnull=False).select_related("office")
    place = membership.first()
    if place is None or place.office is None:
        raise BelongsToNoOffice
    refuse_unless_eligible(edition=edition, membership=place)
    enrolment.office, enrolment.country_id = place.office, place.office.country_id
    enrolment.institution, enrolment.category, enrolment.sex = place.institution, place.category, person.sex
    enrolment.modality, enrolment.certificate_name = modality, name
    enrolment.nominated_by, enrolment.nominated_at, enrolment.responded_at = None, at, None
    enrolment.applied_at, enrolment.belonging_confirmed_at, enrolment.shown_since = at, None, None
    _take_seat_or_place(enrolment, at)
    to_state = EnrolmentState.ALTERNATE if enrolment.pool_id is None else EnrolmentState.APPLIED
    move_enrolment(
        enrolment=enrolment, to_state=to_state, actor=actor, role=PARTICIPANT, at=at, touched_pool=enrolment.pool
    )
    publish(signals.ENROLMENT_APPLIED, enrolment_id=enrolment.pk)
    return enrolment


def _take_seat_or_place(enrolment: Enrolment, at: datetime) -> None:
    """A free seat where nobody waits, else the end of the line, in the order in which transactions pass the pool."""
    pools = SeatPool.objects.filter(edition=enrolment.edition, kind=enrolment.modality)
    # The office's own seats before those of everybody; the pool's row is the turnstile.
    of_office = pools.filter(office=enrolment.office).values_list("pk", flat=True).first()
    of_all = None if of_office else pools.filter(office__isnull=True).values_list("pk", flat=True).first()
    pool_id = of_office or of_all
    if pool_id is None:
        raise NoSeatsOfThisKind
    pool = SeatPool.objects.select_for_update(no_key=True).get(pk=pool_id)
    last = pool.awaited_by.order_by("-alternate_position").values_list("alternate_position", flat=True).first()
    if last is None and SeatPool.objects.take_seat(pool.pk):
        enrolment.pool, enrolment.respond_by = pool, answer_until(enrolment.edition, at)
        return
    enrolment.awaited_pool, enrolment.alternate_position = pool, (last or 0) + 1
    enrolment.respond_by = None


@transaction.atomic
def confirm_belonging(*, enrolment: Enrolment, actor: User, at: datetime) -> Enrolment:
    """The office says that the person belongs to it: a kept seat becomes theirs, a place in line stays one."""
    enrolment = _lock_for_office(enrolment, actor)
    if enrolment.belonging_confirmed_at is not None and enrolment.is_active:
        return enrolment
    if enrolment.state == EnrolmentState.ALTERNATE and enrolment.applied_at:
        enrolment.belonging_confirmed_at = at
        enrolment.save(update_fields=["belonging_confirmed_at"])
        return enrolment
    _refuse_unless_applied(enrolment, EnrolmentState.ENROLLED)
    enrolment.belonging_confirmed_at = enrolment.responded_at = at
    move = move_enrolment(
        enrolment=enrolment, to_state=EnrolmentState.ENROLLED, actor=actor, role=Role.CONTACT_POINT, at=at
    )
    admit_to_sessions(enrolment=enrolment, actor=actor, at=at)
    notices.tell_confirmed(enrolment=enrolment, move=move, at=at)
    publish(signals.ENROLMENT_ACCEPTED, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def refuse_belonging(*, enrolment: Enrolment, reason: str, actor: User, at: datetime) -> Enrolment:
    """The office says no, and why; the seat goes to the next in line. Twice changes nothing."""
    enrolment = _lock_for_office(enrolment, actor)
    if enrolment.state == EnrolmentState.DECLINED:
        return enrolment
    if not reason.strip():
        raise ReasonMissing
    _refuse_unless_applied(enrolment, EnrolmentState.DECLINED)
    seat = enrolment.pool
    enrolment.pool = enrolment.awaited_pool = enrolment.alternate_position = None
    move = move_enrolment(
        enrolment=enrolment,
        to_state=EnrolmentState.DECLINED,
        actor=actor,
        role=Role.CONTACT_POINT,
        at=at,
        touched_pool=seat,
        reason=reason.strip(),
    )
    notices.tell_confirmed(enrolment=enrolment, move=move, at=at)
    if seat:
        give_back_seat(pool=seat, at=at)
    return enrolment


def _lock_for_office(enrolment: Enrolment, actor: User) -> Enrolment:
    enrolment = lock_enrolment(enrolment)
    # Nobody vouches for themselves.
    standing = get_standing(actor)
    if enrolment.office_id not in standing.contact_point_office_ids or enrolment.person_id == standing.person_id:
        raise NotOfThisOffice
    return enrolment


def _refuse_unless_applied(enrolment: Enrolment, to_state: EnrolmentState) -> None:
    """The table, and that it was the person who asked: an alternate whom the office registered is not refused here."""
    refuse_unless_movable(enrolment, to_state)
    if not enrolment.is_awaiting_office:
        raise MoveNotAllowed(state=EnrolmentState(enrolment.state).label)
