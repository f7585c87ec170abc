"""The call for internships and what offices offer in it."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from internships.enums import BLOCKING_GUARDS, CallState, OfferState
from internships.querysets import HostOfferQuerySet, InternshipCallQuerySet
from lms.common.fields import PublicIdField, TranslatedField
from network.models import InstitutionType, Office, School


def default_guards() -> list[str]:
    return [str(guard.value) for guard in BLOCKING_GUARDS]


class Call(models.Model):
    """One round of internships. What is asked is frozen when it opens, so that answers can be compared."""

    public_id = PublicIdField()
    title = TranslatedField()
    introduction = TranslatedField()
    lead_school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=CallState, default=CallState.DRAFT)
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/Panama")
    opens_on = models.DateField(_("applications from"))
    closes_on = models.DateField(_("applications until"))
    earliest_start_on = models.DateField(_("first day on which an internship may begin"))
    working_days = models.PositiveSmallIntegerField(_("working days"), default=5)
    quota_per_office = models.PositiveSmallIntegerField(_("endorsements per office"), default=2)
    minimum_years = models.PositiveSmallIntegerField(_("years in post"), default=3)
    cooling_off_years = models.PositiveSmallIntegerField(_("years between two internships"), default=3)
    attendance_percent = models.PositiveSmallIntegerField(_("attendance required"), default=80)
    blocking_guards = models.JSONField(default=default_guards)
    form_versions = models.JSONField(default=dict, blank=True)
    undertaking_version = models.CharField(max_length=20, blank=True)
    ranking_rationale = models.TextField(_("reasons for the ranking"), blank=True)
    edition_report = models.TextField(_("report of the call"), blank=True)

    objects: ClassVar[InternshipCallQuerySet] = InternshipCallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opens_on", "pk"]
        constraints = [
            models.CheckConstraint(name="internships_call_in_order", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="internships_starts_after_call", condition=Q(earliest_start_on__gt=F("closes_on"))
            ),
            models.CheckConstraint(name="internships_percent", condition=Q(attendance_percent__range=(50, 100))),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def closes_at(self) -> datetime:
        """The instant after the last day, in the zone the call declares: the day itself still counts."""
        return datetime.combine(self.closes_on + timedelta(days=1), time(), tzinfo=ZoneInfo(self.time_zone))

    def is_taking_applications(self, at: datetime) -> bool:
        return self.state == CallState.INTERNS_CALL and at < self.closes_at()

    def today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.time_zone)).date()


class HostOffer(models.Model):
    """Places an office offers in a call. ``taken`` moves only when a placement is assigned or given back."""

    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="offers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="host_offers")
    institution_kind = models.ForeignKey(
        InstitutionType, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.DRAFT)
    working_language = models.CharField(_("working language"), max_length=10, default="es")
    weeks = models.JSONField(_("weeks"), default=list)
    capacity = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(default=0)
    strength = TranslatedField()
    is_reciprocal = models.BooleanField(_("reciprocal"), default=False)

    objects: ClassVar[HostOfferQuerySet] = HostOfferQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="internships_seats_within_capacity", condition=Q(taken__lte=F("capacity"))),
            models.CheckConstraint(name="internships_offer_has_seats", condition=Q(capacity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"offer {self.public_id}"
