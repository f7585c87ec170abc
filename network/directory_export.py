"""The directory of contact points as a list that may leave, when two persons agree (``lms.exports.acts``)."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.records.export_kinds import Cell, Column, ExportKind, Params
from network.enums import Role
from network.models import Appointment, Membership
from network.permissions import can_export_directory

PIECE = 500


def _held() -> QuerySet[Appointment]:
    """Today's contact points, office by office."""
    held = Appointment.objects.current().filter(role=Role.CONTACT_POINT).select_related("person", "office__country")
    return held.prefetch_related("office__names").order_by("office__country__iso", "office__code", "started_on", "pk")


def _rows(_user: User, _params: Params) -> Iterator[tuple[Cell, ...]]:
    today = timezone.localdate()
    positions = dict(
        Membership.objects.current()
        .filter(person__in=_held().order_by().values("person"))
        .values_list("person_id", "position")
    )
    for held in _held().iterator(chunk_size=PIECE):
        office, person = held.office, held.person
        if office is None:
            continue
        yield (
            str(office.country),
            office.name_on(today) or office.code,
            person.family_names,
            person.given_names,
            positions.get(person.pk, ""),
            person.email,
            held.started_on,
        )


DIRECTORY = ExportKind(
    name="network.directory",
    title=_("Directory of contact points"),
    readers=_("The Secretariat"),
    may=can_export_directory,
    columns=[
        Column(_("Country"), 14),
        Column(_("Office"), 30),
        Column(_("Family names"), 20),
        Column(_("Given names"), 18),
        Column(_("Position"), 22),
        Column(_("E-mail address"), 30),
        Column(_("Since"), 12),
    ],
    describe=lambda _params: [],
    count=lambda _user, _params: _held().order_by().count(),
    rows=_rows,
)
