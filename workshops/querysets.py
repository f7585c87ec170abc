"""How rows of this room are read. ``visible_to`` is the one read path of views."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from network.selectors import get_standing
from workshops.enums import (
    ACTIVE_STATES,
    LEARNING_STATES,
    OFFERED_STATES,
    WHOEVER_LEFT,
    AttemptState,
    EditionState,
    StaffRole,
)

TAKING_ANSWERS = (EditionState.OPEN, EditionState.RUNNING)

if TYPE_CHECKING:
    from lms.accounts.models import User
    from workshops.models import (  # noqa: F401 (named in strings below)
        Attempt,
        Call,
        Edition,
        Enrolment,
        Proposal,
        SeatDecision,
        SeatPool,
    )


def _rows(model: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("workshops", model)._default_manager.all()
    return rows


def _editions_with(model: str, *conditions: Q, **fields: object) -> Q:
    """Editions that have such a row: subqueries, since three joins side by side would multiply each other."""
    return Q(pk__in=_rows(model).filter(*conditions, **fields).values("edition_id"))


class EditionQuerySet(QuerySet["Edition"]):
    def open_for_nomination(self, at: datetime) -> Self:
        return self.filter(state=EditionState.OPEN, nomination_opens_at__lte=at, nomination_closes_at__gt=at)

    def public(self) -> Self:
        """What anybody may know of: an edition in preparation is nobody else's business."""
        return self.exclude(state=EditionState.DRAFT)

    def visible_to(self, user: "User") -> Self:
        """Secretariat and coordinators: all. Contact points: those with seats for their office. Others: their own."""
        standing = get_standing(user)
        if standing.is_secretariat or standing.is_coordinator:
            return self.all()
        if standing.person_id is None:
            return self.none()
        offices = standing.contact_point_office_ids
        own = _editions_with("EditionStaff", person_id=standing.person_id)
        own |= _editions_with("Enrolment", Q(person_id=standing.person_id) | Q(office_id__in=offices))
        if standing.office_id is not None:
            own |= Q(takes_applications=True, state=EditionState.OPEN)
        if offices:
            own |= _editions_with("SeatPool", Q(office_id__in=offices) | Q(office_id__isnull=True))
        if standing.coordinator_country_ids:
            in_country = Q(office__country_id__in=standing.coordinator_country_ids)
            own |= _editions_with("Enrolment", in_country) | _editions_with("SeatPool", in_country)
        return self.public().filter(own)


class CallQuerySet(QuerySet["Call"]):
    def awaiting_deadline(self, at: datetime) -> Self:
        return self.filter(opens_at__lte=at, closes_at__gt=at, published_at__isnull=True)

    def visible_to(self, user: "User") -> Self:
        """Who proposes, ranks or decides. Before it opens, only who decides."""
        standing = get_standing(user)
        if standing.is_secretariat or standing.is_coordinator:
            return self.all()
        if standing.contact_point_office_ids:
            return self.filter(opens_at__lte=Now())
        return self.none()


class ProposalQuerySet(QuerySet["Proposal"]):
    def visible_to(self, user: "User") -> Self:
        """Secretariat and coordinators: all. Contact points: their office's."""
        standing = get_standing(user)
        if standing.is_secretariat or standing.is_coordinator:
            return self.all()
        return self.filter(office_id__in=standing.contact_point_office_ids)

    def published_to(self, user: "User") -> Self:
        """What every contact point may know of the others' once the outcome is published."""
        standing = get_standing(user)
        if not (standing.contact_point_office_ids or standing.is_secretariat or standing.is_coordinator):
            return self.none()
        return self.filter(call__published_at__isnull=False)


class SeatPoolQuerySet(QuerySet["SeatPool"]):
    def take_seat(self, pool_id: int) -> bool:
        """Take one seat if one is free: one guarded statement, so two people cannot take the last one."""
        return bool(self.filter(pk=pool_id, taken__lt=F("capacity")).update(taken=F("taken") + 1))

    def free_seat(self, pool_id: int) -> bool:
        """Give one seat back."""
        return bool(self.filter(pk=pool_id, taken__gt=0).update(taken=F("taken") - 1))


class SeatDecisionQuerySet(QuerySet["SeatDecision"]):
    def visible_to(self, user: "User") -> Self:
        """Whoever follows every office, and contact points whose office sees the edition's seats change."""
        standing = get_standing(user)
        if standing.is_secretariat or standing.is_coordinator:
            return self.all()
        offices = standing.contact_point_office_ids
        if not offices:
            return self.none()
        own_or_open = Q(office_id__in=offices) | Q(office_id__isnull=True)
        pools = _rows("SeatPool").filter(own_or_open)
        return self.filter(pk__in=_rows("SeatChange").filter(pool__in=pools).values("decision_id"))


class EnrolmentQuerySet(QuerySet["Enrolment"]):
    def active(self) -> Self:
        """On the list for something still to come."""
        return self.filter(state__in=ACTIVE_STATES)

    def listed(self) -> Self:
        """Still on the list: everybody but those who declined, withdrew or never answered."""
        return self.exclude(state__in=WHOEVER_LEFT)

    def shown_in(self, edition_id: int) -> Self:
        """Those enrolled in one edition who have chosen to be seen by classmates, and can sign in."""
        return self.filter(
            edition_id=edition_id, state__in=LEARNING_STATES, shown_since__isnull=False, person__user__is_active=True
        )

    def overdue(self, at: datetime) -> Self:
        """A seat is kept for an answer that is due at ``at`` and has not come."""
        return self.filter(state__in=OFFERED_STATES, respond_by__lte=at, edition__state__in=TAKING_ANSWERS)

    def in_line_for(self, pool_id: int) -> Self:
        """The alternates of a pool in their order of arrival."""
        return self.filter(awaited_pool_id=pool_id).order_by("alternate_position")

    def visible_to(self, user: "User") -> Self:
        """Secretariat and coordinators: all. Contact points: the office's. Facilitators: their editions'. One's own."""
        standing = get_standing(user)
        if standing.is_secretariat or standing.is_coordinator:
            return self.all()
        if standing.person_id is None:
            return self.none()
        taught = _rows("EditionStaff").filter(person_id=standing.person_id, role=StaffRole.FACILITATOR)
        allowed = (
            Q(person_id=standing.person_id)
            | Q(office_id__in=standing.contact_point_office_ids)
            | Q(edition_id__in=taught.values("edition_id"))
        )
        if standing.coordinator_country_ids:
            allowed |= Q(office__country_id__in=standing.coordinator_country_ids)
        return self.filter(allowed)

    def own_of(self, user: "User") -> Self:
        """One's own, in whatever state. Narrower than ``visible_to`` and one query in all."""
        return self.filter(person__user=user) if user.is_active else self.none()

    def learning_of(self, user: "User") -> Self:
        """One's own, where lessons and assessment are open."""
        return self.own_of(user).filter(state__in=LEARNING_STATES)


class AttemptQuerySet(QuerySet["Attempt"]):
    def overdue(self, at: datetime) -> Self:
        """Their time is over at ``at`` and nobody has closed them."""
        return self.filter(state=AttemptState.OPEN, due_at__lte=at)

    def visible_to(self, user: "User") -> Self:
        """One's own, while one is enrolled: nobody else opens an attempt (SECURITY §1.4)."""
        if not user.is_active:
            return self.none()
        return self.filter(enrolment__person__user=user, enrolment__state__in=LEARNING_STATES)
