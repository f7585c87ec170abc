"""Calls for proposals: opening, proposing, reminding, ranking, deciding, publishing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Area, CourseVersion
from live.enums import Modality
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from lms.common.locking import lock_and_read
from lms.mail.services import queue_mail
from lms.records import audit
from network.enums import Role
from network.models import Appointment, Office, School
from network.selectors import get_acting_role
from workshops import mail_kinds
from workshops.enums import ActivityType, KeyHolder, Outcome
from workshops.models import Call, CallReminder, Proposal
from workshops.services.editions import EditionPlan, create_edition

DAYS_OPEN = 15  # what a call proposes for itself; whoever opens one may say otherwise
REMINDER_DAYS = (5, 1)


class CallBackwards(DomainError):
    message = _("The deadline of a call has to come after it opens.")


class CallNotOpen(DomainError):
    message = _("This call takes no proposals: it has not opened yet, or what was decided is already published.")


class ProposalSettled(DomainError):
    message = _(
        "The deadline has passed or the proposal is decided: its text stays. "
        "If it must change, write to the Secretariat."
    )


class ProposalBackwards(DomainError):
    message = _("The last day comes before the first one.")


class ProposalDecided(DomainError):
    message = _("This proposal is decided already: %(outcome)s.")


class RankTaken(DomainError):
    message = _("Place %(rank)s is already given to another proposal of this call. Choose another place.")


class ReasonMissing(DomainError):
    message = _("Say why: the office reads the reason when the outcome is published.")


class EditionAlreadyProposed(DomainError):
    message = _("There is already an edition with this title, days and host from another proposal.")


class ProposalsUndecided(DomainError):
    message = _("Decide every proposal first. Still undecided: %(count)s.")


class CallStillOpen(DomainError):
    message = _("The outcome is published after the deadline, so that no office is judged before it could propose.")


@dataclass(frozen=True, slots=True)
class ProposalText:
    """What an office fills in."""

    title: str
    area: Area
    justification: str
    objectives: str
    starts_on: date
    ends_on: date
    offers_to_host: bool = False
    experts: str = ""


@transaction.atomic
def open_call(
    *,
    title: Mapping[str, str],
    lead_school: School,
    opens_at: datetime,
    actor: User | None,
    at: datetime,
    closes_at: datetime | None = None,
) -> Call:
    """A call of ``lead_school``, by default for fifteen days; the same one asked for again is returned.

    Contact points are written to when it opens.
    """
    closes_at = closes_at or opens_at + timedelta(days=DAYS_OPEN)
    if closes_at <= opens_at:
        raise CallBackwards
    call, is_new = Call.objects.get_or_create(
        lead_school=lead_school, opens_at=opens_at, closes_at=closes_at, defaults={"title": Translated(title)}
    )
    if is_new:
        audit.log(action="workshops.open_call", instance=call, actor=actor, at=at, role=get_acting_role(actor))
        for office in Office.objects.members():
            _tell_office(mail_kinds.CALL_OPENED, call, office, at=at, not_before=opens_at)
    return call


@transaction.atomic
def submit_proposal(*, call: Call, office: Office, text: ProposalText, actor: User, at: datetime) -> Proposal:
    """The one proposal of ``office``; sent again before the deadline, its words are replaced. After it, marked late."""
    call = lock_and_read(Call.objects.all(), call.pk)
    if not call.takes_proposals(at):
        raise CallNotOpen
    if text.ends_on < text.starts_on:
        raise ProposalBackwards
    columns = {name: getattr(text, name) for name in text.__dataclass_fields__}
    proposal = Proposal.objects.filter(call=call, office=office).first()
    if proposal is None:
        proposal = Proposal(
            call=call, office=office, submitted_by=actor, submitted_at=at, is_late=call.is_late(at), **columns
        )
    elif all(getattr(proposal, name) == value for name, value in columns.items()):
        return proposal
    elif call.is_late(at) or proposal.outcome:
        raise ProposalSettled
    else:
        for name, value in columns.items():
            setattr(proposal, name, value)
    proposal.save()
    role = get_acting_role(actor, office_id=office.pk)
    audit.log(action="workshops.submit_proposal", instance=proposal, actor=actor, at=at, role=role)
    return proposal


def remind_offices(*, at: datetime) -> int:
    """Remind who has proposed nothing, five days and one day before a deadline; answers how many offices were."""
    return sum(
        _remind_silent(call, days, at=at)
        for call in Call.objects.awaiting_deadline(at)
        for days in REMINDER_DAYS
        if at >= call.closes_at - timedelta(days=days)
    )


@transaction.atomic
def _remind_silent(call: Call, days: int, *, at: datetime) -> int:
    # A scheduler that slept over both marks reminds once, for the nearer.
    told = Q(pk__in=call.proposals.values("office_id")) | Q(
        pk__in=call.reminders.filter(days_before__lte=days).values("office_id")
    )
    nearer = [other for other in REMINDER_DAYS if other < days and at >= call.closes_at - timedelta(days=other)]
    if nearer:
        return 0
    reminded = 0
    for office in Office.objects.members().exclude(told):
        _row, is_new = CallReminder.objects.get_or_create(
            call=call, office=office, days_before=days, defaults={"reminded_at": at}
        )
        if is_new:
            _tell_office(mail_kinds.CALL_REMINDER, call, office, at=at, mark=f":{days}")
            reminded += 1
    return reminded


@transaction.atomic
def rank_proposal(*, proposal: Proposal, holder: KeyHolder, rank: int | None, actor: User, at: datetime) -> Proposal:
    """Give the proposal a place in the order of the Secretariat or of the lead school; None takes it back."""
    call = lock_and_read(Call.objects.all(), proposal.call_id)
    proposal = lock_and_read(Proposal.objects.all(), proposal.pk)
    if call.published_at is not None:
        raise CallNotOpen
    column = "secretariat_rank" if holder == KeyHolder.SECRETARIAT else "school_rank"
    if getattr(proposal, column) == rank:
        return proposal
    if rank is not None and _is_taken(call, holder, rank):
        raise RankTaken(rank=rank)
    setattr(proposal, column, rank)
    proposal.save(update_fields=[column])
    audit.log(action="workshops.rank_proposal", instance=proposal, actor=actor, at=at, role=get_acting_role(actor))
    return proposal


@transaction.atomic
def decline_proposal(*, proposal: Proposal, reason: str, actor: User, at: datetime) -> Proposal:
    """Not held; the reason is read by the office once the outcome is published. Twice changes nothing."""
    proposal = lock_and_read(Proposal.objects.all(), proposal.pk)
    if proposal.outcome == Outcome.DECLINED:
        return proposal
    return _decide(proposal, Outcome.DECLINED, reason, actor=actor, at=at)


@transaction.atomic
def accept_proposal(
    *, proposal: Proposal, course_version: CourseVersion, reason: str, actor: User, at: datetime
) -> Proposal:
    """Held: a draft edition of ``course_version`` on the preferred days, at the office where it offered to host.

    Twice answers the same edition.
    """
    held = Proposal.objects.select_related("office__country", "call__lead_school__country")
    proposal = lock_and_read(held, proposal.pk)
    if proposal.outcome == Outcome.ACCEPTED:
        return proposal
    edition = create_edition(course_version=course_version, plan=_plan_of(proposal), actor=actor, at=at)
    if Proposal.objects.filter(edition=edition).exists():
        raise EditionAlreadyProposed
    proposal.edition = edition
    return _decide(proposal, Outcome.ACCEPTED, reason, actor=actor, at=at)


@transaction.atomic
def publish_outcome(*, call: Call, actor: User, at: datetime) -> Call:
    """Tell every office what was decided and why. Twice tells once."""
    call = lock_and_read(Call.objects.all(), call.pk)
    if call.published_at is not None:
        return call
    if not call.is_late(at):
        raise CallStillOpen
    undecided = call.proposals.filter(outcome="").count()
    if undecided:
        raise ProposalsUndecided(count=undecided)
    call.published_at = at
    call.save(update_fields=["published_at"])
    audit.log(action="workshops.publish_outcome", instance=call, actor=actor, at=at, role=get_acting_role(actor))
    for proposal in call.proposals.select_related("office"):
        _tell_office(mail_kinds.OUTCOME_PUBLISHED, call, proposal.office, at=at)
    return call


def _is_taken(call: Call, holder: KeyHolder, rank: int) -> bool:
    place = Q(secretariat_rank=rank) if holder == KeyHolder.SECRETARIAT else Q(school_rank=rank)
    return call.proposals.filter(place).exists()


def _decide(proposal: Proposal, outcome: Outcome, reason: str, *, actor: User, at: datetime) -> Proposal:
    if proposal.outcome:
        raise ProposalDecided(outcome=Outcome(proposal.outcome).label)
    if not reason.strip():
        raise ReasonMissing
    proposal.outcome, proposal.outcome_reason, proposal.decided_at = outcome, reason.strip(), at
    proposal.save(update_fields=["outcome", "outcome_reason", "decided_at", "edition"])
    audit.log(
        action="workshops.decide_proposal",
        instance=proposal,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        to_state=outcome,
    )
    return proposal


def _plan_of(proposal: Proposal) -> EditionPlan:
    school = proposal.call.lead_school
    country = proposal.office.country if proposal.offers_to_host else school.country
    return EditionPlan(
        title={"es": proposal.title},
        activity_type=ActivityType.REGIONAL if proposal.offers_to_host else ActivityType.VIRTUAL,
        modality=Modality.HYBRID if proposal.offers_to_host else Modality.REMOTE,
        lead_school=school,
        host_office=proposal.office if proposal.offers_to_host else None,
        time_zone=country.time_zone,
        starts_on=proposal.starts_on,
        ends_on=proposal.ends_on,
        remote_capacity=50,
    )


def _tell_office(
    kind: str, call: Call, office: Office, *, at: datetime, mark: str = "", not_before: datetime | None = None
) -> None:
    held = Appointment.objects.on(at.date()).filter(role=Role.CONTACT_POINT, office=office)
    for user in User.objects.filter(is_active=True, pk__in=held.values("person__user_id")).order_by("pk"):
        queue_mail(
            kind=kind,
            dedupe_key=f"{kind}:{call.pk}:{office.pk}:{user.pk}{mark}",
            user=user,
            ids={"call_id": call.pk, "office_id": office.pk},
            at=at,
            not_before=not_before and max(at, not_before),
        )
