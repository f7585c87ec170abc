"""What people fill in about the network. Forms check shape; whether it may be done is the services' business."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.common.fields import Translated
from network.models import Person


def day_field(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DelegationForm(forms.Form):
    """Who stands in, and from which day to which, both counted in."""

    delegate = forms.ChoiceField(label=_("Who stands in"), widget=forms.RadioSelect)
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"), _("The powers end with this day."))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegate"].choices = [(one.public_id, one.full_name) for one in people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Terms are half-open: a delegation ends with the beginning of the day after its last."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("last_day"):
            cleaned["ended_on"] = cleaned["last_day"] + timedelta(days=1)
        return cleaned


class NameForm(forms.Form):
    """An official name in both languages of the screen, and since when."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    first_day = day_field(_("From"), _("The present name holds until the day before."))

    @property
    def name(self) -> Translated:
        return Translated(es=self.cleaned_data["name_es"], en=self.cleaned_data["name_en"])
