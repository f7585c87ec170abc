"""A call's way from draft to closed, and what offices offer in it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.enums import CallState, OfferState, PlacementState
from internships.forms_spec import FORM_VERSIONS
from internships.models import Call, HostOffer
from internships.moves import CALL_MOVES, NOT_TERMINAL
from internships.permissions import can_offer_places, can_run_call
from internships.undertaking import UNDERTAKING_VERSION
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.models import Office
from network.selectors import get_acting_role

UNDECIDED = (PlacementState.SUBMITTED, PlacementState.RETURNED, PlacementState.ENDORSED)


class NotForSecretariat(DomainError):
    message = _("Only the Secretariat runs calls.")


class CallMoved(DomainError):
    message = _("This cannot be done now: the call stands at “%(state)s”.")


class CallPageIncomplete(DomainError):
    message = _("The call's title and introduction are needed in Spanish and in English.")


class NoOfferConfirmed(DomainError):
    message = _("No office has confirmed an offer yet.")


class CallStillOpen(DomainError):
    message = _("Applications are taken until the end of %(day)s.")


class OutcomesMissing(DomainError):
    message = _("%(count)s applications have no outcome yet, or the reasons for the ranking are missing.")


class PlacementsOpen(DomainError):
    message = _("%(count)s internships of this call are not over, or the report of the call is missing.")


class NotYourOffer(DomainError):
    message = _("Only the office's contact point or the Secretariat offers its places.")


class OfferMoved(DomainError):
    message = _("This cannot be done now: the offer stands at “%(state)s”.")


@transaction.atomic
def open_hosts_call(*, call: Call, actor: User, at: datetime) -> Call:
    """From now on offices offer places; what is asked and signed is frozen with the versions of today."""
    call = _begin(call, CallState.HOSTS_CALL, actor)
    if call.state == CallState.HOSTS_CALL:
        return call
    texts = (call.title, call.introduction)
    if not all(text.get(language) for text in texts for language in ("es", "en")):
        raise CallPageIncomplete
    call.form_versions = dict(FORM_VERSIONS)
    call.undertaking_version = UNDERTAKING_VERSION
    return _move(call, CallState.HOSTS_CALL, actor, at)


@transaction.atomic
def open_interns_call(*, call: Call, actor: User, at: datetime) -> Call:
    """From now on people apply: there is a host at least."""
    call = _begin(call, CallState.INTERNS_CALL, actor)
    if call.state == CallState.INTERNS_CALL:
        return call
    if not call.offers.filter(state=OfferState.CONFIRMED).exists():
        raise NoOfferConfirmed
    return _move(call, CallState.INTERNS_CALL, actor, at)


@transaction.atomic
def begin_selection(*, call: Call, at: datetime) -> Call:
    """The platform's own move, once the last day is over in the zone the call declares."""
    call = _lock_call(call)
    if call.state == CallState.SELECTION:
        return call
    _refuse_unless_allowed(call, CallState.SELECTION)
    if at < call.closes_at():
        raise CallStillOpen(day=call.closes_on)
    return _move(call, CallState.SELECTION, None, at)


@transaction.atomic
def announce_call(*, call: Call, rationale: str, actor: User, at: datetime) -> Call:
    """Outcomes become known, all at once: every application has one, and the reasons are on record."""
    call = _begin(call, CallState.ANNOUNCED, actor)
    if call.state == CallState.ANNOUNCED:
        return call
    undecided = call.placements.filter(state__in=UNDECIDED).count()
    if undecided or not rationale.strip():
        raise OutcomesMissing(count=undecided)
    call.ranking_rationale = rationale.strip()
    return _move(call, CallState.ANNOUNCED, actor, at)


def note_first_arrival(*, call: Call, at: datetime) -> Call:
    """The call runs from the first arrival; called within the transaction of that move."""
    call = _lock_call(call)
    return _move(call, CallState.RUNNING, None, at) if call.state == CallState.ANNOUNCED else call


@transaction.atomic
def close_call(*, call: Call, report: str, actor: User, at: datetime) -> Call:
    """Everything is over and told."""
    call = _begin(call, CallState.CLOSED, actor)
    if call.state == CallState.CLOSED:
        return call
    still_open = call.placements.filter(state__in=NOT_TERMINAL).count()
    if still_open or not report.strip():
        raise PlacementsOpen(count=still_open)
    call.edition_report = report.strip()
    return _move(call, CallState.CLOSED, actor, at)


@transaction.atomic
def cancel_call(*, call: Call, actor: User, at: datetime) -> Call:
    """Called off; its internships are cancelled one by one, each with its reason."""
    call = _begin(call, CallState.CANCELLED, actor)
    if call.state == CallState.CANCELLED:
        return call
    still_open = call.placements.filter(state__in=NOT_TERMINAL).count()
    if still_open:
        raise PlacementsOpen(count=still_open)
    return _move(call, CallState.CANCELLED, actor, at)


@transaction.atomic
def offer_places(
    *,
    call: Call,
    office: Office,
    capacity: int,
    weeks: list[str],
    actor: User,
    at: datetime,
    is_exploring: bool = False,
) -> HostOffer:
    """An office's offer in a call; offering the same again returns it as it stands."""
    if not can_offer_places(actor, office):
        raise NotYourOffer
    call = _lock_call(call)
    if call.state not in {CallState.HOSTS_CALL, CallState.INTERNS_CALL}:
        raise CallMoved(state=CallState(call.state).label)
    open_offers = call.offers.filter(office=office).exclude(state=OfferState.WITHDRAWN)
    if same := open_offers.filter(capacity=capacity, weeks=weeks).first():
        return same
    state = OfferState.EXPLORING if is_exploring else OfferState.OFFERED
    offer = HostOffer.objects.create(call=call, office=office, capacity=capacity, weeks=weeks, state=state)
    _log_offer("internships.offer_places", offer, "", actor, at)
    return offer


@transaction.atomic
def confirm_offer(*, offer: HostOffer, actor: User, at: datetime) -> HostOffer:
    """The host's contact point says it in the system; said elsewhere it does not count."""
    offer = _lock_offer(offer, actor)
    if offer.state == OfferState.CONFIRMED:
        return offer
    return _move_offer(offer, (OfferState.OFFERED, OfferState.EXPLORING), OfferState.CONFIRMED, actor, at)


@transaction.atomic
def withdraw_offer(*, offer: HostOffer, actor: User, at: datetime) -> HostOffer:
    """Taken back, while nobody is assigned to it."""
    offer = _lock_offer(offer, actor)
    if offer.state == OfferState.WITHDRAWN:
        return offer
    if offer.taken:
        raise OfferMoved(state=OfferState(offer.state).label)
    free = (OfferState.DRAFT, OfferState.EXPLORING, OfferState.OFFERED, OfferState.CONFIRMED)
    return _move_offer(offer, free, OfferState.WITHDRAWN, actor, at)


def _lock_offer(offer: HostOffer, actor: User) -> HostOffer:
    if not can_offer_places(actor, offer.office):
        raise NotYourOffer
    return HostOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)


def _move_offer(
    offer: HostOffer, sources: tuple[OfferState, ...], target: OfferState, actor: User, at: datetime
) -> HostOffer:
    if offer.state not in sources:
        raise OfferMoved(state=OfferState(offer.state).label)
    from_state, offer.state = offer.state, target
    offer.save(update_fields=["state"])
    _log_offer("internships.move_offer", offer, from_state, actor, at)
    return offer


def _log_offer(action: str, offer: HostOffer, from_state: str, actor: User, at: datetime) -> None:
    role = get_acting_role(actor, office_id=offer.office_id)
    audit.log(action=action, instance=offer, actor=actor, at=at, role=role, from_state=from_state, to_state=offer.state)


def _begin(call: Call, target: CallState, actor: User) -> Call:
    if not can_run_call(actor):
        raise NotForSecretariat
    call = _lock_call(call)
    if call.state != target:
        _refuse_unless_allowed(call, target)
    return call


def _lock_call(call: Call) -> Call:
    return Call.objects.select_for_update(no_key=True).get(pk=call.pk)


def _refuse_unless_allowed(call: Call, target: CallState) -> None:
    if target not in CALL_MOVES[call.state]:
        raise CallMoved(state=CallState(call.state).label)


def _move(call: Call, target: CallState, actor: User | None, at: datetime) -> Call:
    from_state, call.state = call.state, target
    call.save()
    audit.log(
        action="internships.move_call",
        instance=call,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        from_state=from_state,
        to_state=target,
    )
    return call
