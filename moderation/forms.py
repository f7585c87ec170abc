"""What people fill in about a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.enums import Outcome
from moderation.services import DETAIL_MAX


class DetailForm(forms.Form):
    """Where exactly; nobody has to say more than the one tap did."""

    detail = forms.CharField(
        label=_("Where on the page, or what was said"),
        help_text=_("Describe the place, for example “second paragraph”. Do not repeat the name or the fact itself."),
        max_length=DETAIL_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ClosingForm(forms.Form):
    """What was found and done."""

    outcome = forms.ChoiceField(label=_("What was found"), choices=Outcome.choices, widget=forms.RadioSelect)
    resolution = forms.CharField(
        label=_("What was done"),
        help_text=_("The person who made the report reads it. Do not repeat what was taken away."),
        max_length=DETAIL_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
