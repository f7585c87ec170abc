"""Question files: each construct that Moodle documents, random questions there and back, and what is refused."""

import json
import resource
import string
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.enums import QuestionKind
from courses.models import Question
from courses.questions.checks import check
from courses.questions.files import read_bank_bytes, read_bank_file, write_bank_text
from courses.questions.items import ANYTHING, FALSE, TRUE, BankOption, BankQuestion, Unreadable
from courses.questions.preview import preview
from courses.questions.weights import read_number, read_weight, share, typed_number, write_number
from courses.selectors import get_bank_questions
from tests.courses.test_loading import load

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted([*CORPUS.glob("gift/*.gift"), *CORPUS.glob("xml/*.xml")])
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
FAULTS = {
    "anything_right.gift": (1, "Any answer would earn all of it."),
    "brace_not_closed.gift": (1, "is not closed before the blank line"),
    "brace_not_opened.gift": (1, "closes a brace that was not opened"),
    "control.gift": (1, "characters that no keyboard writes"),
    "deep.xml": (1, "more than 12 deep"),
    "doctype.xml": (1, "<!DOCTYPE …>"),
    "empty.gift": (1, "There is no question"),
    "entities.xml": (2, "<!DOCTYPE …>"),
    "external_entity.xml": (2, "<!DOCTYPE …>"),
    "file.xml": (3, "files or pictures"),
    "fraction.xml": (3, "“lots” is no weight"),
    "gap_kind.gift": (1, "“DRAGDROP” is no kind of gap"),
    "gap_kind_multiresponse.gift": (1, "“MULTIRESPONSE” is no kind of gap"),
    "gap_nothing_right.gift": (1, "needs a right answer"),
    "latin1.gift": (1, "not UTF-8"),
    "latin1.xml": (1, "ISO-8859-1; save it as UTF-8"),
    "latin1_bytes.xml": (2, "not UTF-8"),
    "no_number.gift": (1, "“mucho” is no number"),
    "no_text.gift": (1, "no text"),
    "not_moodle.xml": (1, "begins with <quiz>"),
    "not_well_formed.xml": (4, "no well-formed XML"),
    "nothing_right.gift": (1, "right option"),
    "one_item.gift": (1, "two options or more"),
    "one_option.gift": (1, "two options or more"),
    "one_pair.gift": (1, "two pairs or more"),
    "ordering_twice.xml": (3, "the same place"),
    "pair_without_right.gift": (1, "no right side"),
    "picture.xml": (3, "files or pictures"),
    "range_backwards.gift": (1, "ends before it begins"),
    "same_id.gift": (4, "stands twice"),
    "same_options.gift": (1, "say the same"),
    "text_before_sign.gift": (1, "“quizá” stands before"),
    "text_between.xml": (1, "between the questions"),
    "text_format.xml": (1, "“rtf” is no format"),
    "truefalse_one.xml": (3, "true and false"),
    "two_answers.gift": (1, "more than one pair of braces"),
    "units.xml": (3, "asks for units"),
    "unknown_type.xml": (3, "“ddwtos” is no type of question"),
    "utf16.xml": (1, "not UTF-8"),
    "weight_no_number.gift": (1, "“mucho” is no weight"),
    "weight_too_big.gift": (1, "“-900” is no weight"),
    "weights_short.gift": (1, "must add up to 100"),
}


def facts(question):
    """What both formats can say of a question."""
    return (
        question.kind,
        question.name,
        question.stem,
        question.key,
        question.reason,
        question.text_format,
        question.category,
        question.tags,
        question.options,
    )


# --- the corpus


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_documented_construct_is_read(path):
    found = preview(read_bank_file(path))

    assert found == {"questions": EXPECTED[f"{path.parent.name}/{path.name}"], "errors": []}


@pytest.mark.parametrize("form", ["gift", "xml"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_construct_is_written_and_read_again(path, form):
    questions = read_bank_file(path).questions

    again = read_bank_bytes(write_bank_text(questions, form).encode(), form)

    assert again.errors == []
    if path.name == "description.xml" and form == "gift":  # GIFT has no place for the reason of a description
        questions[0].reason = ""
    assert [facts(one) for one in again.questions] == [facts(one) for one in questions]


@pytest.mark.parametrize("name", sorted(path.name for path in (CORPUS / "bad").iterdir()))
def test_what_is_wrong_is_said_with_its_line(name):
    found = read_bank_file(CORPUS / "bad" / name)

    line, message = FAULTS[name]
    assert [error.line for error in found.errors] == [line]
    assert message in found.errors[0].message


def test_one_wrong_question_does_not_hide_the_others():
    found = read_bank_bytes(b"::A::uno{T}\n\n::B::dos{=x ~}\n\n::C::tres{F}\n\n{\n")

    assert [one.name for one in found.questions] == ["A", "C"]
    assert [error.line for error in found.errors] == [3, 7]


# --- there and back

text = st.text(
    alphabet=string.ascii_letters + string.digits + " áéñ¿?.,;:~=#{}\\%->[]/*$_\n\"'<&", min_size=1, max_size=30
).map(lambda said: "\n".join(" ".join(row.split()) for row in said.strip().splitlines()).strip("\n ") or "x")
line = text.map(lambda said: " ".join(said.split()))
feedback = st.one_of(st.just(""), text)
THIRDS = [read_weight(one) for one in ("33.33333", "33.33333", "33.33333")]


@st.composite
def options(draw, *, least=2, most=5):
    return [
        BankOption(text=one, feedback=draw(feedback))
        for one in draw(st.lists(text, min_size=least, max_size=most, unique=True))
    ]


@st.composite
def questions(draw):
    kind = draw(st.sampled_from([kind for kind in QuestionKind if kind != QuestionKind.CLOZE]))
    question = BankQuestion(
        kind=kind,
        name=draw(line),
        stem=draw(text),
        key=draw(st.sampled_from(["", "a-1", "b-2"])),
        reason="" if kind == QuestionKind.DESCRIPTION else draw(feedback),
        text_format=draw(st.sampled_from(["html", "markdown", "moodle", "plain"])),
        category=draw(st.sampled_from(["", "Extorsión/Prueba", "$course$/a: b"])),
        tags=draw(st.lists(line, max_size=3)),
    )
    if kind in (QuestionKind.SINGLE, QuestionKind.SHORT_ANSWER):
        question.options = draw(options())
        for option in question.options:
            option.weight = read_weight(draw(st.sampled_from(["0", "50", "33.33333", "-25"])))
        if kind == QuestionKind.SHORT_ANSWER:
            for option in question.options:
                option.weight = abs(option.weight)
        question.options[draw(st.integers(0, len(question.options) - 1))].weight = read_weight("100")
    elif kind == QuestionKind.MULTIPLE:
        question.options = draw(options(least=4))
        for option, weight in zip(question.options, [*THIRDS, read_weight("-100")], strict=False):
            option.weight = weight
    elif kind == QuestionKind.TRUE_FALSE:
        right = draw(st.booleans())
        question.options = [
            BankOption(name, read_weight("100" if (name == TRUE) == right else "0"), draw(feedback))
            for name in (TRUE, FALSE)
        ]
    elif kind == QuestionKind.MATCHING:
        question.options = draw(options())
        for number, option in enumerate(question.options):
            option.match = f"{draw(text)} {number}"
    elif kind == QuestionKind.ORDERING:
        question.options = draw(options())
    elif kind == QuestionKind.NUMERIC:
        values = draw(st.lists(st.decimals(-1000, 1000, places=3), min_size=1, max_size=3))
        question.options = [
            BankOption(write_number(value), read_weight("100" if not place else "50"), draw(feedback), tolerance="0.5")
            for place, value in enumerate(values)
        ]
        if draw(st.booleans()):
            question.options.append(BankOption(ANYTHING, feedback=draw(feedback)))
    return question


@st.composite
def clozes(draw):
    plain = st.text(alphabet="abc áñ.,:=~#\\", max_size=12)
    stem = "Texto "
    for _ in range(draw(st.integers(1, 3))):
        gap = draw(
            st.sampled_from(
                [
                    "{1:SHORTANSWER:=uno#bien~%50%dos}",
                    "{2:MC:=a \\} b~c#no}",
                    "{:NUMERICAL:=5:1~%25%6:3}",
                    "{1:SAC:=Ñu}",
                ]
            )
        )
        stem += draw(plain).replace("\\", "") + gap
    stem = (stem + draw(plain).replace("\\", "")).strip()
    return BankQuestion(kind=QuestionKind.CLOZE, name=draw(line), stem=stem, reason=draw(feedback))


@settings(max_examples=250, deadline=None, database=None)
@given(st.lists(st.one_of(questions(), clozes()), min_size=1, max_size=3), st.sampled_from(["gift", "xml"]))
def test_random_questions_come_back_as_they_went(given_questions, form):
    keys = set()
    for question in given_questions:
        question.key = "" if question.key in keys else question.key
        keys.add(question.key)
        try:
            check(question)
        except Unreadable:  # texts that folded into one another, a star that would be right for everybody
            return

    written = write_bank_text(given_questions, form)
    again = read_bank_bytes(written.encode(), form)
    other = "xml" if form == "gift" else "gift"
    across = read_bank_bytes(write_bank_text(again.questions, other).encode(), other)

    assert again.errors == [], written
    assert [facts(one) for one in again.questions] == [facts(one) for one in given_questions], written
    assert [facts(one) for one in across.questions] == [facts(one) for one in given_questions]


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(alphabet=string.printable + "áñ¿", max_size=200))
def test_no_text_breaks_the_reader(said):
    found = read_bank_bytes(said.encode())

    assert found.questions or found.errors


@settings(max_examples=200, deadline=None, database=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"<quiz>", b"<quiz><question type='cloze'>"]))
def test_no_bytes_break_the_reader(data, lead):
    found = read_bank_bytes(lead + data)

    assert found.questions or found.errors


# --- numbers


@pytest.mark.parametrize(
    ("weight", "part"),
    [
        ("33.33333", (1, 3)),
        ("66.66667", (2, 3)),
        ("14.28571", (1, 7)),
        ("12.5", (1, 8)),
        ("33.3", (333, 1000)),
        ("50", (1, 2)),
    ],
)
def test_a_weight_is_the_fraction_it_means(weight, part):
    found = share(read_weight(weight))

    assert (found.numerator, found.denominator) == part


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3,5", "3.5"),
        ("3.5", "3.5"),
        (" 1 000 ", "1000"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("-2", "-2"),
        ("−2", "-2"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, number):
    assert typed_number(typed) == read_number(number)


@pytest.mark.parametrize("typed", ["", "tres", "1,2,3", "NaN", "1e9", "٣", "1" * 400, "5 km"])
def test_what_is_no_number_is_none(typed):
    assert typed_number(typed) is None


# --- hostile files


def test_a_huge_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "big.gift"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    found = read_bank_file(path)

    assert [error.message for error in found.errors] == [
        "The file is larger than 5 MB; divide it and leave pictures out."
    ]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 5_000  # kilobytes


def test_a_bomb_costs_no_memory():
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "a" * 10}">' for n in range(12))
    bomb = f"<!DOCTYPE quiz [{rows}]><quiz><question type='essay'><name><text>&e11;</text></name></question></quiz>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    found = read_bank_bytes(bomb.encode())

    assert found.questions == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


@pytest.mark.parametrize(
    "data",
    [
        b"x{" + b"\\=" * 40_000 + b"}",
        b"x{=" + b"\\" * 90_000 + b"}",
        b"{1:SA:" * 15_000,
        b"::" * 45_000,
        b"x{=a" + b"->" * 40_000 + b"}",
        b"<quiz>" + b"<question type='essay'><name><text>" + b"&lt;" * 200_000 + b"</text></name></question></quiz>",
        b"a{T}\n\n" * 20_000,
    ],
    ids=["escapes", "backslashes", "gaps", "names", "arrows", "one-long-text", "many"],
)
def test_a_nasty_file_is_answered_in_good_time(data):
    import time

    begun = time.process_time()
    found = read_bank_bytes(data)

    assert found.errors
    assert time.process_time() - begun < 3


# --- the command and the bank


def dry_run(capsys, path, *more):
    call_command("questions_import", str(path), "--dry-run", "--json", *more)
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_prints_exactly_what_was_agreed(capsys, tmp_path):
    path = tmp_path / "mix.gift"
    path.write_text("::A::¿Sí?{=Sí#Claro. ~%50%Quizá ~No}\n\n::B::mal{=x}{}\n")

    assert dry_run(capsys, path) == {
        "questions": [
            {
                "type": "single",
                "name": "A",
                "text": "¿Sí?",
                "options": [
                    {"text": "Sí", "weight": 100, "feedback": "Claro."},
                    {"text": "Quizá", "weight": 50, "feedback": ""},
                    {"text": "No", "weight": 0, "feedback": ""},
                ],
            }
        ],
        "errors": [
            {"line": 3, "message": "It has more than one pair of braces; write \\{ and \\} for the characters."}
        ],
    }


def test_a_dry_run_for_people_names_kinds_and_lines(capsys):
    call_command("questions_import", str(CORPUS / "bad" / "same_id.gift"), "--dry-run")

    told = capsys.readouterr().out
    assert "line 4: The question id “x” stands twice." in told
    assert "2 questions, 1 to mend." in told


def test_importing_twice_changes_nothing_and_export_gives_it_back(site, folder, tmp_path, capsys):
    load(folder)
    before = Question.objects.count()
    path = CORPUS / "gift" / "cloze.gift"

    for expected in ("1 created, 0 changed.", "0 created, 0 changed."):
        call_command("questions_import", str(path), "--course", "extorsion")
        assert expected in capsys.readouterr().out

    assert Question.objects.count() == before + 1
    for form in ("gift", "xml"):
        target = tmp_path / f"bank.{form}"
        call_command("questions_export", "--course", "extorsion", "--format", form, "--output", str(target))
        again = read_bank_file(target)
        assert again.errors == []
        assert [facts(one) for one in again.questions] == [facts(one) for one in get_bank_questions("extorsion")]
        capsys.readouterr()
        call_command("questions_import", str(target), "--course", "extorsion")
        assert "0 created, 0 changed." in capsys.readouterr().out


def test_a_file_with_one_fault_is_taken_not_even_in_part(site, folder, tmp_path):
    load(folder)
    before = Question.objects.count()
    path = tmp_path / "half.gift"
    path.write_text("::A::¿Sí?{T}\n\n::B::¿No?{=x\n")

    with pytest.raises(CommandError, match=r"(?s)Nothing was taken. 1 to mend:.*line 3: "):
        call_command("questions_import", str(path), "--course", "extorsion")

    assert Question.objects.count() == before


def test_a_question_of_another_course_is_not_taken_over(site, folder, tmp_path):
    load(folder)
    path = tmp_path / "theirs.gift"
    path.write_text("// [id:ajena-01]\n::A::¿Sí?{T}\n")
    Question.objects.create(key="ajena-01", course_key="otro", name="ajena")

    with pytest.raises(CommandError, match="belongs to a question of another course"):
        call_command("questions_import", str(path), "--course", "extorsion")

    assert Question.objects.get(key="ajena-01").course_key == "otro"


@pytest.mark.parametrize("course", ["", "no-hay"])
def test_importing_needs_a_course_that_exists(db, course):
    with pytest.raises(CommandError):
        call_command("questions_import", str(FILES[0]), "--course", course)
    with pytest.raises(CommandError):
        call_command("questions_export", "--course", course)
