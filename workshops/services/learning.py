"""Reading: what somebody has marked as read. The rows are the record; the audit trail is not filled with them."""

from datetime import datetime

from django.db import transaction

from courses.models import LessonVersion
from workshops.models import Enrolment, LessonProgress


@transaction.atomic
def mark_lesson_read(*, enrolment: Enrolment, lesson_key: str, at: datetime) -> LessonProgress:
    """Record that the reader has finished a lesson; the first time counts, in whichever language it was read."""
    lessons = LessonVersion.objects.filter(course_version_id=enrolment.edition.course_version_id)
    if not lessons.filter(lesson_key=lesson_key).exists():
        raise LookupError("Not a lesson of the version this edition holds.")
    progress, _is_new = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson_key=lesson_key, defaults={"completed_at": at}
    )
    return progress
