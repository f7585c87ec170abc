"""One intern's way through a call, every move it made, who mentors, and what was changed afterwards."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Award
from internships.enums import AmendmentKind, InterruptionReason, PlacementState
from internships.models.calls import Call, HostOffer
from internships.moves import SEATED
from internships.querysets import MentorshipQuerySet, PlacementQuerySet
from lms.common.fields import PublicIdField
from network.enums import Sex
from network.models import Country, Office, Person


class Placement(models.Model):
    """One person in one call, from the first draft to the certificate.

    ``starts_on`` and ``ends_on`` are the days first agreed and never change: what holds today is read with
    ``Placement.objects.with_effective()``, which counts amendments in.
    """

    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="placements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    state = models.CharField(_("state"), max_length=26, choices=PlacementState, default=PlacementState.DRAFT)

    # As they were when the person applied.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNDISCLOSED)

    # The application.
    motivation = models.TextField(_("motivation"), blank=True)
    objectives = models.JSONField(_("objectives"), default=list)
    interests = models.JSONField(_("interests"), default=list)
    language_level = models.CharField(_("working language"), max_length=20, blank=True)
    years_in_post = models.PositiveSmallIntegerField(_("years in post"), null=True, blank=True)
    waivers = models.JSONField(default=dict, help_text=_("What is not asked of this person, and why"))
    profile_verified_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    draft_saved_at = models.DateTimeField(null=True, blank=True)

    # Endorsement and selection.
    superior_authorised_at = models.DateTimeField(null=True, blank=True)
    alternate = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    scores = models.JSONField(default=dict)
    waitlist_position = models.PositiveIntegerField(null=True, blank=True)

    # Matching.
    offer = models.ForeignKey(HostOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    host_accepted_at = models.DateTimeField(null=True, blank=True)

    # The week and after.
    sheet_closed_at = models.DateTimeField(null=True, blank=True)
    interrupted_on = models.DateField(null=True, blank=True)
    interruption = models.CharField(max_length=13, choices=InterruptionReason, blank=True)
    certificate_name = models.CharField(_("name for the certificate"), max_length=200, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    award = models.OneToOneField(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="placement")

    # Overlays: they are no states.
    on_hold_reason = models.TextField(blank=True)
    on_hold_review_on = models.DateField(null=True, blank=True)
    incident_opened_at = models.DateTimeField(null=True, blank=True)
    incident_closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PlacementQuerySet] = PlacementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="internships_person_once_per_call", fields=["call", "person"]),
            models.UniqueConstraint(name="internships_one_per_waiting_place", fields=["call", "waitlist_position"]),
            models.CheckConstraint(
                name="internships_seated_has_offer",
                condition=~Q(state__in=[str(state.value) for state in SEATED])
                | Q(
                    offer__isnull=False, starts_on__isnull=False, ends_on__isnull=False, host_accepted_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="internships_days_in_order", condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="internships_award_only_if_closed",
                condition=Q(award__isnull=True)
                | Q(state__in=[PlacementState.COMPLETED, PlacementState.CLOSED_WITHOUT_CERTIFICATE]),
            ),
            models.CheckConstraint(
                name="internships_waiting_has_place",
                condition=Q(state=PlacementState.WAITLISTED, waitlist_position__isnull=False)
                | (~Q(state=PlacementState.WAITLISTED) & Q(waitlist_position__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="internships_placement_board", fields=["call", "state"])]

    def __str__(self) -> str:
        return f"placement {self.public_id}"

    @property
    def has_open_incident(self) -> bool:
        return self.incident_opened_at is not None and self.incident_closed_at is None

    @property
    def is_on_hold(self) -> bool:
        return bool(self.on_hold_reason)


class PlacementMove(models.Model):
    """One line of the ledger: who moved a placement from where to where, as what, and why. Never changed or undone."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="moves")
    name = models.CharField(max_length=30)
    actor_ref = models.CharField(max_length=40, blank=True, help_text=_("Public id of the user; empty for the system"))
    acting_role = models.CharField(max_length=30, blank=True)
    from_state = models.CharField(max_length=26, choices=PlacementState, blank=True)
    to_state = models.CharField(max_length=26, choices=PlacementState)
    form_version = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.from_state} > {self.to_state}"


class Mentorship(models.Model):
    """Who accompanies an intern. One that is replaced ends; it is never deleted."""

    public_id = PublicIdField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="mentorships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mentorships")
    is_lead = models.BooleanField(default=True)
    named_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    briefing_read_at = models.DateTimeField(null=True, blank=True)
    conflict_declared_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    award = models.OneToOneField(Award, null=True, blank=True, on_delete=models.PROTECT, related_name="mentorship")

    objects: ClassVar[MentorshipQuerySet] = MentorshipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="internships_one_active_lead_mentor",
                fields=["placement"],
                condition=Q(is_lead=True, ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="internships_declined_is_ended", condition=Q(declined_at__isnull=True) | Q(ended_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"mentorship {self.public_id}"


class Amendment(models.Model):
    """A change after the assignment, beside the original. It counts once everybody whose word it needs has given it."""

    public_id = PublicIdField()
    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="amendments")
    kind = models.CharField(max_length=9, choices=AmendmentKind)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    new_starts_on = models.DateField(null=True, blank=True)
    new_ends_on = models.DateField(null=True, blank=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    effective_from = models.DateField()
    secretariat_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    host_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="internships_approved_by_all",
                condition=Q(approved_at__isnull=True)
                | Q(secretariat_at__isnull=False, sending_at__isnull=False, host_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"amendment {self.public_id}"
