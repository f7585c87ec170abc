"""Reading: the outline as one reader sees it, where a lesson stands in it, and how far the reader has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from courses.models import CourseVersion
from courses.selectors import CourseOutline, FrozenLesson, OutlineLesson, get_course_outline, get_lesson
from workshops.models import Edition, Enrolment, LessonProgress


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One lesson in a reader's outline."""

    key: str
    title: str
    minutes: int
    language: str
    is_read: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class ModuleLines:
    """One module in a reader's outline; ``is_current`` when it holds the lesson that is open."""

    key: str
    title: str
    lessons: list[LessonLine]

    @property
    def is_current(self) -> bool:
        return any(line.is_current for line in self.lessons)


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """Where a lesson stands: its number among all, its neighbours, and the outline around it."""

    number: int
    total: int
    read: int
    is_read: bool
    module_title: str
    previous: LessonLine | None
    next: LessonLine | None
    modules: list[ModuleLines]


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a reader has come in one edition, and the lesson that comes next (None when all are read)."""

    read: int
    total: int
    next_lesson: OutlineLesson | None

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.read == self.total


def get_outline(version: CourseVersion, language: str) -> CourseOutline:
    """The outline of a frozen version, read once per process: a version never changes."""
    return _outline(version.pk, version.content_hash, language)


@lru_cache(maxsize=128)
def _outline(version_id: int, _content_hash: str, language: str) -> CourseOutline:
    return get_course_outline(version_id, language)


def get_frozen_lesson(version: CourseVersion, lesson_key: str, language: str) -> FrozenLesson | None:
    """A lesson of a frozen version, read once per process like the outline; nobody may change what it holds."""
    return _frozen_lesson(version.pk, version.content_hash, lesson_key, language)


@lru_cache(maxsize=256)  # some 20 kB each
def _frozen_lesson(version_id: int, _content_hash: str, lesson_key: str, language: str) -> FrozenLesson | None:
    return get_lesson(version_id, lesson_key, language)


def get_read_keys(enrolment: Enrolment | None) -> frozenset[str]:
    """The lessons this enrolment has marked as read; none for those who only look on."""
    if enrolment is None:
        return frozenset()
    return frozenset(enrolment.progress.values_list("lesson_key", flat=True))


def get_lesson_place(
    edition: Edition, lesson_key: str, *, read_keys: frozenset[str], language: str
) -> LessonPlace | None:
    """The place of a lesson in the edition's version, or None where it holds no such lesson."""
    modules = get_module_lines(edition, read_keys=read_keys, language=language, current_key=lesson_key)
    lines = [line for module in modules for line in module.lessons]
    index = next((index for index, line in enumerate(lines) if line.is_current), None)
    if index is None:
        return None
    return LessonPlace(
        number=index + 1,
        total=len(lines),
        read=sum(line.is_read for line in lines),
        is_read=lines[index].is_read,
        module_title=next(module.title for module in modules if module.is_current),
        previous=lines[index - 1] if index else None,
        next=lines[index + 1] if index + 1 < len(lines) else None,
        modules=modules,
    )


def get_module_lines(
    edition: Edition, *, read_keys: frozenset[str], language: str, current_key: str = ""
) -> list[ModuleLines]:
    """The outline with what has been read marked; one query at most, and only the first time in a process."""
    return [
        ModuleLines(
            key=module.key,
            title=module.title,
            lessons=[
                LessonLine(
                    key=lesson.key,
                    title=lesson.title,
                    minutes=lesson.minutes,
                    language=lesson.language,
                    is_read=lesson.key in read_keys,
                    is_current=lesson.key == current_key,
                )
                for lesson in module.lessons
            ],
        )
        for module in get_outline(edition.course_version, language).modules
    ]


def get_readings(enrolments: Iterable[Enrolment], *, language: str) -> Mapping[int, Reading]:
    """How far each of ``enrolments`` has come, by its id: one query for all of them."""
    enrolments = list(enrolments)
    read: dict[int, set[str]] = {enrolment.pk: set() for enrolment in enrolments}
    for enrolment_id, key in LessonProgress.objects.filter(enrolment__in=enrolments).values_list(
        "enrolment_id", "lesson_key"
    ):
        read[enrolment_id].add(key)
    return {one.pk: _reading(one.edition, read[one.pk], language) for one in enrolments}


def _reading(edition: Edition, read: set[str], language: str) -> Reading:
    lessons = [one for module in get_outline(edition.course_version, language).modules for one in module.lessons]
    return Reading(
        read=sum(lesson.key in read for lesson in lessons),
        total=len(lessons),
        next_lesson=next((lesson for lesson in lessons if lesson.key not in read), None),
    )
