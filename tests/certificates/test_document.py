"""The page: what it says and never says, that it holds every name of the region, and that it is always the same."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from certificates.document import fitting, marks
from certificates.document.page import Paper, draw, wrap
from certificates.document.sheet import width
from certificates.document.wording import (
    WORDINGS,
    day_in_words,
    duration_in_words,
    period_in_words,
    time_in_words,
)
from certificates.enums import AwardKind
from lms.common import typefaces
from tests.factories.certificates import ISSUED_AT, make_statement

CODE = "7K3M-9Q2X-PW4T-ZZ0A"
URL = f"https://aula.example.org/v/{CODE}"
NBSP = "\N{NO-BREAK SPACE}"
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is not installed")
NOTES = [AwardKind.ATTENDANCE, AwardKind.INTERNSHIP_NOTE, AwardKind.MENTORING, AwardKind.TEACHING]
# Stems of achievement that a note must not borrow, in both languages.
ACHIEVEMENT = re.compile(
    r"certific|aprob|aprueb|complet|satisfac|calific|achiev|pass(ed)?\b|graduat|accomplish", re.IGNORECASE
)


def make_paper(kind=AwardKind.APPROVAL, **changes):
    return Paper(
        kind=kind,
        statement=make_statement(**changes).cleaned(),
        number="482-917-3056",
        code=CODE,
        url=URL,
        issued_on=ISSUED_AT.date(),
        issued_at=ISSUED_AT,
        fingerprint="3F2A 91C0 77B4 E15D",
    )


def read(document, *options):
    """The text of a document as poppler reads it, spaces made plain."""
    answer = subprocess.run(["pdftotext", *options, "-", "-"], input=document, capture_output=True, check=True)
    return " ".join(answer.stdout.decode().split())


@needs_poppler
def test_the_spanish_certificate_says_everything():
    text = read(draw(make_paper(result={"es": "aprobado", "en": "passed"}, holder_country={"es": "Guatemala"})))

    for words in [
        "ESCUELA DE CAPACITACIÓN FISCAL",
        "RED DE FISCALES CONTRA EL CRIMEN ORGANIZADO",
        "Certificado de aprobación",
        "certifican que",
        "María Fernanda Ñáñez Güell",
        "Guatemala",
        "aprobó el curso",
        "Extorsión: investigación y litigación",
        "Taller virtual · a distancia · del 23 al 27 de noviembre de 2026",
        "14 horas y 15 minutos de asistencia, de 15 horas programadas",
        "Versión del curso: 2026.1",
        "Resultado: aprobado",
        "Módulos: El fenómeno de la extorsión; Tipicidad y prueba.",
        "Expedido en San Salvador el 28 de noviembre de 2026",
        "Lucía Arévalo Quintanilla",
        "Directora de la Escuela",
        "Tomás Ixcot Barrera",
        "aula.example.org/v/",
        CODE,
        "Registro n.º 482-917-3056",
        "3F2A 91C0 77B4 E15D",
        "Con el apoyo financiero de un donante",
        "no confiere autoridad operativa",
    ]:
        assert words in text
    assert "certifies" not in text


@needs_poppler
def test_both_languages_stand_on_one_page():
    document = draw(make_paper(languages=("es", "en")))

    text = read(document)
    assert "Certificado de aprobación" in text
    assert "Certificate of Achievement" in text
    assert "from 23 to 27 November 2026" in text
    assert document.count(b"/Type /Page\n") + document.count(b"/Type /Page ") == 1


@needs_poppler
@pytest.mark.parametrize("kind", NOTES)
@pytest.mark.parametrize("languages", [("es",), ("en",), ("es", "en")])
def test_a_note_never_uses_the_words_of_a_certificate(kind, languages):
    assert not ACHIEVEMENT.search(read(draw(make_paper(kind, languages=languages))))


@needs_poppler
def test_the_words_of_a_certificate_are_found_where_they_belong():
    assert ACHIEVEMENT.search(read(draw(make_paper())))


@pytest.mark.parametrize("kind", AwardKind.values)
def test_every_kind_is_worded_in_both_languages(kind):
    for language in ("es", "en"):
        assert all(getattr(WORDINGS[kind][language], name) for name in WORDINGS[kind][language].__slots__)
        assert draw(make_paper(kind, languages=(language,))).startswith(b"%PDF-1.7")


@needs_poppler
def test_one_issuer_speaks_in_the_singular():
    text = read(draw(make_paper(issuers=({"es": "Escuela de Capacitación Fiscal"},))))

    assert "certifica que" in text


def test_the_same_paper_gives_the_same_bytes_in_another_process():
    here = hashlib.sha256(draw(make_paper())).hexdigest()
    script = (
        "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'lms.settings.test')\n"
        "import django; django.setup()\n"
        "import hashlib; from tests.certificates.test_document import draw, make_paper\n"
        "print(hashlib.sha256(draw(make_paper())).hexdigest())"
    )

    for seed, zone in (("0", "UTC"), ("77", "America/Tijuana")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        there = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
        )
        assert there.stdout.strip() == here


def test_documents_drawn_at_the_same_time_do_not_mix():
    papers = [make_paper(kind, holder_name=f"Ñandú {kind.title()} Güell") for kind in AwardKind.values] * 2
    alone = [draw(paper) for paper in papers]

    with ThreadPoolExecutor(max_workers=6) as pool:
        assert list(pool.map(draw, papers)) == alone


@needs_poppler
def test_properties_name_the_document_and_not_the_person():
    answer = subprocess.run(["pdfinfo", "-"], input=draw(make_paper()), capture_output=True, check=True)

    info = answer.stdout.decode()
    assert "Certificado de aprobación: Extorsión: investigación y litigación" in info
    assert "Ñáñez" not in info
    assert "Tagged:          yes" in info
    assert "841.89 x 595.276 pts (A4)" in info


@needs_poppler
def test_the_structure_reads_in_order_with_a_heading_and_a_link():
    answer = subprocess.run(["pdfinfo", "-struct-text", "-"], input=draw(make_paper()), capture_output=True, check=True)

    structure = answer.stdout.decode()
    assert structure.index("H1") < structure.index("María Fernanda") < structure.index("Extorsión")
    assert "Figure" in structure
    assert "Link" in structure


@pytest.mark.parametrize("languages", [("es",), ("es", "en")])
def test_fonts_are_embedded_and_the_file_stays_small(languages):
    document = draw(make_paper(languages=languages))

    assert b"Helvetica" not in document
    assert document.count(b"/FontFile2") == 5
    assert len(document) < 74_000  # the signature adds 9 kB; 80 KiB is the aim


@needs_poppler
@pytest.mark.parametrize(
    "name",
    [
        "Xuʼum Kʼicheʼ Tzʼunun",
        "Garífuna Dügü Ñunguerü",
        "Âsla Yâmni Pîra Tûwi",
        unicodedata.normalize("NFC", "Ba\u0300la\u0331 Se\u0331\u0301lua A\u0331\u0303"),
    ],
)
def test_names_of_the_region_are_printed_letter_by_letter(name):
    text = read(draw(make_paper(holder_name=name)))

    wanted = Counter(unicodedata.normalize("NFD", name).replace(" ", ""))
    assert not wanted - Counter(unicodedata.normalize("NFD", text))


def test_marks_stand_at_their_anchors():
    pieces = list(marks.placed("ae\u0331\u0301o", typefaces.SERIF))

    assert [(before, piece) for before, piece, _, _ in pieces] == [
        ("", "ae"),
        ("a", "\u0331"),
        ("a", "\u0301"),
        ("ae\u0331\u0301", "o"),
    ]
    below, above = pieces[1], pieces[2]
    assert below[2] > 0.1
    assert above[2] > 0.1
    assert above[3] >= below[3]


def test_a_mark_on_a_mark_stands_higher():
    pieces = list(marks.placed("x\u0303\u0301", typefaces.SERIF))

    assert pieces[2][3] > pieces[1][3] + 0.1


def test_a_long_name_shrinks_then_breaks_in_two_and_then_is_refused():
    short = fitting.fit_name("Ana Paz")
    longer = fitting.fit_name("María Guadalupe Esperanza Montenegro Villavicencio")
    longest = fitting.fit_name(" ".join(["María Guadalupe Esperanza Montenegro"] * 3))

    assert (short.lines, short.size) == (("Ana Paz",), 34)
    assert len(longer.lines) == 1
    assert 20 <= longer.size < 34
    assert len(longest.lines) == 2
    assert longest.size >= 16
    assert fitting.fit_name("W" * 80) is None


@pytest.mark.parametrize(
    "name", ["Ana Paz", "María Guadalupe Esperanza Montenegro Villavicencio Castellanos de la Fuente"]
)
def test_a_name_stays_within_the_measure(name):
    typefaces.load()

    fit = fitting.fit_name(name)

    assert all(width(line, typefaces.SERIF, fit.size) <= fitting.NAME_WIDTH for line in fit.lines)


def test_the_fullest_page_still_fits():
    long = {
        "es": "Litigación oral en casos de crimen organizado transnacional y delitos conexos " * 2,
        "en": "Oral litigation " * 9,
    }
    modules = tuple(
        {"es": f"Módulo número {n} sobre investigación financiera", "en": f"Module {n} on finance"} for n in range(12)
    )

    assert draw(
        make_paper(
            languages=("es", "en"),
            title=long,
            modules=modules,
            issuers=make_statement().issuers * 2,
            holder_name="María de los Ángeles Guadalupe Esperanza Montenegro-Castellanos de la Fuente y Villavicencio",
        )
    )


def test_lines_break_at_plain_spaces_only():
    typefaces.load()

    lines = wrap(f"uno dos 28{NBSP}de{NBSP}noviembre tres", typefaces.SANS, 10, 95)

    assert f"28{NBSP}de{NBSP}noviembre" in " ".join(lines).split(" ")
    assert len(lines) > 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "es", "en"),
    [
        ((2026, 11, 23), (2026, 11, 27), "del 23 al 27 de noviembre de 2026", "from 23 to 27 November 2026"),
        (
            (2026, 11, 30),
            (2026, 12, 4),
            "del 30 de noviembre al 4 de diciembre de 2026",
            "from 30 November to 4 December 2026",
        ),
        (
            (2026, 12, 28),
            (2027, 1, 3),
            "del 28 de diciembre de 2026 al 3 de enero de 2027",
            "from 28 December 2026 to 3 January 2027",
        ),
        ((2026, 11, 23), (2026, 11, 23), "el 23 de noviembre de 2026", "on 23 November 2026"),
        ((2026, 11, 1), (2026, 11, 5), "del 1.º al 5 de noviembre de 2026", "from 1 to 5 November 2026"),
    ],
)
def test_a_period_says_no_more_than_needed(starts_on, ends_on, es, en):
    starts_on, ends_on = date(*starts_on), date(*ends_on)

    assert period_in_words(starts_on, ends_on, "es").replace(NBSP, " ") == es
    assert period_in_words(starts_on, ends_on, "en").replace(NBSP, " ") == en


def test_a_day_keeps_its_month_beside_it():
    assert day_in_words(date(2026, 11, 28), "es") == f"28{NBSP}de{NBSP}noviembre de{NBSP}2026"
    assert day_in_words(date(2026, 8, 1), "es") == f"1.º{NBSP}de{NBSP}agosto de{NBSP}2026"
    assert day_in_words(date(2026, 8, 1), "en") == f"1{NBSP}August{NBSP}2026"


@pytest.mark.parametrize(
    ("minutes", "es", "en"),
    [
        (0, "0 minutos", "0 minutes"),
        (1, "1 minuto", "1 minute"),
        (60, "1 hora", "1 hour"),
        (61, "1 hora y 1 minuto", "1 hour and 1 minute"),
        (855, "14 horas y 15 minutos", "14 hours and 15 minutes"),
    ],
)
def test_durations_in_words(minutes, es, en):
    assert duration_in_words(minutes, "es").replace(NBSP, " ") == es
    assert duration_in_words(minutes, "en").replace(NBSP, " ") == en


def test_the_time_of_a_trainer_is_taught_and_not_attended():
    words = time_in_words(AwardKind.TEACHING, attended=90, scheduled=120, language="es")

    assert words.replace(NBSP, " ") == "1 hora y 30 minutos de docencia, de 2 horas programadas"
