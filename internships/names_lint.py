"""Finds what looks like a person's name, a case number, a telephone or a plate in a text, and says why.

It warns and never traps: a draft is always kept. What institutions and laws are called is no person's name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class FindingKind(StrEnum):
    NAME = "NAME"
    CASE = "CASE"
    TELEPHONE = "TELEPHONE"
    PLATE = "PLATE"
    DOCUMENT = "DOCUMENT"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text: what it looks like, and where."""

    kind: FindingKind
    text: str
    start: int


UP = "A-ZÁÉÍÓÚÜÑ"
LOW = "a-záéíóúüñ"
WORD = f"[{UP}][{LOW}]{{1,30}}(?:[-'’][{UP}]?[{LOW}]{{1,30}}){{0,2}}"
LINK = r"(?:de la|de los|de las|del|de|van|von|y)"

DATA = Path(__file__).resolve().parent / "data"


def _words(name: str) -> frozenset[str]:
    return frozenset((DATA / name).read_text("utf-8").split())


# Words that open or hold the name of something that is nobody: institutions, laws, places, days, headings.
NOBODY = _words("institutions.txt")
STARTERS = _words("starters.txt")
TITLES = (
    r"(?:Sr|Sra|Srta|Dr|Dra|Lic|Licda|Lcdo|Lcda|Ing|Mr|Mrs|Ms|Messrs)\.?"
    r"|[Dd]on|[Dd]oña|señora?|licenciad[oa]|doctora?|alias|apodad[oa]"
    r"|fiscal(?: auxiliar| adjunt[oa])?|jue[zc]a?|magistrad[oa]|inspectora?|agente|subinspectora?|comisari[oa]"
    r"|testigo|imputad[oa]|acusad[oa]|procesad[oa]|víctima|detective|Judge|judge|Prosecutor|prosecutor|Inspector"
    r"|officer|Officer|witness|defendant|accused|victim|colleague|colega|mentor|mentora|called|named|llamad[oa]|compañer[oa]"
)
TITLED = re.compile(rf"(?<!\w)(?:{TITLES})\s+[“\"«']?(?P<name>{WORD}(?:\s+(?:{LINK}\s+)?{WORD}){{0,5}})")
RUN = re.compile(rf"(?<!\w){WORD}(?:\s+(?:{LINK}\s+)?{WORD}){{1,6}}")
INITIALED = re.compile(rf"(?<!\w)(?:{WORD}\s+[{UP}]\.|(?:[{UP}]\.\s?)+)\s*(?P<last>{WORD})")
NICKNAME = re.compile(
    r"(?:alias|apodad[oa]|known as|nicknamed)\s+(?:el\s+|la\s+|the\s+)?[“\"«'‘](?P<name>[^”\"»'’]{2,40})"
)
PATTERNS = {
    FindingKind.CASE: re.compile(
        r"(?i)\b(?:expediente|exp\.|causa|caso|carpeta|case|docket|file|ref(?:erencia|erence|\.)?|proceso|sumario"
        r"|sentencia|noticia criminal)(?:\s+(?:penal|criminal|judicial|número|number))?"
        r"\s*(?:n\.?[º°o]\.?|no\.?|núm\.?|número|number|#|:)?\s*[:#]?\s*"
        r"(?=[A-Z0-9/\-.]*\d)[A-Z]{0,6}[-./]?\d[\dA-Z]*(?:[-/.][\dA-Z]{1,20}){0,5}"
        r"|\b[A-Z]{1,6}-\d{1,6}-(?:19|20)\d{2}\b|\b\d{1,6}-(?:19|20)\d{2}(?:-[A-Z0-9]{1,20}){0,5}\b"
        r"|\b\d{2,}[-/]\d{2,}[-/]\d{3,}\b|\b(?:19|20)\d{2}-\d{3,6}\b"
    ),
    FindingKind.TELEPHONE: re.compile(
        r"(?<![\w-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,3}\)\s?)?\d{4}[ -]\d{4}(?![\w-])|\+\d{1,3}(?:[ -]?\d{2,4}){2,4}"
    ),
    FindingKind.PLATE: re.compile(
        r"(?i)\b(?:placas?|matrícula|plates?|registration)(?:\s+(?:número|number))?\s*[:#]?\s*"
        r"(?=[A-Z]*[ -]?\d)[A-Z]{0,3}[ -]?\d{2,6}(?:[ -]?[A-Z]{0,3})\b|\b[A-Z]{1,3}[- ]?\d{3}[- ]?[A-Z]{3}\b"
    ),
    FindingKind.DOCUMENT: re.compile(
        r"(?<!\d)\d{8}-\d(?!\d)|\b(?:DUI|DPI|DNI|cédula|passport|pasaporte)\s*[:#]?\s*[A-Z]?\d[\d -]{4,}"
    ),
    FindingKind.ADDRESS: re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}"),
}


def find_names(text: str) -> list[Finding]:
    """What in ``text`` should not stand in a report, in the order of the text, each place once."""
    found = [
        Finding(kind, match.group(), match.start())
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    found += _people(text)
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: (one.start, -len(one.text))):
        if not kept or finding.start >= kept[-1].start + len(kept[-1].text):
            kept.append(finding)
    return kept


def _people(text: str) -> list[Finding]:
    found = []
    for pattern in (TITLED, NICKNAME):
        for match in pattern.finditer(text):
            words = _name_words(match.group("name"))
            if words and not any(word.lower() in NOBODY for word in words):
                found.append(Finding(FindingKind.NAME, match.group("name"), match.start("name")))
    found += [
        Finding(FindingKind.NAME, match.group(), match.start())
        for match in INITIALED.finditer(text)
        if match.group("last").lower() not in NOBODY | STARTERS
    ]
    for match in RUN.finditer(text):
        name, start = _without_starter(match.group(), match.start())
        words = _name_words(name)
        if len(words) >= 2 and not any(word.lower() in NOBODY | STARTERS for word in words):
            found.append(Finding(FindingKind.NAME, name, start))
    return found


def _without_starter(name: str, start: int) -> tuple[str, int]:
    """A sentence's first word has a capital without being a name."""
    first, _space, rest = name.partition(" ")
    if first.lower() in STARTERS:
        return rest, start + len(name) - len(rest)
    return name, start


def _name_words(name: str) -> list[str]:
    return [word for word in name.split() if word[:1].isupper()]
