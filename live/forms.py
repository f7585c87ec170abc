"""What people fill in about sessions. Forms check shape; whether it may be done is the services' business."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from live.enums import Modality
from live.recurrence import WallClockRule
from lms.common.fields import Translated

DAYS = [(str(number), name) for number, name in WEEKDAYS.items()]


def day_field(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    control = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=control, required=required)


def hour_field(label: Any, hint: Any = "") -> forms.TimeField:
    control = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, help_text=hint, widget=control, input_formats=["%H:%M", "%H:%M:%S"])


def minutes_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("How long, in minutes"), min_value=10, max_value=720, initial=90)


class PlanForm(forms.Form):
    """Sessions by the clock on the wall: on these days, at this hour, so many times or until a day."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=160)
    title_en = forms.CharField(label=_("Title in English"), max_length=160, required=False)
    modality = forms.ChoiceField(label=_("Modality"), choices=Modality.choices)
    first_on = day_field(_("First day"))
    weekdays = forms.MultipleChoiceField(
        label=_("On these days"),
        choices=DAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave all empty for a single session on the first day."),
    )
    begins = hour_field(_("Beginning"), _("On the clock of the organiser, whatever the season."))
    minutes = minutes_field()
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=60, required=False)
    until_on = day_field(_("Last day"), _("Instead of a number, if you prefer."), required=False)
    preparation_es = forms.CharField(
        label=_("What to prepare"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("weekdays") and not cleaned.get("times") and not cleaned.get("until_on"):
            self.add_error("times", _("Say how many times, or give a last day."))
        return cleaned

    @property
    def title(self) -> Translated:
        title = Translated(es=self.cleaned_data["title_es"])
        if self.cleaned_data["title_en"]:
            title["en"] = self.cleaned_data["title_en"]
        return title

    @property
    def preparation(self) -> Translated:
        text = self.cleaned_data["preparation_es"]
        return Translated(es=text) if text else Translated()

    def rule(self, zone: str) -> WallClockRule:
        """The rule as filled in; without days of the week it is a single session."""
        told = self.cleaned_data
        first_on: date = told["first_on"]
        weekdays = frozenset(int(day) for day in told["weekdays"])
        return WallClockRule(
            zone=zone,
            first_on=first_on,
            weekdays=weekdays or frozenset({first_on.weekday()}),
            begins=told["begins"],
            minutes=told["minutes"],
            times=told["times"] if weekdays else 1,
            until_on=told["until_on"] if weekdays else None,
        )


SCOPES = [("one", _("This session alone")), ("rest", _("This one and all that follow"))]


class MoveForm(forms.Form):
    """Another day and hour, for one session or the rest."""

    day = day_field(_("New day"))
    begins = hour_field(_("Beginning"), _("On the clock of the organiser, whatever the season."))
    minutes = minutes_field()
    scope = forms.ChoiceField(label=_("Which sessions"), choices=SCOPES, widget=forms.RadioSelect, initial="one")


class CancelForm(forms.Form):
    """Calling off one session or the rest, with the reason for the record."""

    scope = forms.ChoiceField(label=_("Which sessions"), choices=SCOPES, widget=forms.RadioSelect, initial="one")
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("For the record; it is not sent."))
