"""What the words of the table's guards mean: each refuses with a sentence that says what is missing."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from internships.enums import CallState, OfferState, Overall, PlacementState, ReportKind
from internships.forms_spec import read_body
from internships.models import HostOffer, Mentorship, Placement, PlacementMove
from internships.selectors import (
    Days,
    add_working_days,
    are_both_reports_in,
    get_days,
    get_lead_mentorship,
    get_missing_guards,
    is_attendance_enough,
    is_undertaking_signed,
)
from lms.accounts.models import User
from lms.common.errors import DomainError
from network.models import Membership, Person

INTERNS_AT_ONCE = 2
ACCOMPANIED = (PlacementState.PLACED, PlacementState.PREPARING, PlacementState.READY, PlacementState.IN_PROGRESS)


class ApplicationsClosed(DomainError):
    message = _("Applications for this call are closed.")


class ApplicationIncomplete(DomainError):
    message = _("Something is still missing in the application: %(missing)s.")


class TooSoonAgain(DomainError):
    message = _("An internship was completed less than %(years)s years ago. The Secretariat may allow another one.")


class OwnApplication(DomainError):
    message = _("Nobody endorses the own application. Another contact point of the office does.")


class EndorsementsClosed(DomainError):
    message = _("The time for endorsements is over. Write to the Secretariat.")


class QuotaReached(DomainError):
    message = _("Your office has endorsed %(count)s people, as many as it may in this call.")


class NotInSelection(DomainError):
    message = _("The selection begins when applications are closed.")


class NotScored(DomainError):
    message = _("Fill in the scoring sheet first.")


class HostNotProposed(DomainError):
    message = _("Propose a host office and the days first.")


class SameOffice(DomainError):
    message = _("An internship is at another country's office: host and sending office must differ.")


class OfferNotConfirmed(DomainError):
    message = _("The host office has not confirmed its offer.")


class HostNotAccepted(DomainError):
    message = _("The host office has not accepted yet.")


class MentorNotAccepted(DomainError):
    message = _("No mentor has accepted yet.")


class MentorElsewhere(DomainError):
    message = _("The mentor has to belong to the host office.")


class MentorBusy(DomainError):
    message = _("The mentor already accompanies %(count)s interns on these days.")


class DaysOverlap(DomainError):
    message = _("The intern has another internship on these days.")


class GuardsMissing(DomainError):
    message = _("Not ready yet: %(missing)s.")


class OnHold(DomainError):
    message = _("This internship is on hold. The Secretariat takes it up again.")


class NotBegun(DomainError):
    message = _("The internship begins on %(day)s.")


class UndertakingMissing(DomainError):
    message = _("The intern has not signed the confidentiality undertaking. Nobody enters without it.")


class LastDayMissing(DomainError):
    message = _("Say why and which day was the last one; it lies between the first and the last day.")


class NotEnded(DomainError):
    message = _("The internship has not ended yet.")


class SheetOpen(DomainError):
    message = _("The mentor has to close the attendance sheet first.")


class NoDayAttended(DomainError):
    message = _("Nobody attended a single day, so there is nothing to report on.")


class ReportsMissing(DomainError):
    message = _("Both reports have to be in.")


class CutShort(DomainError):
    message = _("An internship that was interrupted is closed with a note of participation, not with a certificate.")


class TooFewHours(DomainError):
    message = _("The intern attended less than %(percent)s %% of the programme.")


class FoundUnsatisfactory(DomainError):
    message = _("The mentor found the internship unsatisfactory, so there is no certificate.")


class IncidentOpen(DomainError):
    message = _("A confidentiality incident is open. Close it first.")


GuardCheck = Callable[[Placement, User | None, datetime], None]


def _window(placement: Placement, _actor: User | None, at: datetime) -> None:
    if not placement.call.is_taking_applications(at):
        raise ApplicationsClosed


def _needs(label: object, is_there: Callable[[Placement], bool]) -> GuardCheck:
    def check(placement: Placement, _actor: User | None, _at: datetime) -> None:
        if not is_there(placement):
            raise ApplicationIncomplete(missing=label)

    return check


def _has_experience(placement: Placement) -> bool:
    return "experience" in placement.waivers or (placement.years_in_post or 0) >= placement.call.minimum_years


def _cooling_off(placement: Placement, _actor: User | None, at: datetime) -> None:
    years = placement.call.cooling_off_years
    if "cooling_off" in placement.waivers:
        return
    done = Placement.objects.with_effective().filter(person=placement.person, state=PlacementState.COMPLETED)
    today = placement.call.today(at)
    since = date(today.year - years, today.month, min(today.day, 28))
    if done.exclude(pk=placement.pk).filter(effective_ends_on__gt=since).exists():
        raise TooSoonAgain(years=years)


def _not_own(placement: Placement, actor: User | None, _at: datetime) -> None:
    if actor is not None and placement.person.user_id == actor.pk:
        raise OwnApplication


def _endorsement_window(placement: Placement, _actor: User | None, at: datetime) -> None:
    call = placement.call
    if call.state not in {CallState.INTERNS_CALL, CallState.SELECTION}:
        raise EndorsementsClosed
    if call.today(at) > add_working_days(call.closes_on, 5):
        raise EndorsementsClosed


def _quota(placement: Placement, _actor: User | None, _at: datetime) -> None:
    backed = PlacementMove.objects.filter(
        name="endorse", placement__call=placement.call, placement__office=placement.office
    )
    gone = (PlacementState.WITHDRAWN, PlacementState.CANCELLED)
    count = (
        backed.exclude(placement__state__in=gone).exclude(placement=placement).values("placement").distinct().count()
    )
    if count >= placement.call.quota_per_office:
        raise QuotaReached(count=count)


def _selection(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.call.state != CallState.SELECTION:
        raise NotInSelection


def _scored(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if not placement.scores:
        raise NotScored


def _proposed(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.offer is None or placement.starts_on is None or placement.ends_on is None:
        raise HostNotProposed


def _other_office(placement: Placement, _actor: User | None, _at: datetime) -> None:
    refuse_same_office(placement, placement.offer)


def refuse_same_office(placement: Placement, offer: HostOffer | None) -> None:
    """Another office, and of another country."""
    if offer is not None and (
        offer.office_id == placement.office_id or offer.office.country_id == placement.country_id
    ):
        raise SameOffice


def _offer_confirmed(placement: Placement, _actor: User | None, _at: datetime) -> None:
    state = HostOffer.objects.values_list("state", flat=True).get(pk=placement.offer_id or 0)
    if state not in {OfferState.CONFIRMED, OfferState.FILLED}:
        raise OfferNotConfirmed


def _host_accepted(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.host_accepted_at is None:
        raise HostNotAccepted


def _mentor_accepted(placement: Placement, _actor: User | None, _at: datetime) -> None:
    mentorship = get_lead_mentorship(placement)
    if mentorship is None or mentorship.accepted_at is None:
        raise MentorNotAccepted


def _mentor_free(placement: Placement, _actor: User | None, at: datetime) -> None:
    mentorship = get_lead_mentorship(placement)
    if mentorship is not None:
        days = get_days(placement)
        refuse_mentor_unfit(placement, mentorship.person, days, on=placement.call.today(at))


def refuse_mentor_unfit(placement: Placement, person: Person, days: Days | None, *, on: date) -> None:
    """Belongs to the host office, is not the intern, and accompanies no more than two at once."""
    belongs = Membership.objects.on(on).filter(
        person=person, office_id=placement.offer.office_id if placement.offer else 0
    )
    if person.pk == placement.person_id or not belongs.exists():
        raise MentorElsewhere
    if days is None:
        return
    # Whoever else takes this mentor on waits here, so the third of three sees the first two.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    others = Mentorship.objects.filter(person=person, is_lead=True, ended_on__isnull=True, accepted_at__isnull=False)
    at_once = Placement.objects.overlapping(days.starts_on, days.ends_on).filter(
        pk__in=others.values("placement"), state__in=ACCOMPANIED
    )
    if at_once.exclude(pk=placement.pk).count() >= INTERNS_AT_ONCE:
        raise MentorBusy(count=INTERNS_AT_ONCE)


def _no_overlap(placement: Placement, _actor: User | None, _at: datetime) -> None:
    days = get_days(placement)
    if days is not None:
        refuse_overlap(placement, days)


def refuse_overlap(placement: Placement, days: Days) -> None:
    """One person is in one place at a time, by the days that hold today."""
    Person.objects.select_for_update(no_key=True).get(pk=placement.person_id)
    others = Placement.objects.overlapping(days.starts_on, days.ends_on).filter(person_id=placement.person_id)
    if others.exclude(pk=placement.pk).exists():
        raise DaysOverlap


def _guards_green(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if missing := get_missing_guards(placement):
        raise GuardsMissing(missing="; ".join(str(guard.label) for guard in missing))


def _not_on_hold(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.is_on_hold:
        raise OnHold


def _begun(placement: Placement, _actor: User | None, at: datetime) -> None:
    days = get_days(placement)
    if days is None or placement.call.today(at) < days.starts_on:
        raise NotBegun(day=days.starts_on if days else "–")


def _undertaking(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if not is_undertaking_signed(placement):
        raise UndertakingMissing


def _last_day(placement: Placement, _actor: User | None, at: datetime) -> None:
    days = get_days(placement)
    last = placement.interrupted_on
    if not placement.interruption or last is None or days is None or last < days.starts_on:
        raise LastDayMissing
    if last > placement.call.today(at):
        raise LastDayMissing


def _ended(placement: Placement, _actor: User | None, at: datetime) -> None:
    days = get_days(placement)
    if days is None or placement.call.today(at) < days.ends_on:
        raise NotEnded


def _sheet_closed(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.sheet_closed_at is None:
        raise SheetOpen


def _one_day(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if not placement.days.filter(minutes__gt=0).exists():
        raise NoDayAttended


def _both_reports(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if not are_both_reports_in(placement):
        raise ReportsMissing


def _not_cut_short(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.interruption:
        raise CutShort


def _attendance(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if not is_attendance_enough(placement):
        raise TooFewHours(percent=placement.call.attendance_percent)


def _not_unsatisfactory(placement: Placement, _actor: User | None, _at: datetime) -> None:
    evaluation = placement.reports.get(kind=ReportKind.MENTOR)
    if read_body(evaluation.body).get("overall") == Overall.UNSATISFACTORY:
        raise FoundUnsatisfactory


def _no_incident(placement: Placement, _actor: User | None, _at: datetime) -> None:
    if placement.has_open_incident:
        raise IncidentOpen


GUARDS: dict[str, GuardCheck] = {
    "window": _window,
    "profile": _needs(
        _("your contact point has to confirm your profile"), lambda row: row.profile_verified_at is not None
    ),
    "experience": _needs(_("the years in post that the call asks for"), _has_experience),
    "motivation": _needs(_("the motivation"), lambda row: bool(row.motivation.strip())),
    "objectives": _needs(_("two objectives"), lambda row: len(set(row.objectives)) >= 2),
    "language": _needs(_("the level of the working language"), lambda row: bool(row.language_level)),
    "cooling_off": _cooling_off,
    "consent": _needs(_("your consent to the notice"), lambda row: row.consented_at is not None),
    "not_own": _not_own,
    "endorsement_window": _endorsement_window,
    "superior": _needs(_("the superior's authorisation"), lambda row: row.superior_authorised_at is not None),
    "alternate": _needs(_("an alternate"), lambda row: row.alternate_id not in {None, row.person_id}),
    "quota": _quota,
    "selection": _selection,
    "scored": _scored,
    "proposed": _proposed,
    "other_office": _other_office,
    "offer_confirmed": _offer_confirmed,
    "host_accepted": _host_accepted,
    "mentor_accepted": _mentor_accepted,
    "mentor_free": _mentor_free,
    "no_overlap": _no_overlap,
    "guards_green": _guards_green,
    "not_on_hold": _not_on_hold,
    "begun": _begun,
    "undertaking": _undertaking,
    "last_day": _last_day,
    "ended": _ended,
    "sheet_closed": _sheet_closed,
    "one_day": _one_day,
    "both_reports": _both_reports,
    "not_cut_short": _not_cut_short,
    "attendance": _attendance,
    "not_unsatisfactory": _not_unsatisfactory,
    "no_incident": _no_incident,
}
