"""How an internship ends: with a certificate, with a note, or before it began; and what is told and given back."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from certificates.enums import AwardKind
from certificates.models import Award
from certificates.services import issue_award
from certificates.statement import Statement
from internships.enums import Party, PlacementState, ReportKind
from internships.models import HostOffer, Mentorship, Placement
from internships.selectors import get_days, get_minutes
from internships.services.moves import find_party, holds_seat, lock_placement, move_placement
from internships.services.selection import CHOSEN, offer_freed_place
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from lms.records import audit
from network.models import Person
from network.selectors import get_acting_role

TITLES = {
    AwardKind.INTERNSHIP: _("Internship at an office of the Network"),
    AwardKind.INTERNSHIP_NOTE: _("Internship at an office of the Network"),
    AwardKind.MENTORING: _("Mentoring of an internship of the Network"),
}
LANGUAGES = ("es", "en")


class NothingToAttest(DomainError):
    message = _("There is no attendance to attest.")


@transaction.atomic
def complete_internship(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """Certificate of the intern and attestation of the mentor, in the transaction of the move."""
    placement = lock_placement(placement)
    if placement.state == PlacementState.COMPLETED and placement.award_id:
        find_party(placement, (Party.SECRETARIAT,), actor)
        return placement
    move_placement(placement=placement, name="complete", actor=actor, at=at)
    placement.award = _attest(placement, placement.person, AwardKind.INTERNSHIP, actor, at)
    placement.save(update_fields=["award"])
    attest_mentor(placement, actor, at)
    return placement


@transaction.atomic
def close_without_certificate(*, placement: Placement, reason: str, actor: User, at: datetime) -> Placement:
    """Over for good; who was there a day at least gets a note of participation."""
    placement = lock_placement(placement)
    if placement.state == PlacementState.CLOSED_WITHOUT_CERTIFICATE:
        find_party(placement, (Party.SECRETARIAT,), actor)
        return placement
    move_placement(placement=placement, name="close", actor=actor, at=at, reason=reason)
    if get_minutes(placement)[0]:
        placement.award = _attest(placement, placement.person, AwardKind.INTERNSHIP_NOTE, actor, at)
        placement.save(update_fields=["award"])
    attest_mentor(placement, actor, at)
    return placement


@transaction.atomic
def withdraw_placement(*, placement: Placement, reason: str, actor: User, at: datetime) -> Placement:
    """The intern steps back before the first day; the seat is free and the next in line is asked."""
    return _leave(placement, "withdraw", reason, actor, at)


@transaction.atomic
def cancel_placement(*, placement: Placement, reason: str, actor: User, at: datetime) -> Placement:
    """Called off by the Secretariat or the host."""
    return _leave(placement, "cancel", reason, actor, at)


@transaction.atomic
def hold_placement(
    *, placement: Placement, reason: str, review_on: date | None, actor: User, at: datetime
) -> Placement:
    """Put aside with a reason and a day to look at it again; without a reason it goes on."""
    placement = lock_placement(placement)
    find_party(placement, (Party.SECRETARIAT,), actor)
    if placement.on_hold_reason != reason.strip():
        placement.on_hold_reason, placement.on_hold_review_on = reason.strip(), review_on
        placement.save(update_fields=["on_hold_reason", "on_hold_review_on"])
        role = get_acting_role(actor)
        audit.log(action="internships.hold", instance=placement, actor=actor, at=at, role=role, detail=reason.strip())
    return placement


@transaction.atomic
def open_incident(*, placement: Placement, actor: User, at: datetime) -> Placement:
    """Something may have leaked: no certificate until it is closed. Every party may say so."""
    placement = lock_placement(placement)
    party = find_party(placement, (Party.INTERN, Party.MENTOR, Party.HOST, Party.SENDING, Party.SECRETARIAT), actor)
    if not placement.has_open_incident:
        placement.incident_opened_at, placement.incident_closed_at = at, None
        placement.save(update_fields=["incident_opened_at", "incident_closed_at"])
        audit.log(action="internships.open_incident", instance=placement, actor=actor, at=at, role=party)
    return placement


@transaction.atomic
def close_incident(*, placement: Placement, actor: User, at: datetime) -> Placement:
    placement = lock_placement(placement)
    find_party(placement, (Party.SECRETARIAT,), actor)
    if placement.has_open_incident:
        placement.incident_closed_at = at
        placement.save(update_fields=["incident_closed_at"])
        role = get_acting_role(actor)
        audit.log(action="internships.close_incident", instance=placement, actor=actor, at=at, role=role)
    return placement


def attest_mentor(placement: Placement, actor: User | None, at: datetime) -> None:
    """The attestation of whoever handed the evaluation in; it names the file, never the intern."""
    evaluation = placement.reports.filter(kind=ReportKind.MENTOR, submitted_at__isnull=False).first()
    if evaluation is None or evaluation.mentorship_id is None or not get_minutes(placement)[0]:
        return
    mentorship = Mentorship.objects.select_related("person").get(pk=evaluation.mentorship_id)
    if mentorship.award_id is None:
        mentorship.award = _attest(placement, mentorship.person, AwardKind.MENTORING, actor, at)
        mentorship.save(update_fields=["award"])


def _leave(placement: Placement, name: str, reason: str, actor: User, at: datetime) -> Placement:
    placement = lock_placement(placement)
    before = placement.state
    move_placement(placement=placement, name=name, actor=actor, at=at, reason=reason)
    if placement.state == before:
        return placement  # a second time: nothing more is given back
    if holds_seat(before) and placement.offer_id:
        HostOffer.objects.free_seat(placement.offer_id)
    if before in CHOSEN:
        offer_freed_place(placement, at=at)
    return placement


def _attest(placement: Placement, person: Person, kind: AwardKind, actor: User | None, at: datetime) -> Award:
    """With the days and hours that were, not those once planned."""
    days = get_days(placement)
    attended, scheduled = get_minutes(placement)
    if days is None or not attended:
        raise NothingToAttest
    is_intern = person.pk == placement.person_id
    statement = Statement(
        holder_name=(placement.certificate_name if is_intern else "") or person.full_name,
        title=_speak(TITLES[kind]),
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        minutes_scheduled=scheduled,
        minutes_attended=min(attended, scheduled),
        issuers=(dict(Translated(settings.NETWORK_NAME)),),
        languages=LANGUAGES,
    )
    return issue_award(
        person=person,
        kind=kind,
        activity_ref=f"internships.placement:{placement.public_id}",
        statement=statement,
        at=at,
        actor=actor,
    )


def _speak(text: object) -> dict[str, str]:
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = str(text)
    return spoken
