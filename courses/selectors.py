"""Reads of frozen courses: outlines, lessons, questions. What learners see comes from here and nowhere else."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, When

from courses.enums import QuestionKind
from courses.models import CourseVersion, LessonVersion, ModuleVersion, Question, QuestionOption, QuestionVersion
from courses.questions.items import FALSE, TRUE, BankOption, BankQuestion
from lms.common.fields import Translated

FALLBACK = "es"


@dataclass(frozen=True, slots=True)
class OutlineLesson:
    """One line of the outline; ``language`` is that of the text the reader would get."""

    key: str
    title: str
    summary: str
    minutes: int
    language: str


@dataclass(frozen=True, slots=True)
class OutlineModule:
    key: str
    title: str
    summary: str
    hours: int
    objectives: list[str]
    lessons: list[OutlineLesson]


@dataclass(frozen=True, slots=True)
class CourseOutline:
    """A frozen course's modules and lessons in reading order."""

    modules: list[OutlineModule]

    @property
    def lesson_keys(self) -> list[str]:
        return [lesson.key for module in self.modules for lesson in module.lessons]


@dataclass(frozen=True, slots=True)
class FrozenLesson:
    """One lesson as a learner reads it; HTML in ``blocks`` was made safe when it was frozen.

    ``language`` is that of title, summary and outcomes; ``text_language``, ``schema`` and ``content_hash`` are those
    of the text.
    """

    key: str
    module_key: str
    language: str
    text_language: str
    title: str
    summary: str
    minutes: int
    outcomes: list[str]
    blocks: list[dict[str, Any]]
    schema: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    """A question without its key: what may be shown before submission."""

    pk: int
    key: str
    kind: str
    stem: str
    options: list[tuple[str, str]]


def get_course_outline(course_version_id: int, language: str) -> CourseOutline:
    """Modules and lessons of a version, each text in ``language`` or, where it lacks, in Spanish. Two queries."""
    best: dict[int, dict[str, LessonVersion]] = {}
    lessons = (
        LessonVersion.objects.filter(course_version_id=course_version_id, language__in=[language, FALLBACK])
        .only("module_id", "lesson_key", "title", "summary", "minutes", "language", "position", "course_version_id")
        .order_by("module__position", "position", _preferred(language))
    )
    for lesson in lessons:
        best.setdefault(lesson.module_id, {}).setdefault(lesson.lesson_key, lesson)
    return CourseOutline(
        modules=[
            OutlineModule(
                key=module.key,
                title=module.title.in_language(language),
                summary=module.summary.in_language(language),
                hours=module.hours,
                objectives=[Translated(line).in_language(language) for line in module.objectives],
                lessons=[
                    OutlineLesson(one.lesson_key, one.title, one.summary, one.minutes, one.language)
                    for one in best.get(module.pk, {}).values()
                ],
            )
            for module in ModuleVersion.objects.filter(course_version_id=course_version_id)
        ]
    )


def get_lesson(course_version_id: int, lesson_key: str, language: str) -> FrozenLesson | None:
    """The lesson in ``language``, else in Spanish, else None. One query.

    A translation may have its heading only; then the text is the Spanish one.
    """
    rows = list(
        LessonVersion.objects.filter(
            course_version_id=course_version_id, lesson_key=lesson_key, language__in=[language, FALLBACK]
        )
        .select_related("module")
        .order_by(_preferred(language))
    )
    if not rows:
        return None
    found = rows[0]
    text = next((row for row in rows if row.body), found)
    return FrozenLesson(
        key=found.lesson_key,
        module_key=found.module.key,
        language=found.language,
        text_language=text.language,
        title=found.title,
        summary=found.summary,
        minutes=found.minutes,
        outcomes=found.outcomes,
        blocks=text.body,
        schema=text.schema,
        content_hash=text.content_hash,
    )


def get_questions(course_version_id: int, language: str) -> list[FrozenQuestion]:
    """The questions of a version as they may be asked; keys, weights and feedback are not read."""
    rows = QuestionVersion.objects.filter(course_version_id=course_version_id).defer("answer")
    return [
        FrozenQuestion(
            pk=row.pk,
            key=row.question_key,
            kind=row.kind,
            stem=Translated(row.asked["stem"]).in_language(language),
            options=[(one["id"], Translated(one["text"]).in_language(language)) for one in row.asked["options"]],
        )
        for row in rows
    ]


def get_bank_questions(course_key: str) -> list[BankQuestion]:
    """The bank of a course as files say it, in its order; what was retired is left out. Two queries."""
    rows = Question.objects.filter(course_key=course_key, is_retired=False).prefetch_related("options")
    return [_bank_question(row) for row in rows]


def _bank_question(row: Question) -> BankQuestion:
    settings = dict(row.settings)
    return BankQuestion(
        kind=QuestionKind(row.kind),
        name=row.name,
        stem=row.stem.get(FALLBACK, ""),
        text_format=settings.pop("format", "moodle"),
        key=settings.pop("idnumber", row.key),
        reason=row.reason.get(FALLBACK, ""),
        category=row.category,
        tags=list(row.tags),
        options=[_bank_option(row, place, option) for place, option in enumerate(row.options.all())],
        settings=settings,
    )


def _bank_option(row: Question, place: int, option: QuestionOption) -> BankOption:
    is_truth = row.kind == QuestionKind.TRUE_FALSE
    return BankOption(
        text=(TRUE, FALSE)[place] if is_truth else option.text.get(FALLBACK, ""),
        weight=option.weight,
        feedback=option.feedback.get(FALLBACK, ""),
        match=option.match.get(FALLBACK, ""),
        tolerance=option.tolerance,
    )


def get_latest_version(course_key: str) -> CourseVersion | None:
    """The version a new edition would pin."""
    return CourseVersion.objects.filter(course_key=course_key).order_by("-number").first()


def _preferred(language: str) -> Case:
    return Case(When(language=language, then=0), default=1, output_field=IntegerField())
