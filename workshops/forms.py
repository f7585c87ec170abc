"""What people fill in. Forms check shape; whether it may be done is the services' business."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.enums import SeatKind
from workshops.selectors.ledger import PoolLine
from workshops.selectors.participants import Nominee
from workshops.selectors.seats import SeatFigures


class NominationForm(forms.Form):
    """Whom, and how they take part; only people of the own office and kinds of seats the edition has."""

    person = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)
    modality = forms.ChoiceField(label=_("How they take part"), widget=forms.RadioSelect)

    def __init__(
        self, *args: object, nominees: Sequence[Nominee], seats: Sequence[SeatFigures], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].choices = [(one.public_id, nominee_label(one)) for one in nominees]  # type: ignore[attr-defined]
        kinds = {figures.kind: seat_label(figures) for figures in seats}
        ordered = [(kind, kinds[kind]) for kind in SeatKind.values if kind in kinds]
        self.fields["modality"].choices = ordered  # type: ignore[attr-defined]
        if len(ordered) == 1:
            self.fields["modality"].initial = ordered[0][0]


def nominee_label(nominee: Nominee) -> str:
    return f"{nominee.name} ({nominee.position})" if nominee.position else nominee.name


def seat_label(figures: SeatFigures) -> str:
    words = {"kind": figures.kind_label, "free": figures.free, "capacity": figures.capacity}
    return _("%(kind)s: %(free)s of %(capacity)s free") % words


class PlaceForm(forms.Form):
    """The hidden pair behind "register an alternate" and "propose a remote place"."""

    person = forms.CharField(max_length=20)
    modality = forms.ChoiceField(choices=SeatKind.choices)


class CertificateNameForm(forms.Form):
    """The name as it will be printed."""

    certificate_name = forms.CharField(
        label=_("Name for the certificate"),
        help_text=_("As it should be printed: with accents, and without titles such as Lic. or Dr."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-name-input": ""}),
    )


class ApplicationForm(CertificateNameForm):
    """How one takes part, and the name as it will be printed."""

    modality = forms.ChoiceField(label=_("How you take part"), widget=forms.RadioSelect)
    field_order = ["modality", "certificate_name"]

    def __init__(self, *args: object, kinds: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["modality"].choices = kinds  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["modality"].initial = kinds[0][0]


class CapacityForm(forms.Form):
    """Which seats, how many, and why."""

    pool = forms.ChoiceField(label=_("Which places"))
    capacity = forms.IntegerField(label=_("How many there are to be"), min_value=0, max_value=10_000)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The offices read it."), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, pools: Sequence[PoolLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["pool"].choices = [(one.key, one.title) for one in pools]  # type: ignore[attr-defined]


class ReleaseForm(forms.Form):
    """The decision on what was shown, and why."""

    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The offices read it."), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class LeavingForm(forms.Form):
    """Why; whoever acts for somebody else has to say it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Do not write anything about cases. The contact point and the Secretariat read it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, is_own: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].required = not is_own
