"""A reader's own notes beside a lesson."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from workshops.models import Enrolment, LessonNote
from workshops.models.reading import MOST_NOTE


class NoteTooLong(DomainError):
    message = _("A note holds %(limit)s characters. Shorten it; nothing was saved yet.")


class NotedElsewhere(DomainError):
    message = _(
        "You changed this note in another tab after this page was opened. Both texts stand below: keep what you need."
    )


@transaction.atomic
def save_note(*, enrolment: Enrolment, lesson_key: str, text: str, revision: int, at: datetime) -> LessonNote | None:
    """Keep the note; the same text twice is one, an empty one takes it away. None where there is nothing to keep.

    ``revision`` is that of the note the page showed (0 for none): a page older than the note is told so.
    """
    if len(text) > MOST_NOTE:
        raise NoteTooLong(limit=MOST_NOTE)
    lock_and_read(Enrolment.objects.all(), enrolment.pk)
    note = LessonNote.objects.filter(enrolment=enrolment, lesson_key=lesson_key).first()
    if note is None:
        if not text:
            return None
        return LessonNote.objects.create(enrolment=enrolment, lesson_key=lesson_key, text=text, saved_at=at)
    if note.text == text:
        return note
    if note.revision != revision:
        raise NotedElsewhere
    note.text, note.revision, note.saved_at = text, revision + 1, at
    note.save(update_fields=["text", "revision", "saved_at"])
    return note
