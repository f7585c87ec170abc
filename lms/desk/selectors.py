"""What is next for a reader: one thing on top, at most three more, then the editions they have to do with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from certificates.models import Award
from internships.turns import get_own_turns
from live.models import Session
from lms.accounts.models import User
from lms.common import times
from lms.mail.inbox import count_unread
from lms.records.models import Approval
from moderation.selectors import count_waiting
from network.selectors import Standing, get_standing
from workshops.enums import EditionState, EnrolmentState, SeatKind
from workshops.models import Edition, Enrolment, SeatPool
from workshops.selectors.desk import LearningLine, get_learning_desk, get_own_enrolments
from workshops.selectors.learning import Reading

MORE = 3  # beyond the first thing; a desk is not a list of everything


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: a sentence, a button, and how pressing it is (the smaller the sooner)."""

    rank: int
    title: str
    url: str
    label: str
    text: str = ""
    due: datetime | None = None
    state: str = ""
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition as it concerns the reader."""

    title: str
    url: str
    starts_on: date
    ends_on: date
    state: str
    tone: str
    note: str = ""
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    first: Act | None
    more: list[Act] = field(default_factory=list)
    editions: list[EditionCard] = field(default_factory=list)


def get_desk(user: User, at: datetime) -> Desk:
    """The desk of ``user`` at ``at``; the number of queries does not grow with what is on it."""
    standing = get_standing(user)
    own = get_own_enrolments(user)
    learning = get_learning_desk(user, language=get_language() or "es", own=own)
    acts = sorted(_acts(user, standing, own, learning, at), key=lambda act: (act.rank, act.due or at))
    return Desk(
        first=acts[0] if acts else None,
        more=acts[1 : 1 + MORE],
        editions=list(_edition_cards(user, standing, own, learning)),
    )


def _acts(
    user: User, standing: Standing, own: list[Enrolment], learning: list[LearningLine], at: datetime
) -> Iterator[Act]:
    yield from _session_acts(user, at)
    yield from _answer_acts(own)
    yield from _approval_acts(user, standing, at)
    yield from _seat_acts(standing, at)
    yield from _learning_acts(learning)
    yield from _internship_acts(user, at)
    yield from _certificate_acts(user, at)
    yield from _report_acts(standing)
    yield from _notice_acts(user)


def _notice_acts(user: User) -> Iterator[Act]:
    """Notices not yet read, after everything that has to be done."""
    unread = count_unread(user)
    if unread:
        title = ngettext("You have %(count)d notice to read.", "You have %(count)d notices to read.", unread)
        yield Act(60, title % {"count": unread}, reverse("mail:notices"), _("See my notices"))


def _report_acts(standing: Standing) -> Iterator[Act]:
    """Reports that nobody of the Secretariat has looked at: before anything else."""
    waiting = count_waiting() if standing.is_secretariat else 0
    if waiting:
        yield Act(
            1,
            ngettext(
                "%(count)d report waits for the Secretariat.", "%(count)d reports wait for the Secretariat.", waiting
            )
            % {"count": waiting},
            reverse("moderation:report_list"),
            _("See the reports"),
            text=_("Somebody has seen something where it should not be."),
            state=_("To look at"),
            tone="soon",
        )


def _session_acts(user: User, at: datetime) -> Iterator[Act]:
    """The next two sessions, on the reader's own clock."""
    sessions = Session.objects.visible_to(user).scheduled().not_over(at).select_related("series")
    for session in sessions.order_by("starts_at")[:2]:
        url = reverse("live:session", args=[session.public_id])
        if session.is_open(at):
            title = _("Your session “%(title)s” is open.") % {"title": session.title}
            text = str(session.series.title)
            yield Act(0, title, url, _("Enter the session"), text=text, state=_("Open now"), tone="soon")
        else:
            title = _("Your next session is %(when)s.") % {"when": when_in_words(session.starts_at, at)}
            text = f"{session.series.title} · {session.title}"
            yield Act(30, title, url, _("See the session"), text=text)


def _answer_acts(own: list[Enrolment]) -> Iterator[Act]:
    """Seats offered to the reader that wait for an answer; the one that lapses first, first."""
    waiting = [one for one in own if one.state == EnrolmentState.NOMINATED]
    for enrolment in sorted(waiting, key=lambda one: (one.respond_by is None, one.respond_by))[:MORE]:
        yield Act(
            10,
            _("You have been nominated for “%(title)s”.") % {"title": enrolment.edition.title},
            reverse("workshops:enrolment", args=[enrolment.public_id]),
            _("Answer the nomination"),
            text=_("Accept or decline the seat and confirm your name for the certificate."),
            due=enrolment.respond_by,
            state=_("Awaiting your answer"),
            tone="soon",
        )


def _approval_acts(user: User, standing: Standing, at: datetime) -> Iterator[Act]:
    """Acts that somebody asked for and that the reader may approve."""
    if not standing.roles:
        return
    waiting = Approval.objects.awaiting(user, at).count()
    if waiting:
        title = ngettext("%(count)d act awaits your approval.", "%(count)d acts await your approval.", waiting)
        yield Act(
            8, title % {"count": waiting}, reverse("desk:approval_list"), _("Read and decide"),
            state=_("To decide"), tone="soon",
        )  # fmt: skip


def _seat_acts(standing: Standing, at: datetime) -> Iterator[Act]:
    """Seats of a contact point's office that nobody has been nominated for."""
    if not standing.is_contact_point:
        return
    pools = SeatPool.objects.filter(
        office_id__in=standing.contact_point_office_ids,
        kind=SeatKind.IN_PERSON,
        taken__lt=F("capacity"),
        edition__in=Edition.objects.open_for_nomination(at),
    )
    for pool in pools.select_related("edition").order_by("edition__nomination_closes_at")[: 1 + MORE]:
        closes_at = pool.edition.nomination_closes_at or at
        yield Act(
            5 if closes_at - at < timedelta(days=3) else 20,
            ngettext(
                "Your office has %(count)d seat to fill in “%(title)s”.",
                "Your office has %(count)d seats to fill in “%(title)s”.",
                pool.free,
            )
            % {"count": pool.free, "title": pool.edition.title},
            reverse("workshops:edition", args=[pool.edition.public_id]),
            _("Nominate"),
            text=_("The deadline is %(when)s.") % {"when": when_in_words(closes_at, at)},
            due=closes_at,
            state=_("To fill"),
            tone="soon",
        )


def _learning_acts(learning: list[LearningLine]) -> Iterator[Act]:
    """In each edition still to complete: the assessment once everything is read, else the next lesson."""
    for line in learning:
        if line.is_completed:
            continue
        edition = line.enrolment.edition
        if line.reading.next_lesson is not None and not line.quiz.current:
            yield Act(
                33,
                _("Your next lesson is “%(title)s”.") % {"title": line.reading.next_lesson.title},
                reverse("workshops:lesson", args=[edition.public_id, line.reading.next_lesson.key]),
                _("Read on"),
                text=str(edition.title),
            )
        elif line.is_quiz_open and not line.quiz.is_passed and (line.quiz.left or line.quiz.current):
            yield Act(
                32,
                _("The assessment of “%(title)s” awaits you.") % {"title": edition.title},
                reverse("workshops:quiz", args=[edition.public_id]),
                _("Go to the assessment"),
                state=_("Begun") if line.quiz.current else "",
                tone="soon",
            )


def _internship_acts(user: User, at: datetime) -> Iterator[Act]:
    """Internships that wait for the reader; what is late stands before what is near."""
    for turn in get_own_turns(user, at)[:MORE]:
        text = _("By %(day)s.") % {"day": times.date_in_words(turn.due_on)} if turn.due_on else ""
        yield Act(
            6 if turn.is_overdue else 31,
            turn.text,
            reverse("internships:placement", args=[turn.public_id]),
            _("Open the internship"),
            text=f"{turn.title} · {text}" if text else turn.title,
            state=_("Overdue") if turn.is_overdue else _("To do"),
            tone="refused" if turn.is_overdue else "soon",
        )


def _certificate_acts(user: User, at: datetime) -> Iterator[Act]:
    """A certificate of the last month, ready to be fetched."""
    award = (
        Award.objects.held_by(user)
        .active()
        .filter(artifact__isnull=False, issued_at__gt=at - timedelta(days=30))
        .order_by("-issued_at")
        .first()
    )
    if award is not None:
        yield Act(
            40,
            _("Your certificate is ready."),
            reverse("certificates:award_list"),
            _("See my certificates"),
            state=_("Ready"),
            tone="done",
        )


EDITION_TONES = {
    EditionState.DRAFT: "quiet",
    EditionState.OPEN: "soon",
    EditionState.RUNNING: "info",
    EditionState.CLOSED: "quiet",
    EditionState.CANCELLED: "refused",
}


def _edition_cards(
    user: User, standing: Standing, own: list[Enrolment], learning: list[LearningLine]
) -> Iterator[EditionCard]:
    readings = {line.enrolment.edition_id: line.reading for line in learning}
    editions = Edition.objects.visible_to(user).filter(is_historical=False)
    if standing.is_secretariat or standing.is_coordinator:
        editions = editions.annotate(
            seated=Count("enrolments", filter=Q(enrolments__pool__isnull=False), distinct=True),
            offices=Count("enrolments__office", filter=Q(enrolments__pool__isnull=False), distinct=True),
        )
    mine = {one.edition_id: one.state for one in own}
    for edition in editions.order_by("-starts_on")[:6]:
        state = mine.get(edition.pk)
        yield EditionCard(
            title=str(edition.title),
            url=reverse("workshops:edition", args=[edition.public_id]),
            starts_on=edition.starts_on,
            ends_on=edition.ends_on,
            state=str(EnrolmentState(state).label if state else EditionState(edition.state).label),
            tone="done"
            if state == EnrolmentState.COMPLETED
            else EDITION_TONES.get(EditionState(edition.state), "quiet"),
            note=_participation(edition),
            reading=readings.get(edition.pk),
        )


def _participation(edition: Edition) -> str:
    """For those who see every office: how many seats, of how many offices."""
    seated: int | None = getattr(edition, "seated", None)
    if seated is None:
        return ""
    people = ngettext("%(count)d person", "%(count)d people", seated) % {"count": seated}
    offices = edition.offices  # type: ignore[attr-defined]
    return _("%(people)s from %(offices)s") % {
        "people": people,
        "offices": ngettext("%(count)d office", "%(count)d offices", offices) % {"count": offices},
    }


def when_in_words(instant: datetime, at: datetime) -> str:
    """*today at 14:00, San Salvador time*, on the reader's clock; a date in words when it is farther than tomorrow."""
    zone = timezone.get_current_timezone()
    local, today = instant.astimezone(zone), at.astimezone(zone).date()
    facts = {"time": local.strftime("%H:%M"), "city": times.zone_city(times.current_zone())}
    if local.date() == today:
        return _("today at %(time)s, %(city)s time") % facts
    if local.date() == today + timedelta(days=1):
        return _("tomorrow at %(time)s, %(city)s time") % facts
    return _("on %(date)s at %(time)s, %(city)s time") % {**facts, "date": times.date_in_words(local.date())}
