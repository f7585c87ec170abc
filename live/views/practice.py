"""The practice room's server side. As with a video server, the token is the only thing that opens it."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from live import selectors, services
from live.models import PracticeOccupant
from live.providers.practice import Visitor
from live.views.machine import declared_length

MAX_BYTES = 8_000


def read_body(request: HttpRequest) -> dict[str, str]:
    """The short texts of a call; whatever else is sent reads as an empty one."""
    body = request.body if declared_length(request) <= MAX_BYTES else b""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        told = {}
    fields = told if isinstance(told, dict) else {}
    return {key: fields[key] if isinstance(fields.get(key), str) else "" for key in ("room", "token", "seat")}


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class PracticeView(View):
    """A call of the room's page: the pass is read first, and a refusal is a sentence."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        told, at = read_body(request), timezone.now()
        try:
            visitor = services.read_pass(token=told["token"], room_name=told["room"], at=at)
            response = self.answer(visitor, told["seat"])
        except services.PracticeDoorShut as refusal:
            response = JsonResponse({"message": str(refusal)}, status=403)
        except services.SeatLost as refusal:
            response = JsonResponse({"message": str(refusal)}, status=410)
        response["Cache-Control"] = "no-store, private"
        return response

    def answer(self, visitor: Visitor, seat: str) -> HttpResponse:
        raise NotImplementedError

    def who_is_here(self, occupant: PracticeOccupant) -> JsonResponse:
        people = selectors.get_people_here(occupant.room, occupant.participant)
        return JsonResponse(
            {
                "seat": occupant.public_id,
                "people": [
                    {"name": one.name, "is_facilitator": one.is_facilitator, "is_self": one.is_self} for one in people
                ],
            }
        )


class EnterPracticeView(PracticeView):
    def answer(self, visitor: Visitor, seat: str) -> HttpResponse:
        return self.who_is_here(services.enter_practice_room(visitor=visitor, at=timezone.now()))


class KeepPracticeSeatView(PracticeView):
    def answer(self, visitor: Visitor, seat: str) -> HttpResponse:
        return self.who_is_here(services.keep_practice_seat(visitor=visitor, seat=seat, at=timezone.now()))


class LeavePracticeView(PracticeView):
    def answer(self, visitor: Visitor, seat: str) -> HttpResponse:
        services.leave_practice_room(visitor=visitor, seat=seat, at=timezone.now())
        return HttpResponse(status=204)
