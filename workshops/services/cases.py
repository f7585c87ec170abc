"""Deciding in a branching case: one decision at a time, each once, and beginning again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.casework import Case, NotInThisCase, Standing, replay, shape_of
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from workshops.models import CasePlay, Enrolment


class DecidedElsewhere(DomainError):
    message = _("You decided otherwise here in another tab. That decision stands; the case goes on from it.")


class CaseOver(DomainError):
    message = _("This case has reached its end. Begin again to decide otherwise.")


class CaseUnfinished(DomainError):
    message = _("Carry this case to its end first; then you may begin again.")


def latest_play(enrolment: Enrolment, lesson_key: str, case: Case) -> CasePlay | None:
    """The reader's latest way through the case as it branches today, in whichever language it was begun."""
    plays = CasePlay.objects.filter(
        enrolment=enrolment, lesson_key=lesson_key, case_key=case["key"], shape=shape_of(case)
    )
    return plays.order_by("-number").first()


@transaction.atomic
def decide(*, enrolment: Enrolment, lesson_key: str, case: Case, step: int, option: int, at: datetime) -> Standing:
    """Take ``option`` as the decision number ``step`` (from 0); sending it twice takes it once.

    Raises LookupError for what no form of ours sent, ``DecidedElsewhere`` where another decision stands.
    """
    lock_and_read(Enrolment.objects.all(), enrolment.pk)  # one person decides once, in however many tabs
    play = latest_play(enrolment, lesson_key, case)
    taken: list[int] = play.choices if play else []
    if step < len(taken):
        if taken[step] != option:
            raise DecidedElsewhere
        return replay(case, taken)
    before = replay(case, taken)
    if before.scene is None:
        raise CaseOver
    if step > len(taken):
        raise LookupError("A decision before the one that leads to it.")
    try:
        after = replay(case, [*taken, option])
    except NotInThisCase:
        raise LookupError("Not an option of this scene.") from None
    if play is None:
        play = _begin(enrolment, lesson_key, case, at)
    play.choices, play.saved_at = [*taken, option], at
    play.save(update_fields=["choices", "saved_at"])
    return after


@transaction.atomic
def begin_again(*, enrolment: Enrolment, lesson_key: str, case: Case, number: int, at: datetime) -> None:
    """Leave way number ``number``, which has reached its end, for a new one; asked twice, one new way is begun."""
    lock_and_read(Enrolment.objects.all(), enrolment.pk)
    play = latest_play(enrolment, lesson_key, case)
    if play is None or play.number != number:
        return
    if replay(case, play.choices).ending is None:
        raise CaseUnfinished
    _begin(enrolment, lesson_key, case, at)


def _begin(enrolment: Enrolment, lesson_key: str, case: Case, at: datetime) -> CasePlay:
    made = CasePlay.objects.filter(enrolment=enrolment, lesson_key=lesson_key, case_key=case["key"]).count()
    return CasePlay.objects.create(
        enrolment=enrolment,
        lesson_key=lesson_key,
        case_key=case["key"],
        number=made + 1,
        shape=shape_of(case),
        started_at=at,
        saved_at=at,
    )
