"""The attendance of one session as a file, for whoever conducts it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from live.models import Session
from live.presence_now import count_attendance, list_attendance
from lms.accounts.models import User
from lms.common.prepared import PreparedQuery
from lms.records.export_kinds import Column, ExportKind, Params


def may_export(user: User) -> bool:
    """Whoever conducts a session at all; which ones is asked of each list. One short query: every desk asks it."""
    return user.is_active and bool(CONDUCTED.rows(user_id=user.pk))


def _conducted(user_id: int) -> QuerySet[Any, Any]:
    return Session.objects.conducted_by(user_id).order_by().values_list("pk")[:1]


CONDUCTED = PreparedQuery(_conducted)


def describe(params: Params) -> list[tuple[str, str]]:
    session = Session.objects.filter(public_id=str(params.get("sesion", ""))).first()
    return [(_("Session"), str(session.title) if session else "—")]


ATTENDANCE = ExportKind(
    name="live.attendance",
    title=gettext_lazy("Attendance of a session"),
    readers=gettext_lazy("Whoever conducts the session"),
    may=may_export,
    columns=[
        Column(gettext_lazy("Name"), 26),
        Column(gettext_lazy("Country"), 14),
        Column(gettext_lazy("Role"), 14),
        Column(gettext_lazy("Minutes"), 9),
        Column(gettext_lazy("Scheduled minutes"), 12),
        Column(gettext_lazy("Attendance"), 14),
    ],
    describe=describe,
    count=count_attendance,
    rows=list_attendance,
)
