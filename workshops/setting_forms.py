"""What is filled in around calls, proposals and the settings of an edition. Shape only; rules are the services'."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from certificates.enums import AwardKind
from courses.models import Area, CourseVersion
from live.enums import Modality
from lms.common.times import known_zones
from network.enums import Category
from network.models import Country, InstitutionType, Office, School
from workshops.enums import ActivityType, MakeUp
from workshops.models import Edition
from workshops.services.editions import EditionPlan
from workshops.services.proposals import ProposalText

LONG = 4000


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def text_field(label: Any, rows: int = 5, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}), **more)


def choose_several(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


class CallForm(forms.Form):
    """A new call."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    lead_school = forms.ModelChoiceField(label=_("Lead school"), queryset=School.objects.none(), empty_label=None)
    closes_on = day_field(_("Last day for proposals"), help_text=_("Until midnight, on the lead school's clock."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.select_related("country").order_by("-is_lead", "code")
        self.fields["lead_school"].queryset = schools  # type: ignore[attr-defined]

    def get_closing(self) -> datetime:
        """Midnight after the last day."""
        zone = ZoneInfo(self.cleaned_data["lead_school"].country.time_zone)
        return datetime.combine(self.cleaned_data["closes_on"] + timedelta(days=1), time.min, tzinfo=zone)


class ProposalForm(forms.Form):
    """An office's proposal: a phone's length."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)
    title = forms.CharField(label=_("Topic"), max_length=120)
    area = forms.ModelChoiceField(label=_("Training area"), queryset=Area.objects.none(), empty_label=None)
    justification = text_field(
        _("Why it is needed"), help_text=_("What your office meets in its work. Nothing about a case or a person.")
    )
    objectives = text_field(_("What participants will be able to do"))
    offers_to_host = forms.BooleanField(label=_("Our office offers to host it"), required=False)
    starts_on = day_field(_("Preferred first day"))
    ends_on = day_field(_("Preferred last day"))
    experts = text_field(_("Experts you would propose"), rows=3, required=False)

    def __init__(self, *args: Any, offices: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(pk__in=offices).order_by("code")  # type: ignore[attr-defined]
        self.fields["area"].queryset = Area.objects.all()  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = offices[0]

    def get_text(self) -> ProposalText:
        said = {name: value for name, value in self.cleaned_data.items() if name != "office"}
        return ProposalText(**said)


class RankForm(forms.Form):
    rank = forms.IntegerField(
        label=_("Place in your order"), min_value=1, max_value=99, required=False, help_text=_("1 is the first.")
    )


class DecisionForm(forms.Form):
    """Held or not, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("accept", _("Accept: a draft edition is made")), ("decline", _("Do not accept"))],
        widget=forms.RadioSelect,
    )
    course_version = forms.ChoiceField(
        label=_("Course that would be taught"), required=False, help_text=_("Only where the proposal is accepted.")
    )
    reason = text_field(_("Reason"), rows=4, help_text=_("Every contact point reads it once the outcome is published."))

    def __init__(self, *args: Any, versions: Sequence[CourseVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course_version"].choices = version_choices(versions)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("decision") == "accept" and not said.get("course_version"):
            self.add_error("course_version", _("Choose the course that would be taught."))
        return said


def version_choices(versions: Sequence[CourseVersion]) -> list[tuple[str, str]]:
    return [("", "—"), *((str(one.pk), f"{one.title} ({one.label})") for one in versions)]


class EditionForm(forms.Form):
    """All that is decided before an edition opens."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    activity_type = forms.ChoiceField(label=_("Activity"), choices=ActivityType)
    modality = forms.ChoiceField(label=_("How it is held"), choices=Modality)
    lead_school = forms.ModelChoiceField(label=_("Lead school"), queryset=School.objects.none(), empty_label=None)
    host_office = forms.ModelChoiceField(
        label=_("Host office"), queryset=Office.objects.none(), required=False, empty_label=_("Without a host")
    )
    venue_es = forms.CharField(label=_("Venue"), max_length=200, required=False)
    time_zone = forms.ChoiceField(label=_("Clock it runs on"))
    languages = choose_several(_("Languages it is held in"), settings.LANGUAGES)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    nomination_opens_on = day_field(_("Nominations open on"), required=False)
    nomination_closes_on = day_field(
        _("Last day for nominations"), required=False, help_text=_("Until midnight, on the edition's clock.")
    )
    response_days = forms.IntegerField(label=_("Days a nominated person has to answer"), min_value=1, max_value=60)
    seats_per_office = forms.IntegerField(label=_("Places in person for each office"), min_value=0, max_value=100)
    remote_capacity = forms.IntegerField(label=_("Remote places for all offices"), min_value=0, max_value=5000)
    eligible_countries = choose_several(_("Only for these countries"), [], help_text=_("None chosen: every member."))
    eligible_categories = choose_several(_("Only for these people"), Category, help_text=_("None chosen: all."))
    eligible_institution_types = choose_several(
        _("Only for people of these institutions"), [], help_text=_("None chosen: all, and the offices themselves.")
    )
    prerequisites = choose_several(_("Courses to be completed before"), [])
    takes_applications = forms.BooleanField(
        label=_("People may ask for a place themselves"),
        required=False,
        help_text=_("Their contact point then says whether they belong to the office."),
    )
    attendance_percent = forms.IntegerField(label=_("Attendance needed, per cent"), min_value=50, max_value=100)
    pass_mark = forms.IntegerField(label=_("Mark needed, of 100"), min_value=0, max_value=100)
    quiz_attempts = forms.IntegerField(label=_("Attempts at the assessment"), min_value=1, max_value=20)
    make_up = forms.ChoiceField(label=_("How a missed session is made up for"), choices=MakeUp)
    make_up_days = forms.IntegerField(label=_("Days to make up for it"), min_value=0, max_value=365)
    certificate_kind = forms.ChoiceField(label=_("Document issued"), choices=AwardKind)
    certificate_languages = choose_several(_("Languages of the document"), settings.LANGUAGES)
    donor_line_es = forms.CharField(label=_("Line of the donor, in Spanish"), max_length=200, required=False)
    donor_line_en = forms.CharField(label=_("Line of the donor, in English"), max_length=200, required=False)

    def __init__(
        self, *args: Any, versions: Sequence[CourseVersion], schools: Sequence[int] | None, **kwargs: Any
    ) -> None:
        """``schools``: those the reader may lead editions of; None means all."""
        super().__init__(*args, **kwargs)
        own = School.objects.order_by("-is_lead", "code")
        fields: dict[str, Any] = self.fields
        fields["lead_school"].queryset = own if schools is None else own.filter(pk__in=schools)
        fields["host_office"].queryset = Office.objects.members().order_by("code")
        fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(known_zones())]
        members = Office.objects.members().values("country_id")
        fields["eligible_countries"].choices = [
            (one.iso, str(one)) for one in Country.objects.filter(pk__in=members).order_by("iso")
        ]
        fields["eligible_institution_types"].choices = [
            (one.code, str(one)) for one in InstitutionType.objects.order_by("code")
        ]
        fields["prerequisites"].choices = [(one.course_key, str(one.title)) for one in versions]

    def get_plan(self) -> EditionPlan:
        """What was filled in, as the plan of an edition."""
        said = dict(self.cleaned_data)
        zone = ZoneInfo(said["time_zone"])
        opens_on, closes_on = said.pop("nomination_opens_on"), said.pop("nomination_closes_on")
        for name in ("title", "donor_line"):
            texts = {"es": said.pop(f"{name}_es"), "en": said.pop(f"{name}_en")}
            said[name] = {language: text for language, text in texts.items() if text}
        venue = said.pop("venue_es")
        return EditionPlan(
            venue={"es": venue} if venue else {},
            nomination_opens_at=opens_on and datetime.combine(opens_on, time.min, tzinfo=zone),
            nomination_closes_at=closes_on and datetime.combine(closes_on + timedelta(days=1), time.min, tzinfo=zone),
            **said,
        )


class NewEditionForm(EditionForm):
    course_version = forms.ChoiceField(label=_("Course"))
    field_order = ["course_version"]

    def __init__(self, *args: Any, versions: Sequence[CourseVersion], **kwargs: Any) -> None:
        super().__init__(*args, versions=versions, **kwargs)
        self.fields["course_version"].choices = version_choices(versions)  # type: ignore[attr-defined]

    def get_plan(self) -> EditionPlan:
        self.cleaned_data.pop("course_version", None)
        return super().get_plan()


def get_settings_of(edition: Edition) -> dict[str, Any]:
    """An edition's settings as the form shows them."""
    zone = ZoneInfo(edition.time_zone)
    shown = {name: getattr(edition, name, None) for name in EditionForm.base_fields}
    for name in ("title", "donor_line", "venue"):
        for language in ("es", "en"):
            shown[f"{name}_{language}"] = getattr(edition, name).get(language, "")
    if edition.nomination_opens_at and edition.nomination_closes_at:
        shown["nomination_opens_on"] = edition.nomination_opens_at.astimezone(zone).date()
        last = edition.nomination_closes_at.astimezone(zone) - timedelta(microseconds=1)
        shown["nomination_closes_on"] = last.date()
    return shown


class CopyForm(forms.Form):
    starts_on = day_field(_("First day of the copy"), help_text=_("The other days move with it."))


class ClosingForm(forms.Form):
    note = text_field(_("Report"), rows=8)
    area = forms.ModelChoiceField(label=_("Area of the challenges"), queryset=Area.objects.none(), empty_label=None)
    challenges = text_field(
        _("Challenges raised"),
        required=False,
        help_text=_("One a line. Difficulties of the work; nothing about a case or a person."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.all()  # type: ignore[attr-defined]

    def get_challenges(self) -> list[tuple[Area, str]]:
        lines = self.cleaned_data["challenges"].splitlines()
        return [(self.cleaned_data["area"], line.strip()[:500]) for line in lines if line.strip()]
