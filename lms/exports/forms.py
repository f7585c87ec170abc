"""What people choose when they take a list out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.exports.enums import ExportFormat


class FormatForm(forms.Form):
    """In what a list leaves; a form that says nothing asks for a workbook."""

    file_format = forms.ChoiceField(
        label=_("Format"), choices=ExportFormat.choices, required=False, initial=ExportFormat.XLSX
    )

    def clean_file_format(self) -> str:
        return self.cleaned_data["file_format"] or str(ExportFormat.XLSX)


class DirectoryForm(forms.Form):
    """Why the directory is needed outside, and in what."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why it is needed; whoever approves it reads this."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file_format = forms.ChoiceField(label=_("Format"), choices=ExportFormat.choices, initial=ExportFormat.XLSX)
