"""How awards are read. ``visible_to`` is the one read path of views behind the sign-in."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q, QuerySet

from certificates.enums import AwardState
from network.selectors import get_standing

if TYPE_CHECKING:
    from datetime import datetime

    from certificates.models import Award, DocumentTemplate, ShareLink  # noqa: F401 (named in strings below)
    from lms.accounts.models import User


class AwardQuerySet(QuerySet["Award"]):
    def visible_to(self, user: "User") -> Self:
        """The holder's own; a contact point's office's; a country's coordinator's; all for Secretariat and region."""
        standing = get_standing(user)
        if standing.person_id is None:
            return self.none()
        if standing.is_secretariat or standing.is_coordinator:
            return self.all()
        allowed = Q(person_id=standing.person_id)
        if standing.contact_point_office_ids:
            allowed |= Q(office_id__in=standing.contact_point_office_ids)
        if standing.coordinator_country_ids:
            allowed |= Q(office__country_id__in=standing.coordinator_country_ids)
        return self.filter(allowed)

    def held_by(self, user: "User") -> Self:
        """What ``user`` was awarded."""
        return self.filter(person__user_id=user.pk)

    def active(self) -> Self:
        return self.filter(state=AwardState.ACTIVE)

    def waiting(self) -> Self:
        """Awards whose document is not stored yet; a state that changed meanwhile does not end the wait."""
        return self.filter(artifact__isnull=True)


class TemplateQuerySet(QuerySet["DocumentTemplate"]):
    def visible_to(self, user: "User") -> Self:
        """The Secretariat's: it alone designs documents."""
        return self.all() if get_standing(user).is_secretariat else self.none()


class ShareLinkQuerySet(QuerySet["ShareLink"]):
    def visible_to(self, user: "User") -> Self:
        """The holder's own; nobody else knows of them."""
        standing = get_standing(user)
        return self.filter(award__person_id=standing.person_id) if standing.person_id else self.none()

    def open_at(self, at: "datetime") -> Self:
        """Those that lead to the document."""
        return self.filter(withdrawn_at__isnull=True, expires_at__gt=at)
