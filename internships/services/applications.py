"""From the first line of an application to the office's word on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from internships.enums import Interest, Objective, Party, PlacementState
from internships.forms_spec import TEXT_LIMIT
from internships.models import Call, Placement
from internships.permissions import can_apply
from internships.services.guards import ApplicationsClosed
from internships.services.moves import PlacementMoved, find_party, lock_placement, move_placement
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.models import Membership, Person
from network.selectors import get_acting_role

ANSWERS = ("motivation", "objectives", "interests", "language_level", "years_in_post")
WAIVABLE = ("experience", "cooling_off")


class NotInOffice(DomainError):
    message = _("Only those who belong to an office of the network apply.")


class AnswerUnreadable(DomainError):
    message = _("This answer cannot be kept. Reload the page and choose again.")


@transaction.atomic
def start_application(*, call: Call, actor: User, at: datetime) -> Placement:
    """A draft of one's own; starting twice returns the same one. Where one belongs is copied in."""
    person = Person.objects.select_for_update(no_key=True).filter(user=actor).first()
    if person is None or not can_apply(actor):
        raise NotInOffice
    existing = Placement.objects.filter(call=call, person=person).first()
    if existing is not None:
        return existing
    call = Call.objects.get(pk=call.pk)
    if not call.is_taking_applications(at):
        raise ApplicationsClosed
    here = Membership.objects.current().filter(person=person, office__isnull=False).select_related("office").first()
    if here is None or here.office is None:
        raise NotInOffice
    placement = Placement.objects.create(
        call=call,
        person=person,
        office=here.office,
        country_id=here.office.country_id,
        sex=person.sex,
        draft_saved_at=at,
        certificate_name=person.full_name,
    )
    audit.log(
        action="internships.start", instance=placement, actor=actor, at=at, role=Party.INTERN, to_state=placement.state
    )
    return placement


@transaction.atomic
def save_application(*, placement: Placement, answers: Mapping[str, Any], actor: User, at: datetime) -> Placement:
    """Keep what is written so far, complete or not; asked every few seconds while somebody writes."""
    placement = lock_placement(placement)
    find_party(placement, (Party.INTERN,), actor)
    if placement.state not in {PlacementState.DRAFT, PlacementState.RETURNED}:
        raise PlacementMoved(state=PlacementState(placement.state).label)
    for name, answer in answers.items():
        if name not in ANSWERS or not _is_readable(name, answer):
            raise AnswerUnreadable
        setattr(placement, name, answer)
    placement.draft_saved_at = at
    placement.save(update_fields=[*answers, "draft_saved_at"])
    return placement


def _is_readable(name: str, answer: Any) -> bool:
    if name == "years_in_post":
        return answer is None or (isinstance(answer, int) and 0 <= answer <= 60)
    if name in {"objectives", "interests"}:
        known = Objective.values if name == "objectives" else Interest.values
        return isinstance(answer, list) and set(map(str, answer)) <= set(known)
    limit = 20 if name == "language_level" else TEXT_LIMIT
    return isinstance(answer, str) and len(answer) <= limit and "\x00" not in answer


@transaction.atomic
def submit_application(*, placement: Placement, has_consented: bool, actor: User, at: datetime) -> Placement:
    """Handed in to the own contact point."""
    placement = lock_placement(placement)
    if has_consented and placement.consented_at is None:
        placement.consented_at = at
    form_version = str(placement.call.form_versions.get("application", ""))
    move_placement(placement=placement, name="submit", actor=actor, at=at, form_version=form_version)
    return placement


@transaction.atomic
def verify_profile(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The own contact point confirms that the person is who they say and in post."""
    placement = lock_placement(placement)
    find_party(placement, (Party.SENDING,), actor)
    if placement.profile_verified_at is None:
        placement.profile_verified_at = at
        placement.save(update_fields=["profile_verified_at"])
        role = get_acting_role(actor, office_id=placement.office_id)
        audit.log(action="internships.verify_profile", instance=placement, actor=actor, at=at, role=role)
    return placement


@transaction.atomic
def grant_waiver(*, placement: Placement, what: str, reason: str, actor: User, at: datetime) -> Placement:
    """The Secretariat does not ask something of one person, and says why."""
    placement = lock_placement(placement)
    find_party(placement, (Party.SECRETARIAT,), actor)
    if what not in WAIVABLE or not reason.strip():
        raise AnswerUnreadable
    if what not in placement.waivers:
        placement.waivers = {**placement.waivers, what: reason.strip()}
        placement.save(update_fields=["waivers"])
        role = get_acting_role(actor)
        audit.log(
            action="internships.grant_waiver", instance=placement, actor=actor, at=at, role=role, detail=reason.strip()
        )
    return placement


@transaction.atomic
def return_application(*, placement: Placement, reason: str, actor: User, at: datetime) -> Placement:
    """Back to the intern, who reads why."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="return", actor=actor, at=at, reason=reason)
    return placement


@transaction.atomic
def endorse_application(
    *, placement: Placement, alternate: Person | None, is_authorised: bool, actor: User, at: datetime
) -> Placement:
    """The office backs the application, with the superior's word and an alternate, and within its quota."""
    Call.objects.select_for_update(no_key=True).get(pk=placement.call_id)  # two endorsements at once count each other
    placement = lock_placement(placement)
    if placement.state == PlacementState.SUBMITTED:
        placement.superior_authorised_at = at if is_authorised else None
        placement.alternate = alternate
    move_placement(placement=placement, name="endorse", actor=actor, at=at)
    return placement


@transaction.atomic
def refuse_endorsement(*, placement: Placement, reason: str, actor: User, at: datetime) -> Placement:
    """The office does not back it; only the intern is told."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="refuse_endorsement", actor=actor, at=at, reason=reason)
    return placement


@transaction.atomic
def reopen_application(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """The office thinks again, while applications are taken."""
    placement = lock_placement(placement)
    move_placement(placement=placement, name="reopen", actor=actor, at=at)
    return placement
