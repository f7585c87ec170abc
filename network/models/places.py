"""Countries, offices, units, schools and institutions, with the names they bore and when."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.common.fields import PublicIdField, TranslatedField
from network.querysets import OfficeQuerySet, SchoolQuerySet, TermNameQuerySet


def term_is_in_order(name: str) -> models.CheckConstraint:
    """A term never ends before it begins; one that ends on its first day never held."""
    return models.CheckConstraint(name=name, condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")))


class Country(models.Model):
    """A country; its zone is only the capital's default, people have their own."""

    iso = models.CharField(max_length=2, unique=True)
    name = TranslatedField()
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="es")

    def __str__(self) -> str:
        return str(self.name)


class InstitutionType(models.Model):
    """Kind of institution a participant comes from (DOMAIN A-11): an open list."""

    code = models.SlugField(unique=True)
    name = TranslatedField()

    def __str__(self) -> str:
        return str(self.name)


class Institution(models.Model):
    """A body outside the prosecution offices whose people may take part, such as a police or a court."""

    public_id = PublicIdField()
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="institutions")
    kind = models.ForeignKey(InstitutionType, on_delete=models.PROTECT, related_name="institutions")
    name = TranslatedField()

    def __str__(self) -> str:
        return str(self.name)


class Named(models.Model):
    """Something whose official name changes over the years; the rows of its names say from when to when."""

    class Meta:
        abstract = True

    def name_on(self, day: date) -> str:
        """The official name in force on ``day``; reads ``names``, which lists prefetch."""
        for name in sorted(self.names.all(), key=lambda row: row.started_on, reverse=True):  # type: ignore[attr-defined]
            if name.started_on <= day and (name.ended_on is None or day < name.ended_on):
                return str(name.name)
        return ""


class TermName(models.Model):
    """One official name and when it held, from a day (inclusive) to a day (exclusive)."""

    name = TranslatedField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    is_confirmed = models.BooleanField(default=False, help_text=_("Stated by the body itself or by a source read"))
    is_by_hand = models.BooleanField(default=False)  # entered by the Secretariat: from then on the seed keeps away

    objects: ClassVar[TermNameQuerySet] = TermNameQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)


class Office(Named):
    """A member's prosecution office (ministerio público)."""

    public_id = PublicIdField()
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="offices")
    code = models.CharField(max_length=12, unique=True, help_text=_("Abbreviation, such as FGR-SV"))
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects: ClassVar[OfficeQuerySet] = OfficeQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.code


class OfficeName(TermName):
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="names")

    class Meta:
        constraints = [
            term_is_in_order("network_office_name_term"),
            models.UniqueConstraint(name="network_office_name_once", fields=["office", "started_on"]),
            models.UniqueConstraint(
                name="network_office_name_current", fields=["office"], condition=Q(ended_on__isnull=True)
            ),
        ]


class Unit(models.Model):
    """A unit (fiscalía, unidad) below an office."""

    public_id = PublicIdField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="units")
    code = models.SlugField(max_length=40)
    name = TranslatedField()
    is_confirmed = models.BooleanField(default=False, help_text=_("Stated by the office itself or by a source read"))

    class Meta:
        constraints = [models.UniqueConstraint(name="network_unit_code", fields=["office", "code"])]

    def __str__(self) -> str:
        return str(self.name)


class School(Named):
    """A national training school; exactly one leads the regional programme."""

    public_id = PublicIdField()
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="schools")
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="schools")
    code = models.CharField(max_length=12, unique=True)
    is_lead = models.BooleanField(default=False)

    objects: ClassVar[SchoolQuerySet] = SchoolQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(name="network_one_lead_school", fields=["is_lead"], condition=Q(is_lead=True))
        ]

    def __str__(self) -> str:
        return self.code


class SchoolName(TermName):
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="names")

    class Meta:
        constraints = [
            term_is_in_order("network_school_name_term"),
            models.UniqueConstraint(name="network_school_name_once", fields=["school", "started_on"]),
            models.UniqueConstraint(
                name="network_school_name_current", fields=["school"], condition=Q(ended_on__isnull=True)
            ),
        ]
