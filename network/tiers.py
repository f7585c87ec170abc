"""Tiers: how far a thing may be read. Each room whose things have readers by tier takes ``Tiered`` and its queryset.

Public, network, contact points, Secretariat: each holds those after it. Where nobody has said, only the Secretariat
reads. A tier is about whole circles of readers; what belongs to one person, office or edition has its own rule.
"""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.enums import Role, Tier
from network.selectors import Standing, get_standing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import User

CIRCLES: dict[str, tuple[Tier, ...]] = {
    Role.SECRETARIAT: tuple(Tier),
    Role.COORDINATOR: (Tier.PUBLIC, Tier.NETWORK, Tier.CONTACT_POINTS),
    Role.CONTACT_POINT: (Tier.PUBLIC, Tier.NETWORK, Tier.CONTACT_POINTS),
    Role.SCHOOL_EDITOR: (Tier.PUBLIC, Tier.NETWORK),
    Role.MENTOR: (Tier.PUBLIC, Tier.NETWORK),
}  # an auditor and an external expert follow what they are given, not what members share


def tiers_of(standing: Standing) -> frozenset[str]:
    """The tiers that somebody standing so reads: members of an office today, and by role."""
    found = {Tier.PUBLIC}
    if standing.office_id is not None:
        found.add(Tier.NETWORK)
    for role in standing.roles:
        found.update(CIRCLES.get(role, ()))
    return frozenset(found)


def get_tiers(user: "User | AnonymousUser") -> frozenset[str]:
    """The tiers ``user`` reads today; a guest and an account that stands nowhere read what is public."""
    if not user.is_authenticated:
        return frozenset({Tier.PUBLIC})
    return tiers_of(get_standing(user))


class TieredQuerySetMixin:
    """The read path of whatever has a tier."""

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(tier__in=get_tiers(user))  # type: ignore[attr-defined,no-any-return]


class Tiered(models.Model):
    """Something with a tier: the Secretariat's until somebody opens it."""

    tier = models.CharField(
        _("who may read it"),
        max_length=14,
        choices=Tier,
        default=Tier.SECRETARIAT,
        help_text=_("Each circle holds those after it: everybody, the network, contact points, the Secretariat."),
    )

    class Meta:
        abstract = True


def tier_is_one(name: str) -> models.CheckConstraint:
    """The constraint of a table with a tier, under the name of that room."""
    condition: Any = Q(tier__in=sorted(Tier))
    return models.CheckConstraint(name=name, condition=condition)
