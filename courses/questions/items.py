"""A question as files and the bank say it, whatever its kind."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from courses.enums import QuestionKind

MAX_FILE_BYTES = 5_000_000
MAX_QUESTIONS = 5_000
MAX_OPTIONS = 100
MAX_TEXT = 20_000
MAX_NAME = 255
MAX_CATEGORY = 400
MAX_QUESTION = 100_000
FORMATS = ("html", "markdown", "moodle", "plain")
ANYTHING = "*"  # the accepted answer that stands for any other
TRUE, FALSE = "true", "false"
DIFFICULTIES = {"facil": "EASY", "medio": "MEDIUM", "media": "MEDIUM", "dificil": "HARD"}


@dataclass(slots=True)
class BankOption:
    """One line of a question's answers: an option, an accepted answer, one side of a pair (``match`` is the other)."""

    text: str
    weight: Decimal = Decimal(0)
    feedback: str = ""
    match: str = ""
    tolerance: str = ""


@dataclass(slots=True)
class BankQuestion:
    """One question; for a cloze ``stem`` holds the gaps as Moodle writes them, and ``options`` is empty.

    ``settings`` keeps what only one of the formats can say (``usecase``, ``idnumber``, ``graderinfo``).
    """

    kind: QuestionKind
    name: str
    stem: str
    key: str = ""
    reason: str = ""
    text_format: str = "moodle"
    category: str = ""
    tags: list[str] = field(default_factory=list)
    options: list[BankOption] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    line: int = 1

    @property
    def difficulty(self) -> str:
        return next((DIFFICULTIES[tag] for tag in self.tags if tag in DIFFICULTIES), "MEDIUM")


class Unreadable(ValueError):
    """What is wrong with one question, in a sentence for the person who wrote the file."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What to mend, and on which line."""

    line: int
    message: str


@dataclass(slots=True)
class BankFile:
    """What a file holds: every question that could be read and everything that is wrong with the others."""

    questions: list[BankQuestion] = field(default_factory=list)
    errors: list[Complaint] = field(default_factory=list)

    def take(self, question: BankQuestion) -> None:
        if len(self.questions) < MAX_QUESTIONS:
            self.questions.append(question)
        elif len(self.questions) == MAX_QUESTIONS and not any("more than" in one.message for one in self.errors):
            self.refuse(question.line, f"The file holds more than {MAX_QUESTIONS} questions; divide it.")

    def refuse(self, line: int, message: str) -> None:
        self.errors.append(Complaint(line, message))
