"""One holding of a course version, with its rules as data."""

from datetime import datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.enums import AwardKind
from courses.models import CourseVersion
from live.enums import Modality
from live.models import Series
from lms.common.fields import PublicIdField, TranslatedField
from network.models import Office, Person, School
from workshops.enums import ActivityType, EditionState, MakeUp, StaffRole
from workshops.querysets import EditionQuerySet


def spanish_only() -> list[str]:
    return ["es"]


def screen_languages() -> list[str]:
    return ["es", "en"]


class Edition(models.Model):
    """A course version held from a day to a day. Its thresholds bind everybody on its list and nobody else."""

    public_id = PublicIdField()
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="editions")
    series = models.OneToOneField(
        Series,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="edition",
        help_text=_("Its live sessions"),
    )
    title = TranslatedField()
    activity_type = models.CharField(_("activity type"), max_length=10, choices=ActivityType)
    modality = models.CharField(_("modality"), max_length=10, choices=Modality)
    host_office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_editions"
    )
    lead_school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="editions")
    venue = TranslatedField(blank=True)
    languages = models.JSONField(default=spanish_only)
    time_zone = models.CharField(max_length=64)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    nomination_opens_at = models.DateTimeField(null=True, blank=True)
    nomination_closes_at = models.DateTimeField(null=True, blank=True)
    response_days = models.PositiveSmallIntegerField(default=5, help_text=_("Days a nominated person has to answer"))
    takes_applications = models.BooleanField(
        default=False, help_text=_("People of the offices may ask for a place themselves; their contact point confirms")
    )
    seats_per_office = models.PositiveSmallIntegerField(default=2)
    remote_capacity = models.PositiveIntegerField(default=0)
    attendance_percent = models.PositiveSmallIntegerField(default=80)
    pass_mark = models.PositiveSmallIntegerField(default=70)
    quiz_attempts = models.PositiveSmallIntegerField(default=3)
    certificate_kind = models.CharField(max_length=20, choices=AwardKind, default=AwardKind.APPROVAL)
    certificate_languages = models.JSONField(default=screen_languages)
    donor_line = TranslatedField(blank=True)
    eligible_countries = models.JSONField(default=list, help_text=_("ISO codes; none: every member country"))
    eligible_institution_types = models.JSONField(default=list, help_text=_("Codes; none: every kind"))
    eligible_categories = models.JSONField(default=list, help_text=_("None: every category"))
    prerequisites = models.JSONField(default=list, help_text=_("Keys of courses to be completed before"))
    make_up = models.CharField(max_length=12, choices=MakeUp, default=MakeUp.RECORDING)
    make_up_days = models.PositiveSmallIntegerField(default=14)
    copied_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")
    state = models.CharField(_("state"), max_length=10, choices=EditionState, default=EditionState.DRAFT)
    is_historical = models.BooleanField(default=False, help_text=_("Held before this platform; kept for the record"))
    closing_note = models.TextField(blank=True)

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="workshops_edition_days_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(
                name="workshops_edition_window_in_order",
                condition=Q(nomination_opens_at__isnull=True, nomination_closes_at__isnull=True)
                | Q(
                    nomination_opens_at__isnull=False,
                    nomination_closes_at__isnull=False,
                    nomination_opens_at__lt=F("nomination_closes_at"),
                ),
            ),
            models.CheckConstraint(
                name="workshops_open_edition_has_window",
                condition=~Q(state=EditionState.OPEN) | Q(nomination_opens_at__isnull=False),
            ),
            models.CheckConstraint(
                name="workshops_edition_attendance_share",
                condition=Q(attendance_percent__gte=50, attendance_percent__lte=100),
            ),
            models.CheckConstraint(name="workshops_edition_pass_mark", condition=Q(pass_mark__lte=100)),
            models.CheckConstraint(name="workshops_edition_attempts", condition=Q(quiz_attempts__gte=1)),
            models.CheckConstraint(
                name="workshops_historical_edition_is_closed",
                condition=Q(is_historical=False) | Q(state=EditionState.CLOSED),
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.public_id}"

    @property
    def starts_at(self) -> datetime:
        """Midnight before the first day, on the edition's clock: the waiting list stands still from here on."""
        return datetime.combine(self.starts_on, time.min, tzinfo=ZoneInfo(self.time_zone))

    def has_started(self, at: datetime) -> bool:
        return at >= self.starts_at

    def is_ahead(self, at: datetime) -> bool:
        """Not begun yet: the number of its seats may still change."""
        return self.state in {EditionState.DRAFT, EditionState.OPEN} and not self.has_started(at)

    def is_open_for_nomination(self, at: datetime) -> bool:
        """Open, and inside the half-open window [opens, closes)."""
        if self.state != EditionState.OPEN or not self.nomination_opens_at or not self.nomination_closes_at:
            return False
        return self.nomination_opens_at <= at < self.nomination_closes_at

    @property
    def is_under_way_or_ahead(self) -> bool:
        """Still to be held or being held: seats can be accepted, declined and given back."""
        return self.state in {EditionState.OPEN, EditionState.RUNNING}


class EditionStaff(models.Model):
    """That a person teaches in one edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="taught_editions")
    role = models.CharField(max_length=12, choices=StaffRole)

    class Meta:
        constraints = [models.UniqueConstraint(name="workshops_staff_once", fields=["edition", "person"])]

    def __str__(self) -> str:
        return f"{self.role} {self.edition_id}"
