"""The register of documents as those read it who keep it: which ones, in which words, and as a file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from certificates.document.wording import period_in_words
from certificates.enums import AwardState
from certificates.models import Award
from certificates.permissions import can_export_register
from certificates.querysets import AwardQuerySet
from certificates.selectors import get_document_name, screen
from certificates.statement import said
from lms.accounts.models import User
from lms.common.times import date_in_words
from lms.records.export_kinds import Cell, Column, ExportKind
from network.models import Office

PAGE = 50
MATCHES = 50
TONES = {AwardState.ACTIVE: "done", AwardState.REVOKED: "refused", AwardState.SUPERSEDED: "quiet"}
Params = Mapping[str, Any]


def get_awards(user: User, params: Params) -> AwardQuerySet:
    """The documents that ``params`` choose among those the reader may see; days are days of issue."""
    awards = Award.objects.visible_to(user)
    if params.get("edicion"):
        awards = awards.filter(activity_ref=params["edicion"])
    if params.get("oficina"):
        awards = awards.filter(office__public_id=params["oficina"])
    if params.get("estado"):
        awards = awards.filter(state=params["estado"])
    if params.get("desde"):
        awards = awards.filter(issued_on__gte=date.fromisoformat(params["desde"]))
    if params.get("hasta"):
        awards = awards.filter(issued_on__lt=date.fromisoformat(params["hasta"]) + timedelta(days=1))
    return awards


def find_awards(user: User, sought: str) -> list[Award]:
    """Documents whose holder's name has every word of ``sought``, or whose number it is; latest first."""
    named = Q()
    for word in sought.split():
        named &= Q(holder_name__icontains=word)
    found = Award.objects.visible_to(user).filter(named | Q(number__iexact=sought.strip()))
    return list(found.select_related("office__country").order_by("-issued_at", "-pk")[:MATCHES])


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One document in the register."""

    public_id: str
    number: str
    holder: str
    kind: str
    title: str
    office: str
    issued_on: date
    state: str
    tone: str
    is_active: bool


def get_register_lines(awards: Iterable[Award]) -> list[RegisterLine]:
    """``awards``, read with their offices, in the reader's language."""
    language = screen(get_language() or "es")
    return [
        RegisterLine(
            public_id=award.public_id,
            number=award.number,
            holder=award.holder_name,
            kind=get_document_name(award, language),
            title=said(award.statement.title, language),
            office=award.office.code if award.office else "",
            issued_on=award.issued_on,
            state=str(AwardState(award.state).label),
            tone=TONES[AwardState(award.state)],
            is_active=award.state == AwardState.ACTIVE,
        )
        for award in awards
    ]


def get_activities(user: User) -> list[tuple[str, str]]:
    """What the visible documents attest, to choose by: two queries."""
    language = screen(get_language() or "es")
    visible = Award.objects.visible_to(user).order_by()
    first = visible.values("activity_ref").annotate(first=Min("pk")).values("first")
    found = Award.objects.filter(pk__in=first).only("activity_ref", "snapshot").order_by("-pk")
    return [(award.activity_ref, _activity(award, language)) for award in found]


@dataclass(frozen=True, slots=True)
class SigningProgress:
    """How many of an activity's documents are drawn and signed; those that closed before do not count."""

    title: str
    done: int
    total: int


def get_progress(user: User, activity_ref: str) -> SigningProgress | None:
    """How far the documents of an activity have come, among those the reader may see: two queries."""
    awards = Award.objects.visible_to(user).filter(activity_ref=activity_ref).active()
    first = awards.order_by("pk").first()
    if first is None:
        return None
    told = awards.order_by().aggregate(total=Count("pk"), waiting=Count("pk", filter=Q(artifact__isnull=True)))
    title = _activity(first, screen(get_language() or "es"))
    return SigningProgress(title, told["total"] - told["waiting"], told["total"])


def _activity(award: Award, language: str) -> str:
    told = award.statement
    return f"{said(told.title, language)} · {period_in_words(told.starts_on, told.ends_on, language)}"


def get_offices(user: User) -> list[tuple[str, str]]:
    """The offices of the visible documents, to choose by: two queries."""
    offices = Office.objects.visible_to(user).filter(
        pk__in=Award.objects.visible_to(user).order_by().values("office_id")
    )
    today = timezone.localdate()
    return [
        (office.public_id, f"{office.code} · {office.name_on(today)}")
        for office in offices.prefetch_related("names").order_by("code")
    ]


def describe(params: Params) -> list[tuple[str, str]]:
    """What was chosen, in words."""
    found = []
    if params.get("edicion"):
        award = Award.objects.filter(activity_ref=params["edicion"]).order_by("pk").first()
        found.append((_("Activity"), _activity(award, screen(get_language() or "es")) if award else "—"))
    if params.get("oficina"):
        office = Office.objects.filter(public_id=params["oficina"]).first()
        found.append((_("Office"), office.code if office else "—"))
    if params.get("estado") in AwardState.values:
        found.append((_("State"), str(AwardState(params["estado"]).label)))
    if params.get("desde"):
        found.append((_("Issued from"), date_in_words(date.fromisoformat(params["desde"]))))
    if params.get("hasta"):
        found.append((_("Issued until"), date_in_words(date.fromisoformat(params["hasta"]))))
    return found


def _rows(user: User, params: Params) -> Iterator[tuple[Cell, ...]]:
    awards = get_awards(user, params).select_related("office__country").order_by("-issued_at", "-pk")
    language = screen(get_language() or "es")
    for award in awards.iterator(chunk_size=500):
        told = award.statement
        yield (
            award.number,
            award.holder_name,
            get_document_name(award, language),
            said(told.title, language),
            told.starts_on,
            told.ends_on,
            told.minutes_attended,
            award.office.code if award.office else "",
            award.issued_on,
            str(AwardState(award.state).label),
        )


REGISTER = ExportKind(
    name="certificates.register",
    title=gettext_lazy("Register of documents"),
    readers=gettext_lazy("The Secretariat"),
    may=can_export_register,
    columns=[
        Column(gettext_lazy("Register number"), 18),
        Column(gettext_lazy("Name"), 26),
        Column(gettext_lazy("Document"), 24),
        Column(gettext_lazy("What it attests"), 32),
        Column(gettext_lazy("From"), 11),
        Column(gettext_lazy("Until"), 11),
        Column(gettext_lazy("Minutes"), 9),
        Column(gettext_lazy("Office"), 11),
        Column(gettext_lazy("Date of issue"), 12),
        Column(gettext_lazy("State"), 11),
    ],
    describe=describe,
    count=lambda user, params: get_awards(user, params).count(),
    rows=_rows,
)
