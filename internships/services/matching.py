"""Host, days and mentor: the seat is taken in the transaction in which the last of them says yes."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.enums import OfferState, Party, PlacementState
from internships.models import HostOffer, Mentorship, Placement, Preparation
from internships.moves import TERMINAL
from internships.selectors import Days, get_days, get_lead_mentorship
from internships.services.guards import (
    HostNotProposed,
    OfferNotConfirmed,
    refuse_mentor_unfit,
    refuse_overlap,
    refuse_same_office,
)
from internships.services.moves import PlacementMoved, find_party, lock_placement, move_placement
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.models import Person
from network.selectors import get_acting_role, get_standing

NAMEABLE = (PlacementState.SELECTED, PlacementState.PREPARING, PlacementState.READY, PlacementState.IN_PROGRESS)


class OfferFull(DomainError):
    message = _("The host office has no place left.")


class StartsTooEarly(DomainError):
    message = _("Internships of this call begin on %(day)s at the earliest, and end on or after their first day.")


class LeadMentorThere(DomainError):
    message = _("There is a lead mentor already. End that one first.")


class NotYourMentorship(DomainError):
    message = _("Only the mentor who was named answers.")


class MentorshipOver(DomainError):
    message = _("This mentorship has ended.")


class ConflictDeclared(DomainError):
    message = _("Whoever declares a conflict cannot accept.")


@transaction.atomic
def propose_host(
    *, placement: Placement, offer: HostOffer, starts_on: date, ends_on: date, actor: User, at: datetime
) -> Placement:
    """The Secretariat proposes where and when. Proposing otherwise asks the host anew."""
    placement = lock_placement(placement)
    find_party(placement, (Party.SECRETARIAT,), actor)
    if placement.state != PlacementState.SELECTED:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    if (placement.offer_id, placement.starts_on, placement.ends_on) == (offer.pk, starts_on, ends_on):
        return placement
    if starts_on < placement.call.earliest_start_on or ends_on < starts_on:
        raise StartsTooEarly(day=placement.call.earliest_start_on)
    if offer.call_id != placement.call_id or offer.state not in {OfferState.CONFIRMED, OfferState.FILLED}:
        raise OfferNotConfirmed
    refuse_same_office(placement, offer)
    refuse_overlap(placement, Days(starts_on, ends_on))
    mentorship = get_lead_mentorship(placement)
    if mentorship is not None and placement.offer_id != offer.pk:
        _end(mentorship, on=placement.call.today(at), reason=str(_("Another host office was proposed.")))
    placement.offer, placement.starts_on, placement.ends_on = offer, starts_on, ends_on
    placement.host_accepted_at = None
    placement.save(update_fields=["offer", "starts_on", "ends_on", "host_accepted_at"])
    role = get_acting_role(actor)
    audit.log(action="internships.propose_host", instance=placement, actor=actor, at=at, role=role)
    return placement


@transaction.atomic
def accept_hosting(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The host's contact point takes this intern on these days."""
    placement = lock_placement(placement)
    find_party(placement, (Party.HOST,), actor)
    if placement.host_accepted_at is not None:
        return placement
    if placement.state != PlacementState.SELECTED:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    placement.host_accepted_at = at
    placement.save(update_fields=["host_accepted_at"])
    role = get_acting_role(actor, office_id=placement.offer.office_id if placement.offer else None)
    audit.log(action="internships.accept_hosting", instance=placement, actor=actor, at=at, role=role)
    _place_if_agreed(placement, actor, at)
    return placement


@transaction.atomic
def name_mentor(*, placement: Placement, person: Person, actor: User, at: datetime, is_lead: bool = True) -> Mentorship:
    """The host names who accompanies; naming the same person again returns the same mentorship."""
    placement = lock_placement(placement)
    party = find_party(placement, (Party.HOST, Party.SECRETARIAT), actor)
    if placement.state not in NAMEABLE:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    if placement.offer is None:
        raise HostNotProposed
    if same := placement.mentorships.filter(person=person, is_lead=is_lead, ended_on__isnull=True).first():
        return same
    if is_lead and get_lead_mentorship(placement) is not None:
        raise LeadMentorThere
    refuse_mentor_unfit(placement, person, get_days(placement), on=placement.call.today(at))
    mentorship = Mentorship.objects.create(placement=placement, person=person, is_lead=is_lead, named_at=at)
    role = get_acting_role(actor, office_id=placement.offer.office_id) or party
    audit.log(action="internships.name_mentor", instance=mentorship, actor=actor, at=at, role=role)
    return mentorship


@transaction.atomic
def accept_mentoring(*, mentorship: Mentorship, actor: User, at: datetime, has_conflict: bool = False) -> Mentorship:
    """The mentor says yes, and that nothing stands in the way."""
    placement, mentorship = _lock_own(mentorship, actor)
    if mentorship.accepted_at is not None:
        return mentorship
    if has_conflict:
        raise ConflictDeclared
    record_acceptance(placement, mentorship, actor=actor, at=at)
    return mentorship


def record_acceptance(placement: Placement, mentorship: Mentorship, *, actor: User | None, at: datetime) -> None:
    """Written once the mentor is known to be the mentor: by the account, or by link and code."""
    refuse_mentor_unfit(placement, mentorship.person, get_days(placement), on=placement.call.today(at))
    mentorship.accepted_at = at
    mentorship.save(update_fields=["accepted_at"])
    audit.log(action="internships.accept_mentoring", instance=mentorship, actor=actor, at=at, role=Party.MENTOR)
    _place_if_agreed(placement, actor, at)


@transaction.atomic
def read_briefing(*, mentorship: Mentorship, actor: User, at: datetime) -> Mentorship:
    """The mentor has read the briefing, and so knows what the induction has to say."""
    from internships.services.preparation import settle_readiness

    placement, mentorship = _lock_own(mentorship, actor)
    if mentorship.briefing_read_at is None:
        mentorship.briefing_read_at = at
        mentorship.save(update_fields=["briefing_read_at"])
        audit.log(action="internships.read_briefing", instance=mentorship, actor=actor, at=at, role=Party.MENTOR)
        settle_readiness(placement, at=at)
    return mentorship


@transaction.atomic
def end_mentorship(*, mentorship: Mentorship, reason: str, actor: User, at: datetime) -> Mentorship:
    """The mentor resigns or declines, or host or Secretariat replace them: ended with its day, never deleted."""
    from internships.services.preparation import settle_readiness

    placement = lock_placement(mentorship.placement)
    mentorship = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    party = find_party_of_mentorship(placement, mentorship, actor)
    if mentorship.ended_on is not None:
        return mentorship
    if placement.state in TERMINAL:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    if mentorship.accepted_at is None and party == Party.MENTOR:
        mentorship.declined_at = at
    _end(mentorship, on=placement.call.today(at), reason=reason)
    audit.log(
        action="internships.end_mentorship", instance=mentorship, actor=actor, at=at, role=party, detail=reason.strip()
    )
    settle_readiness(placement, at=at)
    return mentorship


def find_party_of_mentorship(placement: Placement, mentorship: Mentorship, actor: User) -> Party:
    """The mentor only for the own one; host and Secretariat for any."""
    if get_standing(actor).person_id == mentorship.person_id:
        return Party.MENTOR
    return find_party(placement, (Party.HOST, Party.SECRETARIAT), actor)


def _end(mentorship: Mentorship, *, on: date, reason: str) -> None:
    mentorship.ended_on = on
    mentorship.end_reason = reason.strip()
    mentorship.save(update_fields=["ended_on", "end_reason", "declined_at"])


def _lock_own(mentorship: Mentorship, actor: User) -> tuple[Placement, Mentorship]:
    placement = lock_placement(mentorship.placement)
    mentorship = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    if get_standing(actor).person_id != mentorship.person_id:
        raise NotYourMentorship
    if mentorship.ended_on is not None:
        raise MentorshipOver
    return placement, mentorship


def _place_if_agreed(placement: Placement, actor: User | None, at: datetime) -> None:
    """Host and mentor have both said yes: the seat, the move and the checklist in one transaction."""
    mentorship = get_lead_mentorship(placement)
    if placement.state != PlacementState.SELECTED or placement.host_accepted_at is None:
        return
    if mentorship is None or mentorship.accepted_at is None or placement.offer_id is None:
        return
    move_placement(placement=placement, name="place", actor=actor, at=at)
    if not HostOffer.objects.take_seat(placement.offer_id):
        raise OfferFull  # undoes the whole transaction, the yes with it: nobody is left half assigned
    move_placement(placement=placement, name="prepare", actor=None, at=at)
    Preparation.objects.get_or_create(placement=placement)
