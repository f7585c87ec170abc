"""What those who look after people fill in. Forms check shape; whether it may be done is the services' business."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.forms import screen_languages
from lms.common.fields import Translated
from network.enums import AccountState, Category, Role
from network.models import Office, Person, School
from network.roster import MAX_BYTES
from network.services import Entry, PlaceMissing
from network.services.entering import check_place

Choice = tuple[str, str | Promise]
NOT_CHOSEN: list[Choice] = [("", pgettext_lazy("choice", "None"))]
FIRST_DAY = date(2009, 1, 1)  # the network began in that year
DAYS_AHEAD = 366
OF_OFFICE = {Role.CONTACT_POINT}


def office_label(office: Office) -> str:
    return f"{office.code} · {office.country}"


def school_label(school: School) -> str:
    return f"{school.code} · {school.country}"


class DayField(forms.DateField):
    """A day near enough to be meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= timezone.localdate() + timedelta(days=DAYS_AHEAD):
            raise forms.ValidationError(_("Choose a day since 2009 and within the next year."))
        return day


class FilterForm(forms.Form):
    """Whom to show."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All of them")), *Role.choices])
    state = forms.ChoiceField(
        label=_("Account"), required=False, choices=[("", _("All of them")), *AccountState.choices]
    )

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: list[Choice] = [("", _("All of them"))]
        choices = [*every, *((office.code, office_label(office)) for office in offices)]
        self.fields["office"].choices = choices  # type: ignore[attr-defined]
        if len(offices) < 2:
            del self.fields["office"]


class EnterPersonForm(forms.Form):
    """One person: who, where, and in which role where there is one."""

    given_names = forms.CharField(label=_("Given names"), max_length=100)
    family_names = forms.CharField(label=_("Family names"), max_length=100)
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The invitation goes there. An address of the institution is safer than a private one."),
        max_length=254,
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices, initial=Category.PROSECUTOR)
    position = forms.CharField(
        label=_("Position"), max_length=120, required=False, help_text=_("As the office calls it.")
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=screen_languages)
    role = forms.ChoiceField(label=_("Role"), required=False)
    school = forms.ChoiceField(
        label=_("School"),
        required=False,
        help_text=_("Only for roles that are held at a school."),
    )

    def __init__(
        self, *args: Any, offices: Sequence[Office], schools: Sequence[School], gives_roles: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.code: office for office in offices}
        self.schools = {school.code: school for school in schools}
        places: list[Choice] = [(office.code, office_label(office)) for office in offices]
        if gives_roles:
            self.fields["office"].choices = [*NOT_CHOSEN, *places]  # type: ignore[attr-defined]
            self.fields["role"].choices = [*NOT_CHOSEN, *given_roles()]  # type: ignore[attr-defined]
            self.fields["school"].choices = [  # type: ignore[attr-defined]
                *NOT_CHOSEN,
                *((school.code, school_label(school)) for school in schools),
            ]
        else:
            self.fields["office"].choices = places  # type: ignore[attr-defined]
            self.fields["office"].required = True
            del self.fields["role"], self.fields["school"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_place(self.entry())
            except PlaceMissing as refusal:
                self.add_error("office", str(refusal))
        return cleaned

    def entry(self) -> Entry:
        said = self.cleaned_data
        return Entry(
            given_names=said["given_names"],
            family_names=said["family_names"],
            email=said["email"],
            office=self.offices.get(said.get("office", "")),
            school=self.schools.get(said.get("school", "")),
            category=Category(said["category"]),
            position=said["position"],
            language=said["language"],
            role=said.get("role", ""),
        )


def given_roles() -> list[Choice]:
    """Every role that one person of the Secretariat gives alone."""
    return [(role.value, role.label) for role in Role if role != Role.SECRETARIAT]


class RosterForm(forms.Form):
    """A file of people."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 500 people and 256 KB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 256 KB. Divide it into several."))
        return file


class ReasonForm(forms.Form):
    """Why: the audit trail keeps it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the audit trail. Do not write anything about cases."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(forms.Form):
    ended_on = DayField(label=_("First day without the role"))


class GrantForm(ReasonForm):
    """What the second person reads before deciding."""

    started_on = DayField(label=_("From"))
    field_order = ["started_on", "reason"]


class AppointForm(forms.Form):
    """Which role, over what, from when to when."""

    role = forms.ChoiceField(label=_("Role"))
    office = forms.ChoiceField(label=_("Office"), required=False, help_text=_("For a contact point."))
    school = forms.ChoiceField(
        label=_("School"),
        required=False,
        help_text=_("For whoever is responsible for a school, or coordinates from one."),
    )
    started_on = DayField(label=_("From"))
    ended_on = DayField(
        label=_("First day without the role"), required=False, help_text=_("Leave it empty if it has no end yet.")
    )

    def __init__(self, *args: Any, offices: Sequence[Office], schools: Sequence[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.code: office for office in offices}
        self.schools = {school.code: school for school in schools}
        self.fields["role"].choices = given_roles()  # type: ignore[attr-defined]
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            *NOT_CHOSEN,
            *((office.code, office_label(office)) for office in offices),
        ]
        self.fields["school"].choices = [  # type: ignore[attr-defined]
            *NOT_CHOSEN,
            *((school.code, school_label(school)) for school in schools),
        ]

    def clean(self) -> dict[str, Any]:
        """A role is not given a scope that it does not have."""
        cleaned = super().clean() or {}
        role = cleaned.get("role")
        if role == Role.CONTACT_POINT and not cleaned.get("office"):
            self.add_error("office", _("Choose the office of the contact point."))
        if role == Role.SCHOOL_EDITOR and not cleaned.get("school"):
            self.add_error("school", _("Choose the school."))
        if role and role not in OF_OFFICE:
            cleaned["office"] = ""
        if role not in {Role.SCHOOL_EDITOR, Role.COORDINATOR}:
            cleaned["school"] = ""
        return cleaned

    def wanted(self) -> dict[str, Any]:
        """What ``appoint`` takes."""
        said = self.cleaned_data
        return {
            "role": Role(said["role"]),
            "office": self.offices.get(said["office"]),
            "school": self.schools.get(said["school"]),
            "started_on": said["started_on"],
            "ended_on": said["ended_on"],
        }


class SubstituteForm(forms.Form):
    """Who takes the place, and from when."""

    successor = forms.ChoiceField(label=_("Who takes the place"))
    on = DayField(label=_("From"))

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.public_id: person for person in people}
        self.fields["successor"].choices = [  # type: ignore[attr-defined]
            (person.public_id, person.full_name) for person in people
        ]

    def chosen(self) -> Person:
        return self.people[self.cleaned_data["successor"]]


class TransferForm(forms.Form):
    """Where to, from when, and as what."""

    office = forms.ChoiceField(label=_("New office"))
    on = DayField(label=_("First day at the new office"))
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    position = forms.CharField(
        label=_("Position"), max_length=120, required=False, help_text=_("As the office calls it.")
    )
    leaving = forms.CharField(widget=forms.HiddenInput, required=False)  # the membership whoever decides has seen

    def __init__(self, *args: Any, offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {office.code: office for office in offices}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (office.code, office_label(office)) for office in offices
        ]

    def chosen(self) -> Office:
        return self.offices[self.cleaned_data["office"]]


class DelegationForm(forms.Form):
    """Who stands in, and from which day to which, both counted in."""

    delegate = forms.ChoiceField(label=_("Who stands in"), widget=forms.RadioSelect)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), help_text=_("The powers end with this day."))

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
    first_day = DayField(label=_("From"), help_text=_("The present name holds until the day before."))

    @property
    def name(self) -> Translated:
        return Translated(es=self.cleaned_data["name_es"], en=self.cleaned_data["name_en"])
