"""The lesson player: a page that is only read, one button onward, and nothing written by looking."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.views import View

from courses.selectors import FrozenLesson
from lms.accounts.http import AuthenticatedRequest
from workshops import permissions
from workshops.models import Edition, Enrolment
from workshops.models.reading import MOST_NOTE
from workshops.selectors.learning import (
    LessonPlace,
    get_frozen_lesson,
    get_lesson_place,
    get_module_lines,
    get_read_keys,
)
from workshops.selectors.study import get_note, get_terms
from workshops.services.learning import mark_lesson_read
from workshops.views.lesson_body import render_lesson_body


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: with an enrolment of their own, or looking on without one."""

    edition: Edition
    enrolment: Enrolment | None
    read_keys: frozenset[str]
    language: str


def get_reader(request: AuthenticatedRequest, edition_id: str) -> Reader:
    """The reader of an edition's lessons; for everybody else there is nothing here."""
    language = get_language() or "es"
    enrolments = Enrolment.objects.learning_of(request.user).select_related("edition__course_version")
    # Read by many, so the enrolled come first and by the shortest way.
    enrolment = enrolments.filter(edition__public_id=edition_id).first()
    if enrolment is not None:
        return Reader(enrolment.edition, enrolment, get_read_keys(enrolment), language)
    edition = get_object_or_404(
        Edition.objects.visible_to(request.user).select_related("course_version"), public_id=edition_id
    )
    if not permissions.can_read_lesson(request.user, edition):
        raise Http404
    return Reader(edition, None, get_read_keys(None), language)


def get_open_lesson(reader: Reader, lesson_key: str) -> tuple[FrozenLesson, LessonPlace]:
    """The lesson in the reader's language (or in Spanish) and where it stands."""
    lesson = get_frozen_lesson(reader.edition.course_version, lesson_key, reader.language)
    place = get_lesson_place(reader.edition, lesson_key, read_keys=reader.read_keys, language=reader.language)
    if lesson is None or place is None:
        raise Http404
    return lesson, place


class ResumeLessonView(View):
    """Where I was: on to the first lesson not yet read."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        lines = [
            line
            for module in get_module_lines(reader.edition, read_keys=reader.read_keys, language=reader.language)
            for line in module.lessons
        ]
        if not lines:
            raise Http404
        following = next((line for line in lines if not line.is_read), lines[0])
        return redirect("workshops:lesson", edition_id=edition_id, lesson_key=following.key)


class LessonView(View):
    """One lesson; its button marks it as read and leads on."""

    def get(self, request: AuthenticatedRequest, edition_id: str, lesson_key: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        lesson, place = get_open_lesson(reader, lesson_key)
        context = {
            "edition": reader.edition,
            "is_learner": reader.enrolment is not None,
            "lesson": lesson,
            "place": place,
            "body": render_lesson_body(lesson, get_terms(reader.edition.course_version, language=reader.language)),
            "note": get_note(reader.enrolment, lesson_key) if reader.enrolment else None,
            "most_note": MOST_NOTE,
            "spoken": spoken_names(lesson, reader.language),
            "title_language": lesson.language,
        }
        return render(request, "workshops/lesson_read.html", context)

    def post(self, request: AuthenticatedRequest, edition_id: str, lesson_key: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        _lesson, place = get_open_lesson(reader, lesson_key)
        if reader.enrolment is None:  # looks on and marks nothing
            raise Http404
        mark_lesson_read(enrolment=reader.enrolment, lesson_key=lesson_key, at=timezone.now())
        if place.next:
            return redirect("workshops:lesson", edition_id=edition_id, lesson_key=place.next.key)
        return redirect("workshops:quiz", edition_id=edition_id)


def spoken_names(lesson: FrozenLesson, language: str) -> dict[str, str] | None:
    """The names of the language of the lesson's text and the reader's, where they differ."""
    if lesson.text_language == language:
        return None
    return {
        "lesson": get_language_info(lesson.text_language)["name_translated"],
        "reader": get_language_info(language)["name_translated"],
    }
