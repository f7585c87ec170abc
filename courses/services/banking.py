"""The question bank: one question kept as it was read, and a whole file taken or refused."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from courses.enums import Difficulty, QuestionKind
from courses.models import Question, QuestionOption
from courses.questions.items import BankFile, BankOption, BankQuestion, Complaint
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from lms.records import audit
from network.selectors import get_acting_role

LANGUAGE = "es"
# How the two answers of a true-or-false question read; which of them is right is in the weights.
TRUTH = (Translated(es="Verdadero", en="True"), Translated(es="Falso", en="False"))


class QuestionsRefused(DomainError):
    """Nothing of the file was taken; ``errors`` says why, each with its line."""

    def __init__(self, errors: list[Complaint]) -> None:
        super().__init__()
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(f"line {error.line}: {error.message}" for error in self.errors)


@dataclass(slots=True)
class ImportReport:
    """The keys of what importing made and changed."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


@transaction.atomic
def import_questions(*, course_key: str, source: BankFile, actor: User | None, at: datetime) -> ImportReport:
    """Take every question of a file into a course's bank, or none; the same file twice changes nothing.

    Raises ``QuestionsRefused`` with what is wrong in the file, and where an id belongs to another course.
    """
    keys = [key_of(question, course_key) for question in source.questions]
    foreign = set(Question.objects.filter(key__in=keys).exclude(course_key=course_key).values_list("key", flat=True))
    errors = list(source.errors)
    for key, question in zip(keys, source.questions, strict=True):
        if key in foreign:
            errors.append(Complaint(question.line, f"The id “{key}” belongs to a question of another course."))
    if errors:
        raise QuestionsRefused(errors)
    report, role = ImportReport(), get_acting_role(actor)
    known = set(Question.objects.filter(key__in=keys).values_list("key", flat=True))
    last = Question.objects.filter(course_key=course_key).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    for key, question in zip(keys, source.questions, strict=True):
        row = Question.objects.filter(key=key).first() if key in known else None
        happened = store_question(
            key=key,
            course_key=course_key,
            module_key=row.module_key if row else "",
            position=row.position if row else position,
            source=question,
        )
        position += row is None
        if happened:
            getattr(report, happened).append(key)
            stored = Question.objects.get(key=key)
            audit.log(action="courses.import_question", instance=stored, actor=actor, at=at, role=role)
    return report


def key_of(question: BankQuestion, course_key: str) -> str:
    """The id the file gives, where it can be a key; else one that follows from what is asked."""
    if question.key and slugify(question.key) == question.key and len(question.key) <= 80:
        return question.key
    told = f"{question.key}/{question.kind}/{question.name}/{question.stem}"
    digest = hashlib.sha256(f"{course_key}/{told}".encode()).hexdigest()[:10]
    return f"{course_key[:30]}-{slugify(question.name)[:36].strip('-') or 'q'}-{digest}"


def store_question(
    *, key: str, course_key: str, module_key: str, position: int, source: BankQuestion
) -> Literal["", "created", "changed"]:
    """Bring the bank's question ``key`` to what ``source`` says, and say what that took."""
    settings = dict(source.settings)
    if source.text_format != "moodle":
        settings["format"] = source.text_format
    if source.key and source.key != key:
        settings["idnumber"] = source.key
    values = {
        "course_key": course_key,
        "module_key": module_key,
        "kind": source.kind,
        "difficulty": Difficulty(source.difficulty),
        "name": source.name,
        "stem": Translated({LANGUAGE: source.stem}),
        "reason": Translated({LANGUAGE: source.reason}),
        "position": position,
        "is_retired": False,
        "category": source.category,
        "tags": source.tags,
        "settings": settings,
    }
    options = [_option(source, place, option) for place, option in enumerate(source.options)]
    question = Question.objects.filter(key=key).first()
    happened: Literal["created", "changed"] = "created" if question is None else "changed"
    if question is None:
        question = Question.objects.create(key=key, **values)
    elif all(getattr(question, name) == value for name, value in values.items()) and [
        _facts(option) for option in options
    ] == [_facts(option) for option in question.options.all()]:
        return ""
    else:
        Question.objects.filter(pk=question.pk).update(**values)
        question.options.all().delete()
    for option in options:
        option.question = question
    QuestionOption.objects.bulk_create(options)
    return happened


def _option(source: BankQuestion, place: int, option: BankOption) -> QuestionOption:
    is_truth = source.kind == QuestionKind.TRUE_FALSE
    return QuestionOption(
        position=place,
        text=TRUTH[place] if is_truth else Translated({LANGUAGE: option.text}),
        feedback=Translated({LANGUAGE: option.feedback}),
        weight=option.weight,
        match=_said(option.match),
        tolerance=option.tolerance,
    )


def _facts(option: QuestionOption) -> tuple[object, ...]:
    return option.text, option.feedback, option.weight, option.match, option.tolerance


def _said(text: str) -> Translated:
    return Translated({LANGUAGE: text}) if text else Translated()
