"""The assessment as the screen needs it. Before an attempt is closed nothing here reads a question's key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from courses.models import QuestionVersion
from lms.common.fields import Translated
from workshops.enums import AttemptState, EnrolmentState
from workshops.models import Answer, Attempt, Enrolment


@dataclass(frozen=True, slots=True)
class QuizState:
    """Where an enrolment stands with its assessment: the attempts made, the one open, the best result."""

    allowed: int
    attempts: tuple[Attempt, ...]

    @property
    def used(self) -> int:
        return len(self.attempts)

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def current(self) -> Attempt | None:
        return next((one for one in self.attempts if one.is_open), None)

    @property
    def closed(self) -> list[Attempt]:
        return [one for one in self.attempts if not one.is_open]

    @property
    def best(self) -> Attempt | None:
        """The best result counts; of two alike, the earlier."""
        return max(self.closed, key=lambda one: (one.points or Decimal(0)) / one.max_points, default=None)

    @property
    def is_passed(self) -> bool:
        return any(one.is_passed for one in self.attempts)


@dataclass(frozen=True, slots=True)
class QuizOffer:
    """What the first page of the assessment says before anybody starts."""

    title: str
    questions: int
    minutes: int
    pass_mark: int
    state: QuizState
    is_open: bool

    @property
    def can_start(self) -> bool:
        return self.is_open and self.state.current is None and self.state.left > 0


@dataclass(frozen=True, slots=True)
class AskedOption:
    """An option under its place in this attempt's order; ``name`` stays on the server."""

    place: int
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of an attempt as it may be shown before submission, with what was chosen so far."""

    number: int
    question_id: int
    language: str
    stem: str
    options: list[AskedOption]
    chosen: tuple[str, ...]
    revision: int

    @property
    def is_answered(self) -> bool:
        return bool(self.chosen)

    @property
    def chosen_place(self) -> int | None:
        return next((option.place for option in self.options if option.name in self.chosen), None)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One question of a closed attempt: what was chosen, whether it was right, and why."""

    number: int
    language: str
    stem: str
    chosen: str
    is_right: bool
    feedback: str
    reason: str
    module_key: str


def get_quiz_states(enrolments: Iterable[Enrolment]) -> Mapping[int, QuizState]:
    """Where each of ``enrolments`` stands, by its id: one query for all of them."""
    enrolments = list(enrolments)
    attempts: dict[int, list[Attempt]] = {one.pk: [] for one in enrolments}
    for attempt in Attempt.objects.filter(enrolment__in=enrolments).defer("paper").order_by("number"):
        attempts[attempt.enrolment_id].append(attempt)
    return {
        one.pk: QuizState(allowed=one.edition.quiz_attempts, attempts=tuple(attempts[one.pk])) for one in enrolments
    }


def get_quiz_offer(enrolment: Enrolment, *, language: str) -> QuizOffer | None:
    """The assessment of an enrolment's edition, or None where its course has no questions. Two queries."""
    edition = enrolment.edition
    quiz = edition.course_version.quiz
    questions = QuestionVersion.objects.filter(course_version_id=edition.course_version_id).count()
    if not questions:
        return None
    return QuizOffer(
        title=Translated(quiz.get("title") or {}).in_language(language),
        questions=questions,
        minutes=quiz["minutes"],
        pass_mark=edition.pass_mark,
        state=get_quiz_states([enrolment])[enrolment.pk],
        is_open=is_quiz_open(enrolment),
    )


def is_quiz_open(enrolment: Enrolment) -> bool:
    """May an attempt be started: enrolled, not yet completed, in an edition that is not over."""
    return enrolment.state == EnrolmentState.ENROLLED and enrolment.edition.is_under_way_or_ahead


def get_asked_questions(attempt: Attempt, *, language: str) -> list[AskedQuestion]:
    """Every question of ``attempt`` in its order. The column that holds the key is not read. Two queries."""
    rows = (
        QuestionVersion.objects.filter(pk__in=[row["question"] for row in attempt.paper]).only("pk", "asked").in_bulk()
    )
    answers = {answer.question_id: answer for answer in attempt.answers.all()}
    return [
        _asked(number, rows[row["question"]], row["options"], answers.get(row["question"]), language)
        for number, row in enumerate(attempt.paper, start=1)
    ]


def _asked(
    number: int, question: QuestionVersion, order: list[str], answer: Answer | None, language: str
) -> AskedQuestion:
    texts = {option["id"]: Translated(option["text"]) for option in question.asked["options"]}
    stem = Translated(question.asked["stem"])
    return AskedQuestion(
        number=number,
        question_id=question.pk,
        language=spoken_language(stem, language),
        stem=stem.in_language(language),
        options=[
            AskedOption(place=place, text=texts[name].in_language(language), name=name)
            for place, name in enumerate(order, start=1)
        ],
        chosen=tuple(answer.chosen) if answer else (),
        revision=answer.revision if answer else 0,
    )


def spoken_language(text: Translated, language: str) -> str:
    """The language in which ``text`` will appear to a reader of ``language``."""
    return next((code for code in (language, language.split("-", maxsplit=1)[0]) if text.get(code)), "es")


def get_result_lines(attempt: Attempt, *, language: str) -> list[ResultLine]:
    """The questions of a closed attempt with reasons; an open one has none, whoever asks. Two queries."""
    if attempt.state == AttemptState.OPEN:
        return []
    rows = QuestionVersion.objects.in_bulk([row["question"] for row in attempt.paper])
    chosen = dict(attempt.answers.values_list("question_id", "chosen"))
    return [
        _result(number, rows[row["question"]], chosen.get(row["question"], []), language)
        for number, row in enumerate(attempt.paper, start=1)
    ]


def _result(number: int, question: QuestionVersion, chosen: list[str], language: str) -> ResultLine:
    texts = {option["id"]: Translated(option["text"]).in_language(language) for option in question.asked["options"]}
    key = question.answer["options"]
    stem = Translated(question.asked["stem"])
    return ResultLine(
        number=number,
        language=spoken_language(stem, language),
        stem=stem.in_language(language),
        chosen="; ".join(texts[name] for name in chosen),
        is_right=sum(key[name]["weight"] for name in chosen) >= 100,
        feedback=" ".join(Translated(key[name]["feedback"]).in_language(language) for name in chosen),
        reason=Translated(question.answer["reason"]).in_language(language),
        module_key=question.module_key,
    )


def get_overdue_attempts(at: datetime) -> list[int]:
    """Attempts whose time is over and that nobody has closed, oldest first."""
    return list(Attempt.objects.overdue(at).order_by("due_at").values_list("pk", flat=True)[:500])
