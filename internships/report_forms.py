"""The two reports as forms (DOMAIN §2.7-2.8): kept whatever is missing; what is asked is said on handing in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from internships.enums import Objective, Overall
from internships.forms_spec import CASCADE_LIMIT, CRITERIA, NOT_OBSERVED, PRACTICES_LIMIT, TEXT_LIMIT

SCALE = [("", "—"), *[(str(mark), str(mark)) for mark in range(1, 6)]]
REACHED = [
    ("", "—"),
    ("YES", pgettext_lazy("objective", "Reached")),
    ("PARTLY", pgettext_lazy("objective", "Partly")),
    ("NO", pgettext_lazy("objective", "Not reached")),
    ("NONE", pgettext_lazy("objective", "There was no occasion")),
]
SELF = {
    "procedure": _("Criminal procedure of the host"),
    "institutions": _("Institutions of the host"),
    "technique": _("The investigative technique observed"),
    "channels": _("Channels of cooperation"),
    "evidence": _("Digital or financial evidence"),
    "hearing": _("Practice of the oral hearing"),
}
ORGANISATION = {
    "information": _("Information beforehand"),
    "welcome": _("Welcome"),
    "agenda": _("Agenda"),
    "mentor": _("Time the mentor gave"),
    "lodging": _("Lodging"),
    "travel": _("Travel"),
    "length": _("Length of the stay"),
}
CRITERION_WORDS = {
    "A1": _("Understands how the host office is organised and who does what"),
    "A2": _("Grasps the host's criminal procedure well enough to compare"),
    "A3": _("Knows the regional and international instruments and channels of cooperation"),
    "B1": _("Reasons about facts, law and proof (theory of the case)"),
    "B2": _("Contributes experience from the own country"),
    "B3": _("Technical skill in the chosen specialism"),
    "C1": _("Discipline in confidentiality and security"),
    "C2": _("Punctuality and attendance"),
    "C3": _("Respect for people, roles and equality"),
    "D1": _("Clear in speech and writing"),
    "D2": _("Works in a team with prosecutors and investigators"),
    "D3": _("Is likely to keep the working contact alive"),
}
MARK_WORDS = [
    ("5", _("5 · exemplary")),
    ("4", _("4 · solid")),
    ("3", _("3 · adequate")),
    ("2", _("2 · needs support")),
    ("1", _("1 · not shown")),
    (NOT_OBSERVED, _("Not observed")),
]


def text(label: Any, rows: int = 4, limit: int = TEXT_LIMIT, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


def line(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False)


def choice(label: Any, choices: Any, widget: Any = forms.Select) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


class ReportForm(forms.Form):
    """What both have in common: sections, answers in and out."""

    sections: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    private_note = text(
        _("Only for the Secretariat"), hint=_("Neither the other party nor the offices ever read this.")
    )

    def __init__(self, *args: Any, answers: Mapping[str, Any], objectives: list[str], **kwargs: Any) -> None:
        self.objectives = [one for one in objectives if one in Objective.values]
        kwargs.setdefault("initial", {}).update(self.spread(answers))
        super().__init__(*args, **kwargs)
        self.build()

    def build(self) -> None:
        """Add the fields that come in numbers."""

    def spread(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Kept answers as the fields show them."""
        raise NotImplementedError

    def answers(self) -> dict[str, Any]:
        """The fields as answers are kept."""
        raise NotImplementedError

    def parts(self) -> Iterator[dict[str, Any]]:
        """The form section by section, as the page draws it."""
        for title, names in self.sections:
            found = [self[name] for pattern in names for name in self.fields if self.is_of(name, pattern)]
            yield {"title": title, "fields": found}

    def is_of(self, name: str, pattern: str) -> bool:
        return name == pattern or (pattern.endswith("_") and name.startswith(pattern))

    def add_objectives(self) -> None:
        for one in self.objectives:
            self.fields[f"objective_{one}"] = choice(Objective(one).label, REACHED)


class InternReportForm(ReportForm):
    overview = text(_("The week in short"), 5, hint=_("Institutions and kinds of activity, not day by day."))
    organisation = text(
        _("How the host office organises the prosecution of organised crime, and what differs from yours"), 6
    )
    obstacles = text(_("What stands in the way of cooperation between both systems, and how to lower it"))
    suggestions = text(_("Suggestions to the Network and to the host"))
    publish = choice(
        _("May an extract of what you learned be published?"),
        [("NO", _("No")), ("REVIEWED", _("Yes, after I have read it")), ("YES", _("Yes"))],
        forms.RadioSelect,
    )
    declaration = forms.BooleanField(
        label=_("This report names no person and no case, and keeps to the undertaking"), required=False
    )

    sections = (
        (_("1. The week"), ("overview",)),
        (_("2. How the host works"), ("organisation",)),
        (_("3. Two practices worth taking home"), ("practice_",)),
        (_("4. Cooperation"), ("obstacles",)),
        (_("5. Your objectives"), ("objective_",)),
        (_("6. You, before and after"), ("before_", "after_")),
        (_("7. What you will pass on"), ("cascade_",)),
        (_("8. How it was organised"), ("organised_", "organised")),
        (_("9. Suggestions"), ("suggestions",)),
        (_("10. In private"), ("private_note",)),
        (_("11. Publication"), ("publish",)),
        (_("12. Declaration"), ("declaration",)),
    )

    def build(self) -> None:
        for number in range(PRACTICES_LIMIT):
            words = {"number": number + 1}
            self.fields[f"practice_{number}_title"] = line(_("Practice %(number)s") % words)
            self.fields[f"practice_{number}_why"] = text(_("What it is and why it is worth it"), 3)
            self.fields[f"practice_{number}_needs"] = text(_("What your system would need"), 2)
            self.fields[f"practice_{number}_difficulty"] = choice(_("How hard it would be (5, very)"), SCALE)
        self.add_objectives()
        for key, label in SELF.items():
            self.fields[f"before_{key}"] = choice(_("Before: %(what)s") % {"what": label}, SCALE)
            self.fields[f"after_{key}"] = choice(_("After: %(what)s") % {"what": label}, SCALE)
        for number in range(CASCADE_LIMIT):
            self.fields[f"cascade_{number}_commitment"] = line(_("Commitment %(number)s") % {"number": number + 1})
            self.fields[f"cascade_{number}_audience"] = line(_("To whom"))
            self.fields[f"cascade_{number}_by"] = line(_("By when"))
            self.fields[f"cascade_{number}_indicator"] = line(_("How one will know"))
        for key, label in ORGANISATION.items():
            self.fields[f"organised_{key}"] = choice(label, SCALE)
        self.fields["organised_comment"] = text(_("Why, where you gave 1 or 2"), 2)

    def spread(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        flat = {name: answers.get(name, "") for name in ("overview", "organisation", "obstacles", "suggestions")}
        flat |= {"publish": answers.get("publish", "NO"), "declaration": bool(answers.get("declaration"))}
        for group, many in (("practice", "practices"), ("cascade", "cascade")):
            for number, row in enumerate(answers.get(many, [])):
                flat |= {f"{group}_{number}_{key}": value for key, value in row.items()}
        for group in ("objective", "before", "after", "organised"):
            flat |= {f"{group}_{key}": value for key, value in answers.get(group, {}).items()}
        return flat

    def answers(self) -> dict[str, Any]:
        said = self.cleaned_data
        kept: dict[str, Any] = {
            name: said[name]
            for name in ("overview", "organisation", "obstacles", "suggestions", "publish")
            if said[name]
        }
        kept["declaration"] = said["declaration"]
        kept["practices"] = self.rows("practice", PRACTICES_LIMIT, "title")
        kept["cascade"] = self.rows("cascade", CASCADE_LIMIT, "commitment")
        for group in ("objective", "before", "after", "organised"):
            start = f"{group}_"
            kept[group] = {
                name.removeprefix(start): value for name, value in said.items() if name.startswith(start) and value
            }
        return kept

    def rows(self, group: str, number: int, key: str) -> list[dict[str, str]]:
        found = []
        for place in range(number):
            start = f"{group}_{place}_"
            row = {
                name.removeprefix(start): value
                for name, value in self.cleaned_data.items()
                if name.startswith(start) and value
            }
            if row.get(key):
                found.append(row)
        return found


class EvaluationForm(ReportForm):
    overall = choice(_("On the whole"), Overall.choices, forms.RadioSelect)
    overall_reasons = text(_("Reasons"), 3, hint=_("Asked only where it was unsatisfactory."))
    strengths = text(_("Strengths"), 3)
    advice = text(_("Advice"), 3)
    learned = text(_("One practice your office learned from the intern"), 3)
    next_mentor = text(_("Advice for the next mentor"), 3)
    hours = forms.IntegerField(label=_("Hours you spent mentoring"), min_value=0, max_value=200, required=False)
    would_host_again = choice(_("Would you host again?"), [("YES", _("Yes")), ("NO", _("No"))], forms.RadioSelect)
    obstacles = text(_("Obstacles"), 3)

    sections = (
        (_("A. Knowledge"), ("mark_A", "comment_A")),
        (_("B. Analysis and practice"), ("mark_B", "comment_B")),
        (_("C. Professional conduct"), ("mark_C", "comment_C")),
        (_("D. Communication and network"), ("mark_D", "comment_D")),
        (_("E. Objectives"), ("objective_",)),
        (_("F. On the whole"), ("overall", "overall_reasons")),
        (_("G. In your own words"), ("strengths", "advice", "learned", "next_mentor")),
        (_("H. The host's side"), ("hours", "would_host_again", "obstacles")),
        (_("I. In private"), ("private_note",)),
    )

    def is_of(self, name: str, pattern: str) -> bool:
        if pattern.startswith("mark_"):  # each mark with the comment it may need beside it
            return name.startswith((pattern, pattern.replace("mark_", "comment_")))
        return not pattern.startswith("comment_") and super().is_of(name, pattern)

    def build(self) -> None:
        for code in CRITERIA:
            self.fields[f"mark_{code}"] = choice(CRITERION_WORDS[code], MARK_WORDS, forms.RadioSelect)
            self.fields[f"comment_{code}"] = line(_("Comment (needed for 1 and 2)"))
        self.add_objectives()

    def spread(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        flat = {f"mark_{code}": mark for code, mark in answers.get("marks", {}).items()}
        flat |= {f"comment_{code}": said for code, said in answers.get("comments", {}).items()}
        flat |= {f"objective_{key}": value for key, value in answers.get("objective", {}).items()}
        return flat | {name: answers.get(name, "") for name in self.base_fields if name != "private_note"}

    def answers(self) -> dict[str, Any]:
        said = self.cleaned_data
        kept: dict[str, Any] = {
            name: said[name] for name in self.base_fields if name != "private_note" and said[name] not in ("", None)
        }
        for key, start in (("marks", "mark_"), ("comments", "comment_"), ("objective", "objective_")):
            kept[key] = {
                name.removeprefix(start): value for name, value in said.items() if name.startswith(start) and value
            }
        return kept
