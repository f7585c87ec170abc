"""What each kind of document says, in each language. A note never uses the words of a certificate (DOMAIN §3.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from certificates.enums import AwardKind
from certificates.statement import Statement, said

NBSP = "\N{NO-BREAK SPACE}"
MONTHS: Mapping[str, tuple[str, ...]] = {
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed words of one document: its name, how one or several bodies speak, what the holder did, of what time."""

    name: str
    one_says: str
    several_say: str
    deed: str
    time: str


WORDINGS: Mapping[str, Mapping[str, Wording]] = {
    AwardKind.APPROVAL: {
        "es": Wording("Certificado de aprobación", "certifica que", "certifican que", "aprobó el curso", "asistencia"),
        "en": Wording(
            "Certificate of Achievement", "certifies that", "certify that", "successfully completed the course",
            "attended",
        ),
    },
    AwardKind.ATTENDANCE: {
        "es": Wording(
            "Constancia de asistencia", "hace constar que", "hacen constar que",
            "asistió a la actividad de capacitación", "asistencia",
        ),
        "en": Wording("Attendance Note", "records that", "record that", "attended the training activity", "attended"),
    },
    AwardKind.INTERNSHIP: {
        "es": Wording("Certificado de pasantía", "certifica que", "certifican que", "completó la pasantía", "pasantía"),
        "en": Wording("Internship Certificate", "certifies that", "certify that", "completed the internship", "served"),
    },
    AwardKind.INTERNSHIP_NOTE: {
        "es": Wording(
            "Constancia de participación en pasantía", "hace constar que", "hacen constar que",
            "participó en la pasantía", "pasantía",
        ),
        "en": Wording(
            "Note of Participation in an Internship", "records that", "record that", "took part in the internship",
            "served",
        ),
    },
    AwardKind.MENTORING: {
        "es": Wording(
            "Constancia de mentoría", "hace constar que", "hacen constar que", "ejerció la mentoría en", "mentoría"
        ),
        "en": Wording("Mentoring Note", "records that", "record that", "acted as mentor in", "given"),
    },
    AwardKind.TEACHING: {
        "es": Wording(
            "Constancia de docencia", "hace constar que", "hacen constar que", "impartió docencia en", "docencia"
        ),
        "en": Wording("Teaching Note", "records that", "record that", "taught in", "taught"),
    },
}  # fmt: skip

PHRASES: Mapping[str, Mapping[str, str]] = {
    "es": {
        "time": "{attended} de {what}, de {scheduled} programadas",
        "version": "Versión del curso: {version}",
        "modules": "Módulos",
        "result": "Resultado",
        "issued": "{issued} en {place} el {day}",
        "issued_nowhere": "{issued} el {day}",
        "number": "Registro n.º" + NBSP + "{number}",
        "verify": "Verifique este documento",
        "fingerprint": "Huella de la firma (SHA-256)",
        "disclaimer": "Este documento no confiere autoridad operativa.",
        "qr": "Código QR con la dirección {url}",
    },
    "en": {
        "time": "{attended} {what}, of {scheduled} scheduled",
        "version": "Course version: {version}",
        "modules": "Modules",
        "result": "Result",
        "issued": "Issued in {place} on {day}",
        "issued_nowhere": "Issued on {day}",
        "number": "Register no." + NBSP + "{number}",
        "verify": "Verify this document",
        "fingerprint": "Signature fingerprint (SHA-256)",
        "disclaimer": "This document confers no operational authority.",
        "qr": "QR code with the address {url}",
    },
}


def day_in_words(day: date, language: str) -> str:
    """*28 de noviembre de 2026*, *28 November 2026*: never broken between the figure and its month."""
    month = MONTHS[language][day.month - 1]
    if language == "es":
        number = "1.º" if day.day == 1 else str(day.day)  # an ordinal, as the Spanish of the region has it
        return f"{number}{NBSP}de{NBSP}{month} de{NBSP}{day.year}"
    return f"{day.day}{NBSP}{month}{NBSP}{day.year}"


def period_in_words(starts_on: date, ends_on: date, language: str) -> str:
    """*del 23 al 27 de noviembre de 2026*, saying the month and the year only as often as needed."""
    last = day_in_words(ends_on, language)
    if starts_on == ends_on:
        return ("el" if language == "es" else "on") + NBSP + last
    first = day_in_words(starts_on, language)
    if starts_on.year == ends_on.year:
        first = first.removesuffix(str(starts_on.year)).removesuffix(f" de{NBSP}").rstrip(NBSP)
        if starts_on.month == ends_on.month:
            first = first.split(NBSP)[0]
    return f"del{NBSP}{first} al{NBSP}{last}" if language == "es" else f"from {first} to {last}"


def issued_in_words(kind: str, *, place: str, day: date, language: str) -> str:
    """*Expedido en San Salvador el …*; of a *constancia*, *expedida*."""
    issued = "Expedido" if kind in {AwardKind.APPROVAL, AwardKind.INTERNSHIP} else "Expedida"
    phrase = PHRASES[language]["issued" if place else "issued_nowhere"]
    return phrase.format(issued=issued, place=place, day=day_in_words(day, language))


def duration_in_words(minutes: int, language: str) -> str:
    """*14 horas y 15 minutos*; nothing that is zero is said unless all is."""
    hours, rest = divmod(minutes, 60)
    spanish, english = (("hora", "horas"), ("minuto", "minutos")), (("hour", "hours"), ("minute", "minutes"))
    names = spanish if language == "es" else english
    parts = [
        f"{count}{NBSP}{one if count == 1 else many}"
        for count, (one, many) in zip((hours, rest), names, strict=True)
        if count
    ]
    return (" y " if language == "es" else " and ").join(parts) or f"0{NBSP}{names[1][1]}"


def time_in_words(kind: str, *, attended: int, scheduled: int, language: str) -> str:
    """How long the holder was there, of how long it was meant to be."""
    return PHRASES[language]["time"].format(
        attended=duration_in_words(attended, language),
        scheduled=duration_in_words(scheduled, language),
        what=WORDINGS[kind][language].time,
    )


def placeholder_values(statement: Statement, language: str) -> dict[str, str]:
    """What stands in each placeholder of a text in ``language``."""
    return {
        "titulo": said(statement.title, language),
        "horas": duration_in_words(statement.minutes_attended, language),
        "horas_programadas": duration_in_words(statement.minutes_scheduled, language),
        "fechas": period_in_words(statement.starts_on, statement.ends_on, language),
        "modalidad": said(statement.modality, language),
        "lugar": said(statement.place, language),
        "version": statement.course_version,
        "emisores": "  ·  ".join(said(issuer, language) for issuer in statement.issuers),
        "resultado": said(statement.result, language),
    }
