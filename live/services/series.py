"""Several sessions at once: written out from a rule, moved or called off from one on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live import activities
from live.enums import AttendanceState, Modality
from live.models import Series, Session
from live.recurrence import LONGEST, MOST_SESSIONS, Span, WallClockRule, shift, spans
from live.services.scheduling import SessionStarted, cancel_session, move_session, schedule_session
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated


class NoDayChosen(DomainError):
    message = _("No day falls within these dates. Choose at least one day of the week, and a last day after the first.")


class TooManySessions(DomainError):
    message = _("That would be more than %(most)s sessions. Give a smaller number or an earlier last day.")


class SeriesTooLong(DomainError):
    message = _("A series lasts two years at most. Give an earlier last day.")


class FirstDayPast(DomainError):
    message = _("The first session would already have begun. Choose a later first day.")


class LengthOutOfRange(DomainError):
    message = _("A session lasts between 10 minutes and 12 hours.")


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """What all sessions of one rule have in common."""

    title: Mapping[str, str]
    modality: Modality | str
    preparation: Mapping[str, str] | None = None


def list_spans(*, series: Series, rule: WallClockRule, at: datetime) -> list[Span]:
    """When the sessions of ``rule`` would be, on the series' own clock, or why it cannot be."""
    if not 10 <= rule.minutes <= 12 * 60:
        raise LengthOutOfRange
    found = list(spans(replace(rule, zone=series.time_zone)))
    if not found:
        raise NoDayChosen
    if len(found) > MOST_SESSIONS:
        raise TooManySessions(most=MOST_SESSIONS)
    if found[-1][0] - found[0][0] > LONGEST or (rule.times and len(found) < rule.times and rule.until_on is None):
        raise SeriesTooLong
    if found[0][0] <= at:
        raise FirstDayPast
    return found


@transaction.atomic
def plan_sessions(
    *, series: Series, rule: WallClockRule, draft: SessionDraft, actor: User | None, at: datetime
) -> list[Session]:
    """The sessions of ``rule`` as rows, numbered where they are several, open to whoever takes part.

    Asked again, the same ones are returned: nothing is doubled.
    """
    series = Series.objects.select_for_update().get(pk=series.pk)
    found = list_spans(series=series, rule=rule, at=at)
    planned = []
    for number, (starts_at, ends_at) in enumerate(found, start=1):
        session = schedule_session(
            series=series,
            title=_numbered(draft.title, number) if len(found) > 1 else draft.title,
            starts_at=starts_at,
            ends_at=ends_at,
            modality=draft.modality,
            preparation=draft.preparation,
            actor=actor,
            at=at,
        )
        activities.fill_session(session, actor, at)
        planned.append(session)
    return planned


def _numbered(title: Mapping[str, str], number: int) -> dict[str, str]:
    return {language: f"{text} ({number})" for language, text in Translated(title).items() if text}


@transaction.atomic
def move_sessions(
    *, session: Session, day: date, begins: time, minutes: int, and_later: bool, actor: User | None, at: datetime
) -> list[Session]:
    """Another day and hour on the organiser's clock for one session, or for it and all that follow.

    Those that follow keep their distance in days and take the new hour and length. Either all of them move or none.
    """
    if not 10 <= minutes <= 12 * 60:
        raise LengthOutOfRange
    zone = session.series.time_zone
    chosen = _lock_from(session, and_later=and_later)
    days = (day - chosen[0].starts_at.astimezone(ZoneInfo(zone)).date()).days
    moved = []
    for one in chosen:
        starts_at, ends_at = shift((one.starts_at, one.ends_at), days=days, begins=begins, minutes=minutes, zone=zone)
        if starts_at <= at:
            raise FirstDayPast
        moved.append(move_session(session=one, starts_at=starts_at, ends_at=ends_at, actor=actor, at=at))
    return moved


@transaction.atomic
def cancel_sessions(
    *, session: Session, and_later: bool, actor: User | None, at: datetime, reason: str = ""
) -> list[Session]:
    """Call off one session, or it and all that follow. Either all of them or none."""
    chosen = _lock_from(session, and_later=and_later)
    return [cancel_session(session=one, actor=actor, at=at, reason=reason) for one in chosen]


def _lock_from(session: Session, *, and_later: bool) -> list[Session]:
    """``session`` itself, and where asked the standing ones after it, held in the order of time."""
    Series.objects.select_for_update().get(pk=session.series_id)
    first = Session.objects.select_for_update().get(pk=session.pk)
    if not and_later:
        return [first]
    if first.attendance_state != AttendanceState.NONE:
        raise SessionStarted
    later = Session.objects.scheduled().filter(series_id=first.series_id, starts_at__gt=first.starts_at)
    return [first, *later.select_for_update().order_by("starts_at", "pk")]
