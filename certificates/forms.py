"""What people type about documents: strangers, and those who keep the register."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import codes
from certificates.enums import AwardState


class CodeForm(forms.Form):
    """A code from paper. What cannot be a code is said at once; the check symbol is public arithmetic, not a secret."""

    code = forms.CharField(
        label=_("Verification code"),
        help_text=_("Sixteen letters and figures in four groups, printed beside the QR code."),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = codes.read_code(self.cleaned_data["code"])
        if not codes.is_whole(code):
            raise forms.ValidationError(
                _("This is not a whole code: a symbol is missing or mistyped. Compare it with the paper once more.")
            )
        return codes.spaced(code)


class CompareForm(forms.Form):
    """The name as printed."""

    name = forms.CharField(
        label=_("Name as printed on the document"),
        help_text=_("Accents, capitals and spaces make no difference. You can try five times an hour."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class RevocationForm(forms.Form):
    """Why a document should not hold any more."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why it is needed; whoever approves it reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindAwardForm(forms.Form):
    """Whose document is sought, or which; sent by POST, so that no address holds a name."""

    sought = forms.CharField(
        label=_("Name or register number"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


DayInput = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RegisterForm(forms.Form):
    """Which documents of the register; in an address, so that a choice can be kept. It holds no name."""

    edicion = forms.ChoiceField(label=_("Activity"), required=False)
    oficina = forms.ChoiceField(label=_("Office"), required=False)
    estado = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *AwardState.choices])
    desde = forms.DateField(label=_("Issued from"), required=False, widget=DayInput)
    hasta = forms.DateField(label=_("Issued until"), required=False, widget=DayInput)

    def __init__(
        self, data: Mapping[str, Any], *, activities: Sequence[tuple[str, str]], offices: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.fields["edicion"].choices = [("", _("Any activity")), *activities]  # type: ignore[attr-defined]
        self.fields["oficina"].choices = [("", _("Any office")), *offices]  # type: ignore[attr-defined]

    def chosen(self) -> list[tuple[str, str]]:
        """What was chosen, as an address holds it."""
        if not self.is_valid():
            return []
        return [(name, str(self.cleaned_data[name])) for name in self.fields if self.cleaned_data[name]]


class CorrectionForm(forms.Form):
    """Which name a document should bear, and why."""

    holder_name = forms.CharField(
        label=_("Name as it should be printed"),
        help_text=_("As the person confirmed it, with accents and capitals."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why it is needed; whoever approves it reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShareForm(forms.Form):
    """For whom a link is, and for how long."""

    label = forms.CharField(label=_("For whom"), help_text=_("Only you read this."), max_length=60)
    days = forms.TypedChoiceField(
        label=_("It opens for"), coerce=int, choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days"))]
    )
