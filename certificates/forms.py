"""The two questions a stranger may type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import codes


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
