"""What is attested, told by the activity that knows it and frozen with the award."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Self

from lms.common.fields import Translated
from lms.common.text import clean_name

SCHEMA = 1
LANGUAGES = ("es", "en")


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the position in both languages and the name, as in force on the day of issue."""

    position: Mapping[str, str]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Everything a document says. Texts are ``{"es": ..., "en": ...}``; minutes are whole minutes.

    ``holder_name`` is the name as its holder confirmed it. ``holder_country`` is printed only when the edition says
    so and is never shown in public; the office is not printed at all.
    """

    holder_name: str
    title: Mapping[str, str]
    starts_on: date
    ends_on: date
    minutes_scheduled: int
    minutes_attended: int
    issuers: tuple[Mapping[str, str], ...]
    signatories: tuple[Signatory, ...] = ()
    languages: tuple[str, ...] = ("es",)
    course_version: str = ""
    modality: Mapping[str, str] | None = None
    place: Mapping[str, str] | None = None
    modules: tuple[Mapping[str, str], ...] = ()
    result: Mapping[str, str] | None = None
    donor_line: Mapping[str, str] | None = None
    issued_in: Mapping[str, str] | None = None
    holder_country: Mapping[str, str] | None = None
    evidence_digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """The statement as it is kept with the award."""
        kept = {key: value for key, value in asdict(self).items() if value not in (None, "", (), {})}
        return {**kept, "starts_on": str(self.starts_on), "ends_on": str(self.ends_on), "schema": SCHEMA}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The statement that ``as_json`` kept; keys of a later schema are left aside."""
        known = {name: kept[name] for name in (field.name for field in fields(cls)) if name in kept}
        known["starts_on"] = date.fromisoformat(known["starts_on"])
        known["ends_on"] = date.fromisoformat(known["ends_on"])
        known["signatories"] = tuple(
            Signatory(position=Translated(row["position"]), name=row["name"]) for row in known.get("signatories", ())
        )
        for name in ("title", "modality", "place", "result", "donor_line", "issued_in", "holder_country"):
            known[name] = Translated(known.get(name) or {})
        for name in ("issuers", "modules"):
            known[name] = tuple(Translated(row) for row in known.get(name, ()))
        known["languages"] = tuple(known.get("languages", ("es",)))
        return cls(**known)

    def cleaned(self) -> Self:
        """The same statement with every text in NFC, single spaces and no control characters."""
        return replace(
            self,
            holder_name=clean_name(self.holder_name),
            title=_clean(self.title),
            issuers=tuple(_clean(text) for text in self.issuers),
            modules=tuple(_clean(text) for text in self.modules),
            signatories=tuple(Signatory(_clean(row.position), clean_name(row.name)) for row in self.signatories),
            modality=_clean(self.modality),
            place=_clean(self.place),
            result=_clean(self.result),
            donor_line=_clean(self.donor_line),
            issued_in=_clean(self.issued_in),
            holder_country=_clean(self.holder_country),
            course_version=clean_name(self.course_version),
        )

    def printed_texts(self) -> Iterator[str]:
        """Every text of this statement that ends up on paper."""
        yield self.holder_name
        yield self.course_version
        for mapping in (self.title, self.modality, self.place, self.result, self.donor_line, self.issued_in):
            yield from (mapping or {}).values()
        yield from (self.holder_country or {}).values()
        for mapping in (*self.issuers, *self.modules):
            yield from mapping.values()
        for signatory in self.signatories:
            yield signatory.name
            yield from signatory.position.values()


def said(text: Mapping[str, str] | None, language: str) -> str:
    """``text`` in ``language``, or in Spanish, or in whatever there is; empty where there is none."""
    return Translated(text or {}).in_language(language)


def _clean(text: Mapping[str, str] | None) -> Translated:
    return Translated({language: _tidy(words) for language, words in (text or {}).items() if words})


def _tidy(words: str) -> str:
    """As ``clean_name``, keeping the non-breaking spaces that Spanish typography wants."""
    kept = "\N{NO-BREAK SPACE}".join(clean_name(part) for part in words.split("\N{NO-BREAK SPACE}"))
    return unicodedata.normalize("NFC", kept)
