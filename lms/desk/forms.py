"""What people write on the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RefusalForm(forms.Form):
    """Why an act is not approved."""

    reason = forms.CharField(
        label=_("Why not"),
        help_text=_("Whoever asked reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
