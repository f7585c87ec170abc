"""The form of a design: every box as figures, so that it can be arranged without a mouse and without a script."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.design import ALIGNS, ELEMENTS, FRAMES, PAGES, TEXTS, Box, Design, DrawnSignatory, Emblem
from certificates.enums import AwardKind
from certificates.samples import LONGEST_NAME

LANGUAGES = (("es", _("Spanish")), ("en", _("English")))
EMBLEMS, SIGNATORIES = 2, 3
ALIGN_LABELS = {"left": _("Left"), "center": _("Middle"), "right": _("Right")}
FRAME_LABELS = {"guilloche": _("Guilloche with seal"), "plain": _("Two bands"), "none": _("None")}
PAGE_LABELS = {"A4": "A4", "LETTER": _("Letter")}
FIGURES = (
    ("x", _("From the left (mm)")),
    ("y", _("From the top (mm)")),
    ("w", _("Width (mm)")),
    ("h", _("Height (mm)")),
)


def millimetres(label: Any, *, is_required: bool = True) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
    return forms.FloatField(label=label, min_value=0, max_value=300, required=is_required, widget=widget)


class DesignForm(forms.Form):
    """One draft whole. Fields of a box are named ``element-x``; the sheet of the page moves the same figures."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.ChoiceField(label=_("Paper"), choices=[(name, PAGE_LABELS[name]) for name in PAGES])
    is_upright = forms.BooleanField(label=_("Upright"), required=False)
    frame = forms.ChoiceField(label=_("Frame"), choices=[(name, FRAME_LABELS[name]) for name in FRAMES])
    background = forms.ChoiceField(label=_("Background"), required=False)
    title_colour = forms.CharField(label=_("Colour of the title"), widget=forms.TextInput(attrs={"type": "color"}))
    text_colour = forms.CharField(label=_("Colour of the text"), widget=forms.TextInput(attrs={"type": "color"}))
    quiet_colour = forms.CharField(
        label=_("Colour of the small print"), widget=forms.TextInput(attrs={"type": "color"})
    )

    def __init__(self, data: Any = None, *, design: Design, revision: int, images: Iterable[tuple[str, str]]) -> None:
        self.design = design
        super().__init__(data, initial={"revision": revision, **dict(_initial(design))})
        pictures = [("", _("None")), *images]
        self.fields["background"].choices = pictures  # type: ignore[attr-defined]
        for name in ELEMENTS:
            self._add_box(name)
        for key, label in TEXTS.items():
            self._add_texts(f"text_{key}", label)
        self._add_texts("donor", _("Donor and implementer"))
        for number in range(1, EMBLEMS + 1):
            self._add_emblem(f"emblem{number}", pictures)
        for number in range(1, SIGNATORIES + 1):
            self._add_signatory(f"signatory{number}", pictures)

    def _add_box(self, name: str) -> None:
        for key, label in FIGURES:
            self.fields[f"{name}-{key}"] = millimetres(label)
        self.fields[f"{name}-scale"] = forms.IntegerField(
            label=_("Size of the letters (%)"), min_value=40, max_value=200
        )
        choices = [(key, ALIGN_LABELS[key]) for key in ALIGNS]
        self.fields[f"{name}-align"] = forms.ChoiceField(label=_("Aligned"), choices=choices)
        self.fields[f"{name}-is_shown"] = forms.BooleanField(label=_("Shown"), required=False)

    def _add_texts(self, key: str, label: Any) -> None:
        for code, language in LANGUAGES:
            field = forms.CharField(label=language, required=False, max_length=300)
            field.group = label  # type: ignore[attr-defined]
            self.fields[f"{key}-{code}"] = field

    def _add_emblem(self, name: str, pictures: list[tuple[str, Any]]) -> None:
        self.fields[f"{name}-image"] = forms.ChoiceField(label=_("Picture"), choices=pictures, required=False)
        for key, label in FIGURES:
            self.fields[f"{name}-{key}"] = millimetres(label, is_required=False)
        for code, language in LANGUAGES:
            words = _("Words for those who cannot see it (%(language)s)") % {"language": language}
            self.fields[f"{name}-alt_{code}"] = forms.CharField(label=words, required=False, max_length=150)

    def _add_signatory(self, name: str, pictures: list[tuple[str, Any]]) -> None:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields[f"{name}-name"] = forms.CharField(label=_("Name"), required=False, max_length=120)
        for code, language in LANGUAGES:
            label = _("Position (%(language)s)") % {"language": language}
            self.fields[f"{name}-position_{code}"] = forms.CharField(label=label, required=False, max_length=150)
        self.fields[f"{name}-image"] = forms.ChoiceField(label=_("Drawn signature"), choices=pictures, required=False)
        self.fields[f"{name}-since"] = forms.DateField(label=_("First day"), required=False, widget=day)
        self.fields[f"{name}-until"] = forms.DateField(label=_("Day after the last"), required=False, widget=day)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for number in range(1, SIGNATORIES + 1):
            name = f"signatory{number}"
            since, until = values.get(f"{name}-since"), values.get(f"{name}-until")
            if since and until and until <= since:
                self.add_error(f"{name}-until", _("This day must come after the first one."))
            if values.get(f"{name}-name") and not all(values.get(f"{name}-position_{code}") for code, _l in LANGUAGES):
                self.add_error(f"{name}-position_es", _("Write the position in both languages."))
        return values

    def chosen(self) -> Design:
        """The design as it was filled in; paper turned by a quarter starts from the house's arrangement."""
        values = self.cleaned_data
        design = replace(
            self.design,
            page=values["page"],
            frame=values["frame"],
            background=values["background"],
            title_colour=values["title_colour"].lower(),
            text_colour=values["text_colour"].lower(),
            quiet_colour=values["quiet_colour"].lower(),
            boxes={name: Box(**self._of(name, "x", "y", "w", "h", "scale", "align", "is_shown")) for name in ELEMENTS},
            emblems=tuple(self._emblems()),
            texts={key: text for key in TEXTS if (text := self._text(f"text_{key}-"))},
            signatories=tuple(self._signatories()),
            donor_line=self._text("donor-"),
        )
        return design.turned() if values["is_upright"] != self.design.is_upright else design

    def _of(self, name: str, *keys: str) -> dict[str, Any]:
        return {key: self.cleaned_data[f"{name}-{key}"] for key in keys}

    def _text(self, prefix: str) -> dict[str, str]:
        return {code: words for code, _l in LANGUAGES if (words := self.cleaned_data[f"{prefix}{code}"].strip())}

    def _emblems(self) -> Iterator[Emblem]:
        for number in range(1, EMBLEMS + 1):
            name = f"emblem{number}"
            if self.cleaned_data[f"{name}-image"]:
                figures = {
                    key: self.cleaned_data[f"{name}-{key}"] or default for key, default in DEFAULT_EMBLEM.items()
                }
                yield Emblem(image=self.cleaned_data[f"{name}-image"], alt=self._text(f"{name}-alt_"), **figures)

    def _signatories(self) -> Iterator[DrawnSignatory]:
        for number in range(1, SIGNATORIES + 1):
            name = f"signatory{number}"
            if self.cleaned_data[f"{name}-name"]:
                rest = self._of(name, "name", "image", "since", "until")
                yield DrawnSignatory(position=self._text(f"{name}-position_"), **rest)

    # --- as the page shows them
    def rows(self, prefix: str) -> list[forms.BoundField]:
        """The fields whose names begin with ``prefix``."""
        return [self[name] for name in self.fields if name.startswith(f"{prefix}-")]

    def boxes(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        return [(name, label, self.rows(name)) for name, label in ELEMENTS.items()]

    def texts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        own = [(label, self.rows(f"text_{key}")) for key, label in TEXTS.items()]
        return [*own, (_("Donor and implementer"), self.rows("donor"))]

    def emblems(self) -> list[tuple[str, int, list[forms.BoundField]]]:
        return [(f"emblem{number}", number, self.rows(f"emblem{number}")) for number in range(1, EMBLEMS + 1)]

    def signatories(self) -> list[tuple[int, list[forms.BoundField]]]:
        return [(number, self.rows(f"signatory{number}")) for number in range(1, SIGNATORIES + 1)]

    def paper(self) -> list[forms.BoundField]:
        return [self[name] for name in PAPER]


DEFAULT_EMBLEM = {"x": 30.0, "y": 28.0, "w": 22.0, "h": 22.0}


PAPER = ("page", "is_upright", "frame", "background", "title_colour", "text_colour", "quiet_colour")


def _initial(design: Design) -> Iterator[tuple[str, Any]]:
    yield from ((name, getattr(design, name)) for name in PAPER)
    for name, box in design.boxes.items():
        yield from ((f"{name}-{key}", getattr(box, key)) for key in ("x", "y", "w", "h", "scale", "align", "is_shown"))
    yield from _in_both("donor-", design.donor_line)
    for key, text in design.texts.items():
        yield from _in_both(f"text_{key}-", text)
    for number, emblem in enumerate(design.emblems, start=1):
        yield from ((f"emblem{number}-{key}", getattr(emblem, key)) for key in ("image", "x", "y", "w", "h"))
        yield from _in_both(f"emblem{number}-alt_", emblem.alt)
    for number, one in enumerate(design.signatories, start=1):
        yield from ((f"signatory{number}-{key}", getattr(one, key)) for key in ("name", "image", "since", "until"))
        yield from _in_both(f"signatory{number}-position_", one.position)


def _in_both(prefix: str, text: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((f"{prefix}{code}", text.get(code, "")) for code, _language in LANGUAGES)


class TemplateNameForm(forms.Form):
    name = forms.CharField(label=_("Name of the template"), max_length=80)


class TemplateUseForm(forms.Form):
    """Which documents are drawn with a template."""

    kinds = forms.MultipleChoiceField(
        label=_("Documents drawn with it"),
        choices=AwardKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PictureForm(forms.Form):
    picture = forms.FileField(label=_("Picture"), help_text=_("JPEG or PNG, at most 10 MB. It is kept on white."))
    name = forms.CharField(label=_("What it shows"), max_length=60)


class PreviewForm(forms.Form):
    """What the preview is drawn with."""

    tipo = forms.ChoiceField(label=_("Document"), choices=AwardKind.choices, required=False, initial=AwardKind.APPROVAL)
    idiomas = forms.ChoiceField(
        label=_("Languages"),
        choices=[*LANGUAGES, ("es-en", _("Both on one page"))],
        required=False,
    )
    nombre = forms.CharField(label=_("Name"), max_length=200, required=False, initial=LONGEST_NAME)
