"""A branching case, one scene to a page; what was decided stands above, and pages that are only read write nothing."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from courses.casework import Case, Standing, best_points, replay
from courses.selectors import FrozenLesson
from lms.accounts.http import AuthenticatedRequest
from workshops.models import CasePlay
from workshops.services import cases
from workshops.views.lesson_body import drawable, inline
from workshops.views.player import Reader, get_open_lesson, get_reader


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case in the lesson that holds it, and the reader's way through it so far."""

    reader: Reader
    lesson: FrozenLesson
    case: Case
    play: CasePlay | None

    @property
    def standing(self) -> Standing:
        return replay(self.case, self.play.choices if self.play else [])


def get_open_case(request: AuthenticatedRequest, edition_id: str, lesson_key: str, case_key: str) -> OpenCase:
    reader = get_reader(request, edition_id)
    lesson, _place = get_open_lesson(reader, lesson_key)
    values = [block["value"] for block in lesson.blocks if block["type"] == "case"]
    case = next((value for value in values if value["key"] == case_key), None)
    if case is None:
        raise Http404
    play = None
    if reader.enrolment is not None:
        play = cases.latest_play(reader.enrolment, lesson_key, case)
    return OpenCase(reader, lesson, case, play)


class CaseView(View):
    """The scene that is to be decided, or the ending; who looks on reads the whole case."""

    def get(self, request: AuthenticatedRequest, edition_id: str, lesson_key: str, case_key: str) -> HttpResponse:
        found = get_open_case(request, edition_id, lesson_key, case_key)
        common = {
            "edition": found.reader.edition,
            "lesson": found.lesson,
            "case": found.case,
            "title_language": found.lesson.text_language,
        }
        if found.reader.enrolment is None:
            return render(request, "workshops/case_whole.html", common | {"chapters": whole(found.case)})
        standing = found.standing
        context = {
            "standing": standing,
            "begun": [drawable(part) for part in found.case["body"]] if not standing.steps else [],
            "passages": [drawn_passage(one) for one in standing.passages],
            "options": [inline(one["text"]) for one in standing.scene["options"]] if standing.scene else [],
            "steps": [
                {"title": one.scene["title"], "text": inline(one.option["text"]), "why": inline(one.option["feedback"])}
                for one in standing.steps
            ],
            "number": found.play.number if found.play else 0,
            "best": best_points(found.case),
        }
        return render(request, "workshops/case_play.html", common | context)

    def post(self, request: AuthenticatedRequest, edition_id: str, lesson_key: str, case_key: str) -> HttpResponse:
        found = get_open_case(request, edition_id, lesson_key, case_key)
        if found.reader.enrolment is None:  # looks on and decides nothing
            raise Http404
        asked: dict[str, Any] = {
            "enrolment": found.reader.enrolment,
            "lesson_key": lesson_key,
            "case": found.case,
            "at": timezone.now(),
        }
        try:
            if "again" in request.POST:
                cases.begin_again(number=number_in(request, "again"), **asked)
            elif "option" in request.POST:
                cases.decide(step=number_in(request, "step"), option=number_in(request, "option"), **asked)
        except LookupError:
            raise Http404
        except (cases.DecidedElsewhere, cases.CaseOver, cases.CaseUnfinished) as refusal:
            messages.warning(request, str(refusal))
        return redirect("workshops:case", edition_id=edition_id, lesson_key=lesson_key, case_key=case_key)


def number_in(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdigit()):
        raise LookupError("Not a number.")
    return int(value[:6])


def drawn_passage(passage: dict[str, Any]) -> dict[str, Any]:
    return {"when": passage["when"], "body": [drawable(part) for part in passage["body"]]}


def whole(case: Case) -> list[dict[str, Any]]:
    """Every scene and ending, for those who teach."""
    return [
        {
            **chapter,
            "passages": [drawn_passage(one) for one in chapter["passages"]],
            "options": [
                {**one, "text": inline(one["text"]), "feedback": inline(one["feedback"])}
                for one in chapter.get("options", [])
            ],
        }
        for chapter in [*case["scenes"], *case["endings"]]
    ]
