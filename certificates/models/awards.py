"""Awards and the files that prove them. What is issued is frozen: names and texts are copied in, never looked up."""

from typing import ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.enums import AwardKind, AwardState
from certificates.models.designs import TemplateVersion
from certificates.querysets import AwardQuerySet
from certificates.statement import Statement
from lms.common.fields import PublicIdField
from network.models import Office, Person


class Award(models.Model):
    """A frozen statement about one person. Corrections are new awards; nothing here is edited or deleted."""

    public_id = PublicIdField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="awards")
    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where the holder belonged on the day of issue; decides which contact point sees the award"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AwardKind)
    activity_ref = models.CharField(max_length=80, help_text=_("The activity's own name for itself, such as edition:…"))
    holder_name = models.CharField(_("holder's name"), max_length=200)
    snapshot = models.JSONField()
    language = models.CharField(max_length=10, default="es", help_text=_("First language of the document"))
    template = models.CharField(max_length=40, default="house-1")
    template_version = models.ForeignKey(
        TemplateVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )  # none: the house's own page, as ``template`` names it
    number = models.CharField(_("number"), max_length=20, unique=True)
    code_hmac = models.CharField(max_length=64, unique=True)
    code_sealed = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    issued_on = models.DateField(_("date of issue"), help_text=_("The day that is printed, on the Secretariat's clock"))
    state = models.CharField(_("state"), max_length=10, choices=AwardState, default=AwardState.ACTIVE)
    closed_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )

    objects: ClassVar[AwardQuerySet] = AwardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(name="certificates_award_issued", fields=["issued_at", "id"]),
            models.Index(name="certificates_award_activity", fields=["activity_ref", "issued_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="certificates_one_active_award",
                fields=["person", "activity_ref", "kind"],
                condition=Q(state=AwardState.ACTIVE),
            ),
            models.CheckConstraint(
                name="certificates_closed_at_iff_closed",
                condition=Q(state=AwardState.ACTIVE, closed_at__isnull=True)
                | (~Q(state=AwardState.ACTIVE) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="certificates_successor_iff_superseded",
                condition=Q(state=AwardState.SUPERSEDED, superseded_by__isnull=False)
                | (~Q(state=AwardState.SUPERSEDED) & Q(superseded_by__isnull=True)),
            ),
            models.CheckConstraint(name="certificates_holder_is_named", condition=~Q(holder_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def statement(self) -> Statement:
        """What was attested, as it was frozen."""
        return Statement.from_json(self.snapshot)


def private_storage() -> Storage:
    """Resolved when used, so that tests and installations choose it."""
    return storages["private"]


class Artifact(models.Model):
    """The signed file of one award: written once, never drawn again; first writer wins."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="artifact")
    file = models.FileField(storage=private_storage, max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    signed_at = models.DateTimeField()
    signer_fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(name="certificates_artifact_not_empty", condition=Q(size__gt=0))]

    def __str__(self) -> str:
        return f"{self.award_id} {self.sha256[:12]}"


class NameComparison(models.Model):
    """That somebody compared a name with an award's on the public page. Neither name nor visitor is kept."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="comparisons")
    compared_at = models.DateTimeField()
    has_matched = models.BooleanField()

    class Meta:
        indexes = [models.Index(name="certificates_comparisons", fields=["award", "compared_at"])]

    def __str__(self) -> str:
        return f"{self.award_id} {self.compared_at:%Y-%m-%d}"
