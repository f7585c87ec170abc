"""A frozen course with lessons and questions, and people enrolled in an edition of it. Nothing here is real."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from courses.enums import QuestionKind
from courses.models import CourseVersion, LessonVersion, ModuleVersion, QuestionVersion
from live.enums import AttendanceState
from live.models import Attendance, Session
from tests.factories.live import STARTS as SESSION_STARTS
from tests.factories.live import ParticipantFactory, SeriesFactory, SessionFactory
from tests.factories.network import texts
from tests.factories.workshops import CourseVersionFactory, EditionFactory, EnrolmentFactory
from workshops.enums import EditionState
from workshops.models import Attempt, Edition, Enrolment
from workshops.services import quiz

STARTED_AT = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # when attempts of these tests start
MINUTES = 30
RIGHT, WRONG, WORSE = "c-right", "a-wrong", "b-worse"  # names of options; what learners post is a place
SECRET_FEEDBACK, SECRET_REASON = "RESERVADO-COMENTARIO", "RESERVADO-RAZON"


def _passage(text: str, when: str = "") -> dict[str, Any]:
    return {"when": when, "body": [{"type": "text", "value": f"<p>{text}</p>"}]}


def _choice(text: str, points: int, leads: str, remembers: str = "") -> dict[str, Any]:
    return {
        "text": text,
        "feedback": f"Por qué: {text}.",
        "points": points,
        "next": leads,
        "remembers": remembers,
    }


# Two decisions, of which the first is remembered in the second, and three endings.
CASE: dict[str, Any] = {
    "key": "puerta",
    "title": "La puerta",
    "body": [{"type": "text", "value": "<p>Alguien llama.</p>"}],
    "scenes": [
        {
            "key": "abrir",
            "title": "¿Abre?",
            "passages": [_passage("Es de noche.")],
            "options": [_choice("Abrir", 0, "dentro", "abierta"), _choice("Preguntar", 2, "dentro", "sabe")],
        },
        {
            "key": "dentro",
            "title": "¿Y ahora?",
            "passages": [
                _passage("La puerta quedó abierta.", "abierta"),
                _passage("Sabe quién es.", "sabe, no abierta"),
            ],
            "options": [_choice("Esperar", 1, "fin"), _choice("Salir", 0, "huida")],
        },
    ],
    "endings": [
        {
            "key": "calma",
            "title": "Final en calma",
            "when": "sabe, puntos>=3",
            "passages": [_passage("Todo en orden.")],
        },
        {"key": "huida", "title": "Final fuera", "when": "sabe, no sabe", "passages": [_passage("Se fue.")]},
        {"key": "susto", "title": "Final con susto", "when": "", "passages": [_passage("Un susto.", "abierta")]},
    ],
}


class LearningVersionFactory(CourseVersionFactory):
    """A frozen course with two modules of two lessons each (Spanish) and three questions of one point each.

    ``lesson_languages`` adds the same lessons in other languages; ``question_count`` asks for more questions.
    """

    class Meta:
        model = CourseVersion
        skip_postgeneration_save = True

    quiz = factory.LazyFunction(
        lambda: {
            "title": texts("Evaluación final", "Final assessment"),
            "pass_mark": 70,
            "attempts": 3,
            "minutes": MINUTES,
        }
    )

    @classmethod
    def _create(cls, model_class: type[CourseVersion], *args: Any, **kwargs: Any) -> CourseVersion:
        languages = kwargs.pop("lesson_languages", ["es"])
        question_count = kwargs.pop("question_count", 3)
        version: CourseVersion = super()._create(model_class, *args, **kwargs)
        for position, key in enumerate(["a1", "a2"]):
            module = ModuleVersion.objects.create(
                course_version=version,
                key=key,
                position=position,
                title=texts(f"Módulo {key}", f"Module {key}"),
                summary=texts("De qué trata.", "What it is about."),
                hours=3,
            )
            for place in (1, 2):
                for language in languages:
                    add_lesson(module, f"{key}-0{place}", position=place, language=language)
        for position in range(question_count):
            add_question(version, position)
        return version


def add_lesson(module: ModuleVersion, key: str, **changes: Any) -> LessonVersion:
    """One frozen lesson of ``module``; its text says which it is and in which language."""
    language = changes.get("language", "es")
    fields: dict[str, Any] = {
        "position": 1,
        "language": "es",
        "title": f"Lección {key} ({language})",
        "summary": "Un resumen.",
        "minutes": 20,
        "outcomes": ["Distinguir un caso de otro"],
        "body": [
            {"type": "text", "id": f"b-{key}", "value": f"<p>Texto de {key} en {language}.</p>"},
            *([{"type": "case", "id": "caso", "value": CASE}] if key == "a1-01" else []),
        ],
        "content_hash": f"{module.course_version.content_hash[-20:]}-{key}-{language}",
    }
    return LessonVersion.objects.create(
        course_version=module.course_version, module=module, lesson_key=key, **{**fields, **changes}
    )


def add_question(version: CourseVersion, position: int, **changes: Any) -> QuestionVersion:
    """A single-choice question: ``RIGHT`` earns all of it, ``WRONG`` and ``WORSE`` nothing."""
    weights = {WRONG: 0, WORSE: 0, RIGHT: 100}
    fields: dict[str, Any] = {
        "question_key": f"pregunta-{position}",
        "module_key": "a1" if position == 0 else "a2",
        "kind": QuestionKind.SINGLE,
        "position": position,
        "asked": {
            "stem": {"es": f"¿Pregunta {position}?", "en": f"Question {position}?"},
            "options": [
                {"id": name, "text": {"es": f"Opción {name} {position}", "en": f"Option {name} {position}"}}
                for name in sorted(weights)
            ],
        },
        "answer": {
            "reason": {"es": f"{SECRET_REASON} {position}", "en": f"{SECRET_REASON} {position}"},
            "options": {
                name: {"weight": weight, "feedback": {"es": f"{SECRET_FEEDBACK} {name} {position}"}}
                for name, weight in weights.items()
            },
        },
    }
    return QuestionVersion.objects.create(course_version=version, **{**fields, **changes})


class RunningEditionFactory(EditionFactory):
    """An edition of such a course under way, with a series of its own that has no sessions yet."""

    course_version = factory.SubFactory(LearningVersionFactory)
    series = factory.SubFactory(SeriesFactory)
    state = EditionState.RUNNING


class EnrolledFactory(EnrolmentFactory):
    """Somebody with an account and a seat in such an edition. Other states as given."""

    edition = factory.SubFactory(RunningEditionFactory)


def hold_session(edition: Edition, *, minutes: int = 90, day: int = 0, state: str = AttendanceState.FINAL) -> Session:
    """A session of the edition's series that is over, its attendance counted for good (or as ``state`` says)."""
    starts_at = SESSION_STARTS + timedelta(days=day)
    settled = {} if state == AttendanceState.NONE else {"attendance_state": state, "settled_at": STARTED_AT}
    session: Session = SessionFactory(
        series=edition.series, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), **settled
    )
    return session


def attend(enrolment: Enrolment, session: Session, *, minutes: int) -> Attendance:
    """That the person was there for so long."""
    participant = ParticipantFactory(session=session, person=enrolment.person)
    return Attendance.objects.create(
        session=session,
        participant=participant,
        seconds=minutes * 60,
        present_seconds=minutes * 60,
        evidence_digest="5b" * 32,
        settled_at=STARTED_AT,
    )


def pass_quiz(enrolment: Enrolment, *, right: int | None = None) -> Attempt:
    """An attempt handed in with every answer right, or with ``right`` of them."""
    user = enrolment.person.user
    attempt = quiz.start_attempt(enrolment=enrolment, actor=user, at=STARTED_AT)
    for place, row in enumerate(attempt.paper):
        quiz.save_answer(
            attempt=attempt,
            question_id=row["question"],
            chosen=[RIGHT if right is None or place < right else WRONG],
            revision=0,
            actor=user,
            at=STARTED_AT,
        )
    return quiz.submit_attempt(attempt=attempt, actor=user, at=STARTED_AT + timedelta(minutes=5))
