"""What is filled in around an internship. Shape only; rules are the services'."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from internships.enums import (
    ActivityKind,
    Confidentiality,
    Interest,
    InterruptionReason,
    ItemOutcome,
    LogisticsKind,
    LogisticsState,
    Objective,
    OfferState,
    ReportKind,
)
from internships.forms_spec import CASCADE_LIMIT, TEXT_LIMIT
from internships.models import Call, HostOffer, Placement
from internships.selectors import get_days
from internships.services.selection import SCORED
from lms.accounts.models import User
from lms.common.times import date_in_words
from network.models import Institution, Membership, Office, Person, School

SHORT = 2_000
LEVELS = [("", "—"), ("NATIVE", _("Native")), ("C2", "C2"), ("C1", "C1"), ("B2", "B2"), ("B1", "B1"), ("A2", "A2")]
SCORE_WORDS = {
    "merit": _("Merit"),
    "motivation": _("Motivation"),
    "office_need": _("Need of the office"),
    "multiplication": _("Power to pass on what is learned"),
}


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def hour_field(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def text_field(label: Any, rows: int = 4, limit: int = SHORT, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}), **more)


def several(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class PersonChoice(forms.ModelChoiceField[Person]):
    def label_from_instance(self, obj: Person) -> str:
        return obj.full_name


def people_of(office_id: int | None) -> Any:
    """Who belongs to an office today, by family name."""
    members = Membership.objects.current().filter(office_id=office_id or 0).values("person_id")
    return Person.objects.filter(pk__in=members).order_by("family_names", "given_names")


class ActForm(forms.Form):
    """The form of one act on one placement; most ask nothing."""

    def __init__(self, *args: Any, placement: Placement, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.placement, self.user = placement, user
        self.fit()

    def fit(self) -> None:
        """Offer what this placement has to choose from."""

    def days(self) -> list[tuple[str, str]]:
        """The days of the internship, to choose one."""
        held = get_days(self.placement)
        if held is None:
            return []
        number = (held.ends_on - held.starts_on).days + 1
        days = [held.starts_on + timedelta(days=count) for count in range(number)]
        return [(day.isoformat(), date_in_words(day)) for day in days]

    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["held_on"])


class ReasonForm(ActForm):
    reason = text_field(_("Reason"), help_text=_("The others read it. No names of people or cases."))


class EndorseForm(ActForm):
    alternate = PersonChoice(
        label=_("Alternate"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        help_text=_("Who would go if this person cannot."),
    )
    is_authorised = forms.BooleanField(label=_("The superior has authorised the absence"))

    def fit(self) -> None:
        people = people_of(self.placement.office_id).exclude(pk=self.placement.person_id)
        self.fields["alternate"].queryset = people  # type: ignore[attr-defined]


class ScoreForm(ActForm):
    def fit(self) -> None:
        for name in SCORED:
            self.fields[name] = forms.TypedChoiceField(
                label=SCORE_WORDS[name],
                coerce=int,
                choices=[(mark, str(mark)) for mark in range(6)],
                initial=self.placement.scores.get(name, 0),
            )


class ProposeHostForm(ActForm):
    offer = forms.ChoiceField(label=pgettext_lazy("internship", "Host office"))
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))

    def fit(self) -> None:
        offers = HostOffer.objects.visible_to(self.user).filter(
            call=self.placement.call, state__in=[OfferState.CONFIRMED, OfferState.FILLED]
        )
        offers = offers.exclude(office=self.placement.office_id).select_related("office__country")
        self.offers = {one.public_id: one for one in offers}
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (ref, f"{one.office.country} · {one.office.code} ({one.taken}/{one.capacity})")
            for ref, one in self.offers.items()
        ]


class NameMentorForm(ActForm):
    person = PersonChoice(label=_("Mentor"), queryset=Person.objects.none(), to_field_name="public_id")

    def fit(self) -> None:
        host = self.placement.offer.office_id if self.placement.offer else None
        self.fields["person"].queryset = people_of(host)  # type: ignore[attr-defined]


class ApproveForm(ActForm):
    """Approves the programme that was shown, not one that has changed meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def fit(self) -> None:
        self.fields["version"].initial = self.placement.preparation.programme_version


class AcceptMentoringForm(ActForm):
    has_no_conflict = forms.BooleanField(
        label=_("I declare that nothing stands in the way of accompanying this person")
    )


class LogisticsForm(ActForm):
    kind = forms.ChoiceField(label=_("What"), choices=LogisticsKind.choices)
    state = forms.ChoiceField(label=_("How it stands"), choices=LogisticsState.choices)
    note = text_field(
        _("Note"), rows=2, required=False, help_text=_("Never a passport number, nor where somebody sleeps.")
    )


class ContactForm(ActForm):
    contact = text_field(
        _("Name and telephone"),
        rows=2,
        limit=500,
        help_text=_("It is kept sealed, and deleted thirty days after the internship."),
    )


class CascadeForm(ActForm):
    def fit(self) -> None:
        kept = self.placement.preparation.cascade_plan if hasattr(self.placement, "preparation") else []
        for number in range(CASCADE_LIMIT):
            self.fields[f"what_{number}"] = forms.CharField(
                label=_("Commitment %(number)s") % {"number": number + 1},
                max_length=300,
                required=number == 0,
                initial=kept[number].get("what", "") if number < len(kept) else "",
                help_text=_("What, to whom and when: a talk to the unit within a month.") if number == 0 else "",
            )

    def commitments(self) -> list[dict[str, str]]:
        told = [self.cleaned_data.get(f"what_{number}", "") for number in range(CASCADE_LIMIT)]
        return [{"what": what} for what in told if what]


class DayForm(ActForm):
    held_on = forms.ChoiceField(label=_("Day"))
    hours = forms.DecimalField(label=_("Hours"), min_value=0, max_value=24, decimal_places=2, max_digits=4)

    def fit(self) -> None:
        self.fields["held_on"].choices = self.days()  # type: ignore[attr-defined]


class OutcomeForm(ActForm):
    item = forms.ChoiceField(label=_("Activity"))
    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=[one for one in ItemOutcome.choices if one[0] != ItemOutcome.PLANNED]
    )
    reason = text_field(_("Reason"), rows=2, required=False, help_text=_("Only where it was not done or was replaced."))

    def fit(self) -> None:
        self.items = {item.public_id: item for item in self.placement.items.all()}
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (ref, f"{date_in_words(item.held_on)}, {item.starts:%H:%M} · {item.get_activity_display()}")
            for ref, item in self.items.items()
        ]


class InterruptForm(ActForm):
    why = forms.ChoiceField(label=_("Cause"), choices=InterruptionReason.choices)
    held_on = forms.ChoiceField(label=_("Last day"))
    reason = text_field(_("What happened"), help_text=_("The others read it. No names of people or cases."))

    def fit(self) -> None:
        self.fields["held_on"].choices = self.days()  # type: ignore[attr-defined]


class ClarifyForm(ActForm):
    kind = forms.ChoiceField(label=_("Which report"), choices=ReportKind.choices)
    question = text_field(_("What should be clarified"))


class HoldForm(ActForm):
    reason = text_field(_("Reason"))
    review_on = day_field(_("Look at it again on"), required=False)


class WaiverForm(ActForm):
    what = forms.ChoiceField(
        label=_("What is not asked"),
        choices=[("experience", _("Years in post")), ("cooling_off", _("Time since the last internship"))],
    )
    reason = text_field(_("Reason"))


class AmendForm(ActForm):
    starts_on = day_field(_("New first day"))
    ends_on = day_field(_("New last day"))
    reason = text_field(_("Reason"))


class ItemForm(ActForm):
    held_on = forms.ChoiceField(label=_("Day"))
    starts = hour_field(_("From"))
    ends = hour_field(_("Until"))
    title = forms.CharField(label=_("Activity"), max_length=200)
    activity = forms.ChoiceField(label=_("Kind"), choices=ActivityKind.choices)
    institution = forms.ModelChoiceField(
        label=_("Institution"),
        queryset=Institution.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("The host office"),
    )
    position = forms.CharField(
        label=_("Position of whoever is in charge"),
        max_length=120,
        required=False,
        help_text=_("A position, never a name."),
    )
    confidentiality = forms.ChoiceField(
        label=_("Confidentiality"), choices=Confidentiality.choices, initial=Confidentiality.RESERVED
    )

    def fit(self) -> None:
        self.fields["held_on"].choices = self.days()  # type: ignore[attr-defined]
        host = self.placement.offer.office.country_id if self.placement.offer else None
        self.fields["institution"].queryset = Institution.objects.filter(country_id=host or 0)  # type: ignore[attr-defined]


class ApplicationForm(forms.Form):
    """An application: saved as often as one likes, handed in once."""

    motivation = text_field(
        _("Why you want to go"), rows=6, limit=TEXT_LIMIT, required=False, help_text=_("No names of people or cases.")
    )
    objectives = several(_("What for"), Objective.choices, help_text=_("Two at least."))
    interests = several(_("In which capacity you are interested in the programme"), Interest.choices)
    years_in_post = forms.IntegerField(label=_("Years in post"), min_value=0, max_value=60, required=False)
    language_level = forms.ChoiceField(
        label=_("Your level in the host's working language"), choices=LEVELS, required=False
    )


class CallForm(forms.Form):
    """A call for internships, while it is prepared."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    introduction_es = text_field(_("Introduction in Spanish"))
    introduction_en = text_field(_("Introduction in English"))
    lead_school = forms.ModelChoiceField(label=_("Lead school"), queryset=School.objects.none(), empty_label=None)
    opens_on = day_field(_("Applications from"))
    closes_on = day_field(_("Applications until"))
    earliest_start_on = day_field(_("First day on which an internship may begin"))
    quota_per_office = forms.IntegerField(label=_("Endorsements per office"), min_value=1, max_value=20, initial=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.select_related("country").order_by("-is_lead", "code")
        self.fields["lead_school"].queryset = schools  # type: ignore[attr-defined]

    def clean(self) -> None:
        said = self.cleaned_data
        opens_on, closes_on, starts_on = (said.get(name) for name in ("opens_on", "closes_on", "earliest_start_on"))
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", _("The last day lies before the first."))
        if closes_on and starts_on and starts_on <= closes_on:
            self.add_error("earliest_start_on", _("Internships begin after the call closes."))


class TextForm(forms.Form):
    """The one text that moving a call asks for."""

    text = text_field(_("Text"), rows=8, limit=TEXT_LIMIT)


class OfferForm(forms.Form):
    """What an office offers in a call."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=50, initial=1)
    first_week = day_field(_("A Monday on which it could begin"))
    second_week = day_field(_("Another one"), required=False)
    is_exploring = forms.BooleanField(
        label=_("We are still finding out whether we can"),
        required=False,
        help_text=_("Then it counts once you confirm it."),
    )

    def __init__(self, *args: Any, offices: Sequence[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Office.objects.select_related("country").order_by("code")
        if offices is not None:
            known = known.filter(pk__in=offices)
        self.fields["office"].queryset = known  # type: ignore[attr-defined]

    def weeks(self) -> list[str]:
        days = [self.cleaned_data["first_week"], self.cleaned_data.get("second_week")]
        return [day.isoformat() for day in days if day]


def initial_of(call: Call) -> dict[str, Any]:
    """A call as its form says it."""
    plain = ("lead_school", "opens_on", "closes_on", "earliest_start_on", "quota_per_office")
    texts = {
        f"{name}_{code}": getattr(call, name).get(code) for name in ("title", "introduction") for code in ("es", "en")
    }
    return {**texts, **{name: getattr(call, name) for name in plain}}
