"""Freezing a course: its published pages and its questions, in every language, become rows that never change."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import nh3
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BoundBlock, ListBlock, RichTextBlock, StreamBlock, StreamValue, StructBlock
from wagtail.rich_text import expand_db_html

from courses.enums import QuestionKind
from courses.models import (
    CoursePage,
    CourseVersion,
    LessonPage,
    LessonVersion,
    ModulePage,
    ModuleVersion,
    Question,
    QuestionVersion,
)
from courses.models.versions import SCHEMA
from courses.services.pictures import question_picture
from courses.signals import COURSE_FROZEN
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from lms.records import audit
from lms.records.events import publish
from network.selectors import get_acting_role

SOURCE_LANGUAGE = "es"
HTML_TAGS = {"h2", "h3", "p", "b", "i", "strong", "em", "ul", "ol", "li", "a", "blockquote", "hr", "br", "code"}


class CourseNotComplete(DomainError):
    message = _("“%(course)s” has no published module yet. Publish its modules and lessons, then the course.")


@transaction.atomic
def freeze_course(*, course: CoursePage, actor: User | None, at: datetime) -> CourseVersion:
    """The version of ``course`` as it is published now; unchanged content returns the version that already holds it."""
    source = course.get_translation_or_none(_locale()) or course
    picture = _picture(source)
    if not picture["modules"]:
        raise CourseNotComplete(course=source.title)
    content_hash = _hash(picture)
    existing = CourseVersion.objects.filter(course_key=source.key, content_hash=content_hash).first()
    if existing is not None:
        return existing
    latest = CourseVersion.objects.filter(course_key=source.key).order_by("-number").first()
    version = CourseVersion.objects.create(
        course_key=source.key,
        number=latest.number + 1 if latest else 1,
        label=source.version_label,
        code=source.code,
        title=picture["title"],
        summary=picture["summary"],
        objectives=picture["objectives"],
        hours=source.hours,
        school=source.school,
        quiz=picture["quiz"],
        content_hash=content_hash,
        frozen_at=at,
        frozen_by=actor,
    )
    for position, module in enumerate(picture["modules"]):
        _store_module(version, position, module)
    QuestionVersion.objects.bulk_create(
        QuestionVersion(course_version=version, position=position, **question)
        for position, question in enumerate(picture["questions"])
    )
    audit.log(action="courses.freeze", instance=version, actor=actor, at=at, role=get_acting_role(actor))
    publish(COURSE_FROZEN, course_version_id=version.pk)
    return version


def _store_module(version: CourseVersion, position: int, picture: dict[str, Any]) -> None:
    facts = {name: value for name, value in picture.items() if name != "lessons"}
    module = ModuleVersion.objects.create(course_version=version, position=position, **facts)
    LessonVersion.objects.bulk_create(
        LessonVersion(course_version=version, module=module, content_hash=_hash(lesson), **lesson)
        for lesson in picture["lessons"]
    )


def _picture(source: CoursePage) -> dict[str, Any]:
    """Everything the version will say, as plain data; the hash of it is the version's identity."""
    pages = _live_translations(source)
    modules = [_module_picture(module) for module in ModulePage.objects.child_of(source).live().order_by("path")]
    return {
        "schema": SCHEMA,
        "label": source.version_label,
        "hours": source.hours,
        "school": source.school.code,
        "title": _in_languages(pages, "title"),
        "summary": _in_languages(pages, "summary"),
        "objectives": _lines_in_languages(pages),
        "quiz": {
            "title": _in_languages(pages, "quiz_title"),
            "pass_mark": source.quiz_pass_mark,
            "attempts": source.quiz_attempts,
            "minutes": source.quiz_minutes,
        },
        "modules": modules,
        "questions": [question_picture(question) for question in _questions(source.key)],
    }


def _module_picture(module: ModulePage) -> dict[str, Any]:
    pages = _live_translations(module)
    lessons = LessonPage.objects.child_of(module).live().order_by("path")
    return {
        "key": module.key,
        "title": _in_languages(pages, "title"),
        "summary": _in_languages(pages, "summary"),
        "objectives": _lines_in_languages(pages),
        "hours": module.hours,
        "lessons": [
            _lesson_picture(page, position)
            for position, lesson in enumerate(lessons)
            for page in _live_translations(lesson)
        ],
    }


def _lesson_picture(page: LessonPage, position: int) -> dict[str, Any]:
    return {
        "lesson_key": page.key,
        "language": page.locale.language_code,
        "position": position,
        "title": page.title,
        "summary": page.summary,
        "minutes": page.minutes,
        "outcomes": [str(child.value) for child in page.outcomes],
        "body": freeze_stream(page.body),
    }


def _questions(course_key: str) -> Iterable[Question]:
    asked = Question.objects.filter(course_key=course_key, is_retired=False).exclude(kind=QuestionKind.DESCRIPTION)
    return asked.prefetch_related("options")


def freeze_stream(stream: StreamValue) -> list[dict[str, Any]]:
    """A StreamField's value as the plain JSON that lesson templates draw (schema 1); HTML in it is made safe here."""
    return [
        {"type": child.block_type, "id": str(child.id), "value": _freeze_value(child.block, child.value)}
        for child in stream
    ]


def _freeze_value(block: Any, value: Any) -> Any:
    if isinstance(block, RichTextBlock):
        return nh3.clean(expand_db_html(value.source), tags=HTML_TAGS, link_rel="noopener noreferrer")
    if isinstance(block, StreamBlock):
        return [{"type": child.block_type, "value": _freeze_value(child.block, child.value)} for child in value]
    if isinstance(block, StructBlock):
        return {name: _freeze_value(child, value[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, ListBlock):
        return [
            _freeze_value(block.child_block, item.value if isinstance(item, BoundBlock) else item) for item in value
        ]
    return value


def _live_translations(page: Any) -> list[Any]:
    """``page`` and its published translations, the source first; an alias only repeats its source."""
    found = type(page).objects.filter(translation_key=page.translation_key, live=True, alias_of=None)
    pages = list(found.select_related("locale"))
    return sorted(pages, key=lambda one: (one.locale.language_code != SOURCE_LANGUAGE, one.locale.language_code))


def _in_languages(pages: list[Any], name: str) -> Translated:
    return Translated({page.locale.language_code: getattr(page, name) for page in pages})


def _lines_in_languages(pages: list[Any]) -> list[Translated]:
    longest = len(pages[0].objectives) if pages else 0
    return [
        Translated(
            {
                page.locale.language_code: str(page.objectives[place].value)
                for page in pages
                if place < len(page.objectives)
            }
        )
        for place in range(longest)
    ]


def _hash(picture: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(picture, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _locale() -> Any:
    from wagtail.models import Locale

    return Locale.objects.get(language_code=SOURCE_LANGUAGE)
