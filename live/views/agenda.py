"""The network's calendar: a month or a list, by country, topic and modality."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from live.agenda import AgendaFilter, get_agenda, lay_out_month
from live.enums import Modality
from lms.accounts.http import AuthenticatedRequest

FILTERS = ("pais", "tema", "modalidad", "solo")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def read_month(asked: str, today: date) -> date:
    """The first day of the month ``2026-11``; of the present one where that is no month."""
    year, _dash, month = asked.partition("-")
    is_month = len(asked) == 7 and asked.isascii() and year.isdigit() and month.isdigit()
    if is_month and FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def read_filter(request: HttpRequest) -> AgendaFilter:
    asked = request.GET
    return AgendaFilter(
        country=asked.get("pais", "")[:8],
        topic=asked.get("tema", "")[:60],
        modality=asked.get("modalidad", "") if asked.get("modalidad") in Modality.values else "",
        is_own=asked.get("solo") == "propias",
    )


class ShowAgendaView(View):
    """Everything a browser asks for is a link or a form of the method GET, so that it can be kept and sent on."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        today = timezone.localdate()
        month, wanted = read_month(request.GET.get("mes", ""), today), read_filter(request)
        after = (month + timedelta(days=32)).replace(day=1)
        before = (month - timedelta(days=1)).replace(day=1)
        agenda = get_agenda(request.user, month, after - timedelta(days=1), wanted)
        is_list = request.GET.get("vista") == "lista"
        kept = {key: request.GET[key][:60] for key in FILTERS if request.GET.get(key)}
        context = {
            "month": month,
            "is_list": is_list,
            "wanted": wanted,
            "agenda": agenda,
            "weeks": lay_out_month(month, agenda.entries, today),
            "modalities": Modality.choices,
            "has_filter": wanted != AgendaFilter(),
            "before": _query(before, is_list, kept),
            "after": _query(after, is_list, kept),
            "as_list": _query(month, True, kept),
            "as_month": _query(month, False, kept),
            "unfiltered": _query(month, is_list, {}),
        }
        return render(request, "live/agenda.html", context)


def _query(month: date, is_list: bool, kept: dict[str, str]) -> str:
    view = {"vista": "lista"} if is_list else {}
    return "?" + urlencode({"mes": f"{month:%Y-%m}", **view, **kept})
