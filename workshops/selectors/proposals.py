"""Calls for proposals as their readers see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from courses.models import CourseVersion
from lms.accounts.models import User
from network.models import Office, School
from network.selectors import get_standing
from workshops.enums import OfficeStatus, Outcome
from workshops.models import Call, Proposal
from workshops.selectors.badges import Badge
from workshops.selectors.seats import get_office_names

STATUS_TONES = {
    OfficeStatus.SUBMITTED: "done",
    OfficeStatus.LATE: "soon",
    OfficeStatus.REMINDED: "soon",
    OfficeStatus.SILENT: "quiet",
}


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """Where one office stands in a call."""

    office_id: int
    code: str
    name: str
    country: str
    status: Badge
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call in a list, and how many offices have proposed."""

    public_id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    badge: Badge
    proposals: int
    offices: int


def get_call_lines(user: User) -> list[CallLine]:
    """The calls the reader may know of, the latest first. Only who follows every office reads how many proposed."""
    standing = get_standing(user)
    counts = standing.is_secretariat or standing.is_coordinator
    offices = Office.objects.members().count() if counts else 0
    calls = Call.objects.visible_to(user).annotate(came=Count("proposals"))
    return [
        CallLine(
            public_id=call.public_id,
            title=str(call.title),
            opens_at=call.opens_at,
            closes_at=call.closes_at,
            badge=outcome_of_call(call),
            proposals=call.came,  # type: ignore[attr-defined]
            offices=offices,
        )
        for call in calls
    ]


def outcome_of_call(call: Call) -> Badge:
    """Whether it is decided."""
    if call.published_at:
        return Badge(str(_("Outcome published")), "done")
    return Badge(str(_("Taking proposals")), "info")


def get_office_lines(call: Call, user: User) -> list[OfficeLine]:
    """One line for each member office, in the order of their codes. The same number of queries for any number."""
    proposals = {one.office_id: one for one in call.proposals.visible_to(user).select_related("area")}
    reminded = set(call.reminders.values_list("office_id", flat=True))
    offices = list(Office.objects.members().select_related("country").order_by("code"))
    names = get_office_names([office.pk for office in offices], on=call.opens_at.date())
    return [
        OfficeLine(
            office_id=office.pk,
            code=office.code,
            name=names.get(office.pk, office.code),
            country=str(office.country),
            status=status_badge(proposals.get(office.pk), is_reminded=office.pk in reminded),
            proposal=proposals.get(office.pk),
        )
        for office in offices
    ]


def status_badge(proposal: Proposal | None, *, is_reminded: bool) -> Badge:
    """Submitted, late, reminded or silent."""
    if proposal is None:
        status = OfficeStatus.REMINDED if is_reminded else OfficeStatus.SILENT
    else:
        status = OfficeStatus.LATE if proposal.is_late else OfficeStatus.SUBMITTED
    return Badge(str(status.label), STATUS_TONES[status])


def outcome_badge(proposal: Proposal) -> Badge | None:
    """What became of it, as far as it is decided."""
    if not proposal.outcome:
        return None
    tone = "done" if proposal.outcome == Outcome.ACCEPTED else "refused"
    return Badge(str(Outcome(proposal.outcome).label), tone)


def get_ranked(call: Call, user: User) -> list[Proposal]:
    """The proposals in the order given: the two places added, those with fewer places last, then as they came."""
    proposals = call.proposals.visible_to(user).select_related("area", "office__country")
    both = F("secretariat_rank") + F("school_rank")
    one = Q(secretariat_rank__isnull=False) | Q(school_rank__isnull=False)
    return list(
        proposals.annotate(both=both, has_one=one).order_by(
            F("both").asc(nulls_last=True), "-has_one", F("secretariat_rank").asc(nulls_last=True), "submitted_at", "pk"
        )
    )


def get_published(call: Call, user: User) -> list[Proposal]:
    """What was decided about every office's proposal, once it is published."""
    published = Proposal.objects.published_to(user).filter(call=call)
    return list(published.select_related("office__country").order_by("-outcome", "office__code"))


def get_latest_versions() -> list[CourseVersion]:
    """The latest version of each course."""
    latest: dict[str, CourseVersion] = {}
    for version in CourseVersion.objects.order_by("course_key", "number").defer("summary", "objectives", "quiz"):
        latest[version.course_key] = version
    return list(latest.values())


def get_latest_version(pk: str) -> CourseVersion | None:
    """That one of the latest versions, as a form names it."""
    return next((version for version in get_latest_versions() if str(version.pk) == pk), None)


def get_lead_zone() -> str:
    """The clock of the lead school's country: where a new edition's form begins."""
    lead = School.objects.filter(is_lead=True).select_related("country").first()
    return lead.country.time_zone if lead else "UTC"
