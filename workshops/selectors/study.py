"""Looking something up in a course: its lessons searched, its terms, and a reader's own notes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import strip_tags

from courses.models import CourseVersion, LessonVersion
from workshops.models import Enrolment, LessonNote
from workshops.selectors.learning import get_outline

MOST_HITS, AROUND, MOST_WORDS = 30, 90, 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson that holds every word, and the place where the first one stands."""

    lesson_key: str
    title: str
    language: str
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Term:
    """A term that a lesson of the course defines."""

    name: str
    lesson_key: str
    lesson_title: str
    language: str
    body: list[dict[str, Any]]
    text: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One of the reader's own notes, with the lesson it stands beside."""

    lesson_key: str
    title: str
    language: str
    text: str


def fold(text: str) -> str:
    """Letter by letter without accents or capitals, so that a place in it is a place in the text."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter for letter in text)


def search_course(version: CourseVersion, query: str, *, language: str) -> list[Hit]:
    """The lessons that hold every word of ``query``, in reading order."""
    words = [fold(word) for word in re.findall(r"\w+", query)][:MOST_WORDS]
    if not words:
        return []
    hits = []
    for key, title, spoken, text, folded in _texts(version.pk, version.content_hash, language):
        if all(word in folded for word in words):
            hits.append(_hit(key, title, spoken, text, folded, words[0]))
    return hits[:MOST_HITS]


def _hit(key: str, title: str, spoken: str, text: str, folded: str, word: str) -> Hit:
    at = folded.index(word)
    start, end = max(0, at - AROUND), at + len(word) + AROUND
    return Hit(
        lesson_key=key,
        title=title,
        language=spoken,
        before=("… " if start else "") + text[start:at],
        found=text[at : at + len(word)],
        after=text[at + len(word) : end] + (" …" if end < len(text) else ""),
    )


@lru_cache(maxsize=32)
def _texts(version_id: int, _content_hash: str, language: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Every lesson's words, read once per process: a version never changes. One query."""
    found = []
    for key, row in _best_rows(version_id, language).items():
        text = unicodedata.normalize("NFC", " ".join([row.title, *_said(row.body)]))
        text = re.sub(r"\s+", " ", text)
        found.append((key, row.title, row.language, text, fold(text)))
    return tuple(found)


def _best_rows(version_id: int, language: str) -> dict[str, LessonVersion]:
    """Each lesson in the reader's language where its text is written in it, else in Spanish; in reading order."""
    rows = LessonVersion.objects.filter(course_version_id=version_id, language__in=[language, "es"])
    best: dict[str, LessonVersion] = {}
    for row in rows.order_by("module__position", "position"):
        if row.body and (row.lesson_key not in best or row.language == language):
            best[row.lesson_key] = row
    return best


SAID = {
    "title",
    "text",
    "term",
    "question",
    "instrument",
    "article",
    "when",
    "front",
    "back",
    "items",
    "header",
    "rows",
}


def _said(value: Any, name: str = "text") -> Iterator[str]:
    """The words of a block that stand on the page of the lesson; what a case holds back is not among them."""
    if isinstance(value, str):
        if name in SAID:
            yield strip_tags(value.replace("<", " <"))
    elif isinstance(value, list):
        for one in value:
            yield from _said(one, name)
    elif isinstance(value, dict):
        inner = value.get("value", value)
        if isinstance(inner, dict):
            held_back = {"scenes", "endings", "options"}
            for key, one in inner.items():
                if key not in held_back:
                    yield from _said(one, key)
        else:
            yield from _said(inner, "text")


def get_terms(version: CourseVersion, *, language: str) -> tuple[Term, ...]:
    """Every term the course defines, by its name; read once per process."""
    return _terms(version.pk, version.content_hash, language)


@lru_cache(maxsize=64)
def _terms(version_id: int, _content_hash: str, language: str) -> tuple[Term, ...]:
    """One query."""
    found: dict[str, Term] = {}
    for row in _best_rows(version_id, language).values():
        for value in [block["value"] for block in row.body if block["type"] == "definition"]:
            name = value["term"].strip()
            text = " ".join(_said(value["body"])).strip()
            found.setdefault(fold(name), Term(name, row.lesson_key, row.title, row.language, value["body"], text))
    return tuple(found[name] for name in sorted(found))


def get_note(enrolment: Enrolment, lesson_key: str) -> LessonNote | None:
    return LessonNote.objects.filter(enrolment=enrolment, lesson_key=lesson_key).first()


def get_note_lines(enrolment: Enrolment, *, language: str) -> list[NoteLine]:
    """The reader's notes in the order of the lessons; of lessons that are no longer there, at the end. One query."""
    notes = {note.lesson_key: note for note in LessonNote.objects.filter(enrolment=enrolment).exclude(text="")}
    outline = get_outline(enrolment.edition.course_version, language)
    lines = [
        NoteLine(lesson.key, lesson.title, lesson.language, notes.pop(lesson.key).text)
        for module in outline.modules
        for lesson in module.lessons
        if lesson.key in notes
    ]
    return lines + [NoteLine("", key, "", note.text) for key, note in sorted(notes.items())]
