"""Sample data for ``/design/``: invented people, every state of every component."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import pgettext_lazy

STARTS_AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ENDS_AT = STARTS_AT + timedelta(hours=2)
COLOURS = [
    ("ink", "1B1F27", "ECE9E1"),
    ("quiet", "555B66", "A9AFBA"),
    ("line", "8A8676", "8A93A3"),
    ("anil", "22407A", "9DB8F2"),
    ("jade", "0B6B5D", "63C7B5"),
    ("barro", "A3431C", "F0A37F"),
    ("grana", "9B1C2E", "F28B9A"),
    ("maiz", "F2B705", "F2B705"),
]


class SpecimenForm(forms.Form):
    """One field of each kind; bound without data it shows every error."""

    keeps_focus_away = True  # the page does not open at its end, where the errors are

    full_name = forms.CharField(
        label=pgettext_lazy("design", "Name for the certificate"),
        help_text=pgettext_lazy("design", "As in your identity document."),
    )
    email = forms.EmailField(label=pgettext_lazy("design", "E-mail address"))
    people = forms.IntegerField(label=pgettext_lazy("design", "Seats"), required=False, min_value=0)
    country = forms.ChoiceField(
        label=pgettext_lazy("design", "Country"), choices=[("", "—"), ("SV", "El Salvador"), ("HN", "Honduras")]
    )
    modality = forms.ChoiceField(
        label=pgettext_lazy("design", "Modality"),
        choices=[
            ("IN_PERSON", pgettext_lazy("design", "In person, in San Salvador")),
            ("REMOTE", pgettext_lazy("design", "Remote")),
        ],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label=pgettext_lazy("design", "Topics"),
        help_text=pgettext_lazy("design", "Mark all that concern your work."),
        choices=[
            ("a", pgettext_lazy("design", "Extortion")),
            ("b", pgettext_lazy("design", "Cybercrime")),
            ("c", pgettext_lazy("design", "Oral litigation")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    on = forms.DateField(
        label=pgettext_lazy("design", "Day of arrival"), widget=forms.SelectDateWidget(years=[2026, 2027])
    )
    at = forms.SplitDateTimeField(label=pgettext_lazy("design", "Beginning of the session"))
    reason = forms.CharField(
        label=pgettext_lazy("design", "Reason"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    letter = forms.FileField(
        label=pgettext_lazy("design", "Letter of nomination"), help_text=pgettext_lazy("design", "PDF, 5 MB at most.")
    )
    agreed = forms.BooleanField(label=pgettext_lazy("design", "I confirm that the name is written as it should appear"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].example = "María Fernanda López Rivas"  # type: ignore[attr-defined]


class SignInSpecimenForm(forms.Form):
    email = forms.EmailField(
        label=pgettext_lazy("design", "E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


def _seats() -> dict[str, Any]:
    return {
        "seats_mixed": [
            {"state": "taken", "who": "Ana Lucía Paz"},
            {"state": "offered", "who": "Carlos Ramírez"},
            {"state": "free"},
        ],
        "seats_full": [{"state": "taken", "who": "Ana Lucía Paz"}, {"state": "taken", "who": "Rosa Batres"}],
    }


def _lists() -> dict[str, Any]:
    return {
        "tasks": [
            {
                "title": pgettext_lazy("design", "Accept your seat"),
                "url": "#tareas",
                "whose": pgettext_lazy("design", "Your turn"),
                "due": STARTS_AT,
                "tone": "soon",
                "state": pgettext_lazy("design", "Due in 3 days"),
            },
            {
                "title": pgettext_lazy("design", "Confirm the programme of the week"),
                "whose": pgettext_lazy("design", "Host office"),
                "due": ENDS_AT,
                "tone": "quiet",
                "state": pgettext_lazy("design", "Waiting"),
            },
            {
                "title": pgettext_lazy("design", "Send the report"),
                "url": "#tareas",
                "whose": pgettext_lazy("design", "Your turn"),
                "tone": "refused",
                "state": pgettext_lazy("design", "Overdue"),
            },
            {
                "title": pgettext_lazy("design", "Sign the undertaking"),
                "tone": "done",
                "state": pgettext_lazy("design", "Done"),
            },
        ],
        "moves": [
            {
                "title": pgettext_lazy("design", "Nominated"),
                "at": STARTS_AT - timedelta(days=30),
                "who": pgettext_lazy("design", "Contact point of Honduras"),
            },
            {
                "title": pgettext_lazy("design", "Seat accepted"),
                "at": STARTS_AT - timedelta(days=27),
                "who": pgettext_lazy("design", "Person nominated"),
            },
            {
                "title": pgettext_lazy("design", "Enrolled"),
                "at": STARTS_AT - timedelta(days=20),
                "who": pgettext_lazy("design", "Secretariat"),
                "text": pgettext_lazy("design", "The name for the certificate was confirmed."),
                "is_now": True,
            },
        ],
        "facts": [
            {"label": pgettext_lazy("design", "Course"), "value": pgettext_lazy("design", "Extortion")},
            {
                "label": pgettext_lazy("design", "Modality"),
                "value": pgettext_lazy("design", "In person, in San Salvador"),
                "url": "#datos",
            },
            {
                "label": pgettext_lazy("design", "Name for the certificate"),
                "value": "Ana Lucía Paz Mejía",
                "url": "#datos",
            },
            {"label": pgettext_lazy("design", "Second seat"), "value": ""},
        ],
        "people": [
            {
                "name": "Ana Lucía Paz",
                "modality": pgettext_lazy("design", "In person"),
                "minutes": 540,
                "tone": "done",
                "state": pgettext_lazy("design", "Enrolled"),
            },
            {
                "name": "Carlos Ramírez",
                "modality": pgettext_lazy("design", "Remote"),
                "minutes": 96,
                "tone": "soon",
                "state": pgettext_lazy("design", "Nominated"),
            },
            {
                "name": "Rosa Batres",
                "modality": pgettext_lazy("design", "Remote"),
                "minutes": 0,
                "tone": "refused",
                "state": pgettext_lazy("design", "Declined"),
            },
        ],
        "bars": [
            {"label": "Belice", "value": 4},
            {"label": "Costa Rica", "value": 9},
            {"label": "El Salvador", "value": 14},
            {"label": "Honduras", "value": 7},
            {"label": "República Dominicana", "value": 0},
        ],
    }


def _steps() -> dict[str, Any]:
    words = [
        pgettext_lazy("design", "Offer"),
        pgettext_lazy("design", "Nomination"),
        pgettext_lazy("design", "Acceptance"),
        pgettext_lazy("design", "Mentor"),
        pgettext_lazy("design", "Programme"),
        pgettext_lazy("design", "Approval"),
        pgettext_lazy("design", "Week"),
        pgettext_lazy("design", "Reports"),
        pgettext_lazy("design", "Certificate"),
    ]
    return {
        "placement": [
            {
                "label": word,
                "state": "done" if n < 4 else "now" if n == 4 else "later",
                "url": "#pasos" if n < 2 else "",
            }
            for n, word in enumerate(words)
        ],
        "form_steps": [
            {"label": pgettext_lazy("design", "Person"), "state": "done", "url": "#pasos"},
            {"label": pgettext_lazy("design", "Modality"), "state": "now"},
            {"label": pgettext_lazy("design", "Review"), "state": "later"},
        ],
    }


def _page() -> Page[int]:
    return Paginator(range(70), 10).page(3)


def specimens() -> dict[str, Any]:
    """Everything the page shows."""
    return {
        "starts_at": STARTS_AT,
        "ends_at": ENDS_AT,
        "colours": COLOURS,
        "page_of_list": _page(),
        "form_empty": SpecimenForm(prefix="vacio"),
        "form_wrong": SpecimenForm({"error-email": "sin-arroba"}, prefix="error"),
        "confirm_form": SignInSpecimenForm(prefix="confirmar"),
        "spans": [{"start": 0, "length": 1500}, {"start": 1800, "length": 4260}],
        "consequences": [
            pgettext_lazy("design", "Carlos Ramírez loses the seat and is told by mail."),
            pgettext_lazy("design", "The seat is offered to the first alternate of your office."),
        ],
        "sealed_facts": [
            {"label": pgettext_lazy("design", "Issued by"), "value": "Escuela de Capacitación Fiscal de El Salvador"},
            {"label": pgettext_lazy("design", "Course"), "value": pgettext_lazy("design", "Extortion, 20 hours")},
            {"label": pgettext_lazy("design", "Dates"), "value": pgettext_lazy("design", "24 to 28 November 2026")},
        ],
        "lesson_blocks": [
            ("definition", pgettext_lazy("design", "Definition")),
            ("norm", pgettext_lazy("design", "What the law says")),
            ("example", pgettext_lazy("design", "Example")),
            ("decision", pgettext_lazy("design", "Decision")),
            ("checklist", pgettext_lazy("design", "Checklist")),
            ("activity", pgettext_lazy("design", "Activity, 45 minutes")),
            ("annex", pgettext_lazy("design", "National annex")),
            ("summary", pgettext_lazy("design", "In five lines")),
            ("questions", pgettext_lazy("design", "Questions to oneself")),
        ],
        **_seats(),
        **_lists(),
        **_steps(),
    }
