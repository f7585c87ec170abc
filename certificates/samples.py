"""Invented statements for whoever designs documents: every kind in every language, the longest names of the region."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from certificates import codes
from certificates.enums import AwardKind
from certificates.statement import Signatory, Statement

NUMBER, CODE = "000-000-0000", "0" * codes.SYMBOLS  # a whole code that is never given out, so it is never found
LANGUAGE_SETS: tuple[tuple[str, ...], ...] = (("es",), ("en",), ("es", "en"))
LONGEST_NAME = "Kʼicheʼ María de los Ángeles Guadalupe Ixquiakatil Chuvalajuj Ñáñez de Castellanos y Velásquez-Ökeafor"


def make_sample(kind: str, *, name: str, languages: tuple[str, ...] = ("es",)) -> Statement:
    """What a document of ``kind`` might say of ``name``; its title says that it says nothing."""
    is_internship = kind in {AwardKind.INTERNSHIP, AwardKind.INTERNSHIP_NOTE}
    return Statement(
        holder_name=name,
        title={"es": "Curso de muestra, documento sin validez", "en": "Sample course, document without validity"},
        course_version="" if is_internship else "2026.1",
        modality={"es": "Presencial", "en": "In person"} if is_internship else {"es": "A distancia", "en": "Online"},
        place={"es": "San José", "en": "San José"} if is_internship else None,
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 27),
        minutes_scheduled=1200,
        minutes_attended=1140,
        modules=()
        if is_internship
        else (
            {"es": "El fenómeno en la región", "en": "The phenomenon in the region"},
            {"es": "Plan de investigación", "en": "Plan of investigation"},
            {"es": "Del expediente al juicio", "en": "From file to trial"},
        ),
        result={"es": "Aprobado", "en": "Passed"} if kind == AwardKind.APPROVAL else None,
        issuers=(
            {"es": "Escuela de Capacitación Fiscal", "en": "Prosecutors’ Training School"},
            dict(settings.NETWORK_NAME),
        ),
        signatories=(
            Signatory(
                {"es": "Dirección de la Escuela", "en": "Directorate of the School"}, "Lucía Arévalo Quintanilla"
            ),
            Signatory({"es": "Secretaría de la Red", "en": "Secretariat of the Network"}, "Tomás Ixcot Barrera"),
        ),
        donor_line={"es": "Con el apoyo financiero de un donante", "en": "With the financial support of a donor"},
        issued_in={"es": "San Salvador", "en": "San Salvador"},
        languages=languages,
    ).cleaned()


def sample_url() -> str:
    return f"{settings.SITE_URL}/v/{codes.spaced(CODE)}"


def sample_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.NETWORK_TIME_ZONE)).date()


def every_sample(name: str) -> Iterator[tuple[str, str, Statement]]:
    """A name for the file, the kind and the statement, of each kind in each set of languages."""
    for kind in AwardKind.values:
        for languages in LANGUAGE_SETS:
            statement = make_sample(kind, name=name, languages=languages)
            yield f"{kind.lower().replace('_', '-')}-{'-'.join(languages)}.pdf", kind, statement
