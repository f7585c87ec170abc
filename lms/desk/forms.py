"""What people write on the desk."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.desk.trail import ABOUT, BY
from lms.records.words import get_audit_words

DayInput = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RefusalForm(forms.Form):
    """Why an act is not approved."""

    reason = forms.CharField(
        label=_("Why not"),
        help_text=_("Whoever asked reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindPersonForm(forms.Form):
    """Whose entries are sought; sent by POST, so that no address and no history holds a name."""

    name = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class TrailForm(forms.Form):
    """Which entries of the audit log; in an address, so that a choice can be kept. It holds no name."""

    persona = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    como = forms.ChoiceField(
        label=_("The person"),
        required=False,
        choices=[("", _("did it, or it is about the person")), (BY, _("did it")), (ABOUT, _("is whom it is about"))],
    )
    acto = forms.ChoiceField(label=_("Act"), required=False)
    objeto = forms.ChoiceField(label=_("Thing"), required=False)
    ref = forms.CharField(label=_("Reference of the thing"), required=False, max_length=64)
    desde = forms.DateField(label=_("From"), required=False, widget=DayInput)
    hasta = forms.DateField(label=_("Until"), required=False, widget=DayInput)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        words = get_audit_words()
        self.fields["acto"].choices = _choices(words.actions, _("Any act"))  # type: ignore[attr-defined]
        self.fields["objeto"].choices = _choices(words.things, _("Any thing"))  # type: ignore[attr-defined]
        if not data.get("persona"):
            del self.fields["como"]

    def params(self) -> dict[str, str]:
        """What was chosen, under the names the trail knows."""
        names = {
            "persona": "person", "como": "as", "acto": "action", "objeto": "thing", "ref": "ref", "desde": "since",
            "hasta": "until",
        }  # fmt: skip
        return {known: str(self.cleaned_data[name]) for name, known in names.items() if self.cleaned_data.get(name)}

    def chosen(self) -> list[tuple[str, str]]:
        """The same as an address holds it; nothing that is no choice."""
        if not self.is_valid():
            return []
        return [(name, str(self.cleaned_data[name])) for name in self.fields if self.cleaned_data.get(name)]


def _choices(words: Mapping[str, object], any_word: str | Promise) -> list[tuple[str, str | Promise]]:
    return [("", any_word), *sorted(((name, str(word)) for name, word in words.items()), key=lambda pair: pair[1])]
