"""What the two reports ask, as data with a version: a call freezes the version, so answers stay comparable."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from internships.enums import Overall, ReportKind

INTERN_FORM = "intern-1"
MENTOR_FORM = "mentor-1"
APPLICATION_FORM = "application-1"
FORM_VERSIONS = {"application": APPLICATION_FORM, "intern": INTERN_FORM, "mentor": MENTOR_FORM}

NOT_OBSERVED = "NO"
MARKS = ("1", "2", "3", "4", "5", NOT_OBSERVED)
COMMENTED_MARKS = ("1", "2")  # one has to be told why; on everything else a mentor may pass on
CRITERIA = ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3", "D1", "D2", "D3")

# The intern's sections, by their numbers (DOMAIN §2.7). Four are asked, the others invite.
INTERN_TEXTS = ("overview", "organisation", "obstacles", "suggestions")
INTERN_REQUIRED = ("organisation", "practices", "cascade", "declaration")
MENTOR_TEXTS = ("strengths", "advice", "learned", "next_mentor", "obstacles", "overall_reasons")
CASCADE_LIMIT = 3
PRACTICES_LIMIT = 2
TEXT_LIMIT = 10_000

# What is still asked, in words.
GAP_WORDS = {
    "organisation": _("how the host office works"),
    "practices": _("at least one practice worth taking home"),
    "cascade": _("at least one commitment to pass on what you learned"),
    "declaration": _("the declaration at the end"),
    "marks": _("a mark, or “not observed”, for every criterion"),
    "comments": _("a comment for each 1 and 2"),
    "overall": _("the judgement on the whole"),
    "overall_reasons": _("the reasons why it was unsatisfactory"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a report from being handed in: the key of the question and, for a list of marks, which one."""

    key: str
    part: str = ""


def read_body(body: str) -> dict[str, Any]:
    """The answers as they were given; an empty report has none. What is not written as answers stands as one text."""
    try:
        answers: dict[str, Any] = json.loads(body) if body else {}
    except ValueError:
        return {"overview": body}
    return answers


def write_body(answers: Mapping[str, Any]) -> str:
    return json.dumps(answers, ensure_ascii=False, sort_keys=True)


def find_gaps(kind: str, answers: Mapping[str, Any], *, is_shortened: bool) -> list[Gap]:
    """What is still asked. After an interruption the plan to pass on and the practices only invite."""
    if kind == ReportKind.INTERN:
        asked = ("organisation", "declaration") if is_shortened else INTERN_REQUIRED
        return [Gap(key) for key in asked if not answers.get(key)]
    marks: Mapping[str, str] = answers.get("marks") or {}
    comments: Mapping[str, str] = answers.get("comments") or {}
    gaps = [Gap("marks", code) for code in CRITERIA if marks.get(code) not in MARKS]
    low = [code for code in CRITERIA if marks.get(code) in COMMENTED_MARKS]
    gaps += [Gap("comments", code) for code in low if not str(comments.get(code, "")).strip()]
    if answers.get("overall") not in Overall.values:
        gaps.append(Gap("overall"))
    elif answers["overall"] == Overall.UNSATISFACTORY and not str(answers.get("overall_reasons", "")).strip():
        gaps.append(Gap("overall_reasons"))
    return gaps


def texts_of(answers: Any) -> list[str]:
    """Every text somebody typed, wherever it stands."""
    if isinstance(answers, str):
        return [answers]
    if isinstance(answers, Mapping):
        return [text for value in answers.values() for text in texts_of(value)]
    if isinstance(answers, list | tuple):
        return [text for value in answers for text in texts_of(value)]
    return []


def get_average(answers: Mapping[str, Any]) -> tuple[int, int]:
    """Sum and number of the marks given; what was not observed is in neither."""
    marks = [int(mark) for mark in (answers.get("marks") or {}).values() if mark in MARKS and mark != NOT_OBSERVED]
    return sum(marks), len(marks)
