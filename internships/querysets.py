"""How rows of this room are read. ``visible_to`` is the one read path of views."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from internships.enums import AmendmentKind, CallState, OfferState, PlacementState, ReportKind
from internships.moves import SEATED
from network.selectors import get_standing

if TYPE_CHECKING:
    from internships.models import Call, HostOffer, Mentorship, Placement, Report  # noqa: F401 (named in strings below)
    from lms.accounts.models import User


def _rows(model: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("internships", model)._default_manager.all()
    return rows


class InternshipCallQuerySet(QuerySet["Call"]):
    def public(self) -> Self:
        """What anybody may know of: a call in preparation is nobody else's business."""
        return self.exclude(state=CallState.DRAFT)

    def visible_to(self, user: "User") -> Self:
        """The Secretariat: all. Everybody of the network: those that are open or were."""
        standing = get_standing(user)
        if standing.is_secretariat:
            return self.all()
        return self.public() if standing.person_id is not None else self.none()


class HostOfferQuerySet(QuerySet["HostOffer"]):
    def take_seat(self, offer_id: int) -> bool:
        """Take one free place of a confirmed offer: one guarded statement, so nobody gets the last one twice."""
        free = self.filter(pk=offer_id, state=OfferState.CONFIRMED, taken__lt=F("capacity"))
        if not free.update(taken=F("taken") + 1):
            return False
        self.filter(pk=offer_id, taken=F("capacity")).update(state=OfferState.FILLED)
        return True

    def free_seat(self, offer_id: int) -> bool:
        """Give one place back; an offer that was full has one again."""
        freed = bool(self.filter(pk=offer_id, taken__gt=0).update(taken=F("taken") - 1))
        self.filter(pk=offer_id, state=OfferState.FILLED).update(state=OfferState.CONFIRMED)
        return freed

    def visible_to(self, user: "User") -> Self:
        """The Secretariat: all. A contact point: those of the own office."""
        standing = get_standing(user)
        if standing.is_secretariat:
            return self.all()
        return self.filter(office_id__in=standing.contact_point_office_ids)


class PlacementQuerySet(QuerySet["Placement"]):
    def with_effective(self) -> "QuerySet[Any]":
        """With the days that hold today: approved amendments counted in, and an early end."""
        agreed = _rows("Amendment").filter(
            placement=OuterRef("pk"), kind=AmendmentKind.DATES, approved_at__isnull=False
        )
        latest = agreed.order_by("-approved_at", "-pk")
        return self.annotate(
            effective_starts_on=Coalesce(Subquery(latest.values("new_starts_on")[:1]), F("starts_on")),
            effective_ends_on=Coalesce(F("interrupted_on"), Subquery(latest.values("new_ends_on")[:1]), F("ends_on")),
        )

    def overlapping(self, starts_on: date, ends_on: date) -> "QuerySet[Any]":
        """Assigned ones that lie, as they hold today, on one of these days at least."""
        held = self.with_effective().filter(state__in=[str(state.value) for state in SEATED])
        return held.filter(effective_starts_on__lte=ends_on, effective_ends_on__gte=starts_on)

    def visible_to(self, user: "User") -> Self:
        """The Secretariat: all. The intern: the own. Contact points: what was handed in to them, and who comes to them.

        Mentors: whom they accompany or accompanied. A draft is nobody's but its author's.
        """
        standing = get_standing(user)
        if standing.person_id is None:
            return self.none()
        handed_in = ~Q(state=PlacementState.DRAFT)
        own = Q(person_id=standing.person_id)
        if standing.is_secretariat:
            return self.filter(own | handed_in)
        offices = standing.contact_point_office_ids
        if offices:
            own |= Q(office_id__in=offices) & handed_in
            own |= Q(offer__office_id__in=offices)
        mentored = _rows("Mentorship").filter(
            placement=OuterRef("pk"), person_id=standing.person_id, declined_at__isnull=True
        )
        return self.filter(own | Exists(mentored))


class MentorshipQuerySet(QuerySet["Mentorship"]):
    def accompanied_by(self, person_id: int) -> Self:
        """Those in which somebody accompanies or accompanied; not those they declined."""
        return self.filter(person_id=person_id, declined_at__isnull=True)


class ReportQuerySet(QuerySet["Report"]):
    def both_in(self) -> Self:
        """Those whose counterpart is handed in too, as they are themselves."""
        handed_in = _rows("Report").filter(placement=OuterRef("placement"), submitted_at__isnull=False)
        return self.filter(
            Exists(handed_in.filter(kind=ReportKind.INTERN)), Exists(handed_in.filter(kind=ReportKind.MENTOR))
        )

    def written_by(self, person_id: int) -> Self:
        """The intern's own report; the evaluation of the mentor who wrote it."""
        intern = Q(kind=ReportKind.INTERN, placement__person_id=person_id)
        mentor = Q(kind=ReportKind.MENTOR, mentorship__person_id=person_id)
        return self.filter(intern | mentor)

    def visible_to(self, user: "User") -> Self:
        """The author: always. The Secretariat: what is handed in. The parties: once both are in and they are released.

        The wall between the two reports stands here, in the query; no page decides it.
        """
        standing = get_standing(user)
        if standing.person_id is None:
            return self.none()
        person_id, offices = standing.person_id, standing.contact_point_office_ids
        mine = Q(pk__in=self.model._default_manager.written_by(person_id).values("pk"))
        if standing.is_secretariat:
            return self.filter(mine | Q(submitted_at__isnull=False))
        mentored = _rows("Mentorship").filter(
            placement=OuterRef("placement"), person_id=person_id, declined_at__isnull=True
        )
        party = Q(placement__person_id=person_id) | Q(Exists(mentored))
        party |= Q(placement__office_id__in=offices) | Q(placement__offer__office_id__in=offices)
        open_to_parties = Q(pk__in=self.model._default_manager.both_in().values("pk"))
        return self.filter(mine | (party & open_to_parties & Q(placement__released_at__isnull=False)))
