"""The subject matter in ``courses/content/``: what every lesson and question must hold, read from its files."""

import os
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import yaml

from courses.casework import best_points, faults_of, replay
from courses.curriculum.files import CourseFile, LessonFile, ModuleFile, ProgrammeFile, read_curriculum
from courses.curriculum.gift import DIFFICULTIES, read_gift
from tests.courses.conftest import CONTENT

WORDS = CONTENT / "palabras.txt"
DICTIONARIES = {"es": "es_ES", "en": "en_GB"}
# How long a learner takes: legal text read with attention, a decision weighed, a question thought about.
WORDS_A_MINUTE, DECISION, QUESTION = 100, 5, 2
SESSION, FINAL_WORK = 75, 120
TOLERANCE = 0.20


@cache
def programme() -> ProgrammeFile:
    return read_curriculum(CONTENT)


def lessons() -> list[LessonFile]:
    return programme().lessons


def modules() -> list[ModuleFile]:
    return [module for course in programme().courses for module in course.modules]


def named(lesson: LessonFile) -> str:
    return f"{lesson.key}.{lesson.language}"


def every_lesson(function):
    return pytest.mark.parametrize("lesson", lessons(), ids=named)(function)


def every_course(function):
    return pytest.mark.parametrize("course", programme().courses, ids=lambda one: one.key)(function)


def of_type(lesson: LessonFile, kind: str) -> list[dict]:
    return [block["value"] for block in lesson.blocks if block["type"] == kind]


def strings(value) -> list[str]:
    """Every text that a block's value holds."""
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in ("id", "type") for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


def word_count(lesson: LessonFile) -> int:
    return sum(len(plain(text).split()) for text in strings([block["value"] for block in lesson.blocks]))


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?]+[»”\")]?(?=\s|$)", text))


def reading_minutes(lesson: LessonFile) -> float:
    asked = sum(len(lines) for lines in of_type(lesson, "self_questions"))
    decisions = len(of_type(lesson, "decision")) + len(scenes_of(lesson))
    return word_count(lesson) / WORDS_A_MINUTE + DECISION * decisions + QUESTION * asked


def scenes_of(lesson: LessonFile) -> list[dict]:
    return [item["value"] for case in of_type(lesson, "case") for item in case["scenes"]]


def without_ids(value):
    """What a file says, as a frozen lesson holds it."""
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {"type", "id", "value"} and value["type"] == "item":
            return without_ids(value["value"])
        return {name: without_ids(item) for name, item in value.items()}
    return value


def module_minutes(module: ModuleFile) -> float:
    own = [lesson for lesson in module.lessons if lesson.language == "es"]
    activities = [block["minutes"] for lesson in own for block in of_type(lesson, "activity")]
    return sum(reading_minutes(lesson) for lesson in own) + sum(activities) + SESSION


def is_near(declared: float, derived: float) -> bool:
    return abs(declared - derived) <= TOLERANCE * derived


def paragraphs(path: Path) -> list[str]:
    """The paragraphs, rows and options of a Markdown file that are long enough to be somebody's thought."""
    body = path.read_text().rpartition("\n---\n")[2]
    parts = [part for chunk in re.split(r"\n\s*\n", body) for part in re.split(r"\n(?=[-|:]|\d+\. )", chunk)]
    plainly = [re.sub(r"[\W_]+", " ", part).strip().casefold() for part in parts]
    return [part for part in plainly if len(part.split()) >= 9]


def test_there_are_three_courses_of_six_modules():
    assert [len(course.modules) for course in programme().courses] == [6, 6, 6]
    own = [len([one for one in module.lessons if one.language == "es"]) for module in modules()]
    assert own == [2, 2, 2, 2, 2, 3] * 3, "two lessons each, and the course's case in the last module"


@every_lesson
def test_a_lesson_says_what_the_reader_will_be_able_to_do(lesson):
    assert len(lesson.outcomes) >= 2
    assert lesson.title
    assert lesson.summary


@every_lesson
def test_a_lesson_has_600_words_or_more(lesson):
    assert word_count(lesson) >= 600


@every_lesson
def test_a_lesson_has_a_worked_example(lesson):
    assert of_type(lesson, "example")


@every_lesson
def test_a_lesson_has_two_legal_references_with_instrument_and_article(lesson):
    found = of_type(lesson, "reference")

    assert len(found) >= 2
    assert all(one["instrument"] and one["article"] for one in found)


@every_lesson
def test_a_lesson_asks_for_a_decision_before_its_summary(lesson):
    kinds = ["decision" if block["type"] == "case" else block["type"] for block in lesson.blocks]

    assert kinds.index("decision") < kinds.index("summary")
    for scene in scenes_of(lesson):
        assert len(scene["options"]) >= 3
        assert all(sentences(plain(item["value"]["feedback"])) >= 2 for item in scene["options"])
        assert [item["value"]["points"] for item in scene["options"]].count(2) == 1
    for decision in of_type(lesson, "decision"):
        options = [item["value"] for item in decision["options"]]
        assert len(options) >= 3
        assert [option["is_best"] for option in options].count(True) == 1
        assert all(sentences(plain(option["feedback"])) >= 2 for option in options)


@every_course
def test_a_course_ends_with_a_case_of_six_decisions(course):
    case = [lesson for lesson in course.modules[-1].lessons if lesson.language == "es"][-1]

    assert len(of_type(case, "decision")) + len(scenes_of(case)) == 6


@pytest.mark.parametrize("key", ["a6-03", "b6-03"])
def test_a_branching_case_remembers_and_has_three_endings(key):
    (value,) = [
        one for lesson in lessons() if lesson.key == key and lesson.language == "es" for one in of_type(lesson, "case")
    ]
    case = without_ids(value)
    told = [passage["when"] for scene in case["scenes"] for passage in scene["passages"] if passage["when"]]

    assert faults_of(case) == []
    assert len(case["scenes"]) == 6
    assert len(told) >= 3
    ways = [replay(case, choices) for choices in product(range(3), repeat=6)]
    assert {way.ending["key"] for way in ways} == {ending["key"] for ending in case["endings"]}
    assert best_points(case) == max(way.points for way in ways) == 12


@every_lesson
def test_a_lesson_closes_with_five_lines_and_three_questions(lesson):
    assert [len(lines) for lines in of_type(lesson, "summary")] == [5]
    assert [len(lines) for lines in of_type(lesson, "self_questions")] == [3]


@every_lesson
def test_a_lesson_takes_the_minutes_it_declares(lesson):
    assert is_near(lesson.minutes, reading_minutes(lesson)), round(reading_minutes(lesson), 1)


@every_lesson
def test_a_lesson_asserts_no_national_law(lesson):
    """What depends on national law has its place in the annex; no code, law or decree is cited by its number."""
    text = " ".join(plain(part) for part in strings([block["value"] for block in lesson.blocks]))

    assert re.findall(r"\b(?:Ley|Decreto|Law|Decree|Act)\s+(?:N\.?º\s*)?\d+", text) == []
    assert of_type(lesson, "annex_place")


@pytest.mark.parametrize("module", modules(), ids=lambda one: one.key)
def test_a_module_has_objectives_an_activity_and_the_hours_it_declares(module):
    activities = [block for lesson in module.lessons for block in of_type(lesson, "activity")]

    assert len(module.objectives) >= 3
    assert activities
    assert is_near(module.hours * 60, module_minutes(module)), round(module_minutes(module))


@every_course
def test_a_course_takes_the_hours_it_declares(course: CourseFile):
    derived = sum(module_minutes(module) for module in course.modules) + FINAL_WORK

    assert is_near(course.hours * 60, derived), round(derived)


def test_titles_objectives_and_summaries_are_in_english_too():
    texts = [programme().title, programme().summary, *(area.title for area in programme().areas)]
    for course in programme().courses:
        texts += [course.title, course.summary, course.audience, course.quiz["title"], *course.objectives]
    for module in modules():
        texts += [module.title, module.summary, *module.objectives]

    assert [text["es"] for text in texts if not text.get("en")] == []


def test_oral_litigation_is_wholly_in_english_too():
    found = [lesson for lesson in lessons() if lesson.key.startswith("c")]

    assert {lesson.key for lesson in found if lesson.language == "en"} == {lesson.key for lesson in found}


def test_every_lesson_has_title_summary_and_outcomes_in_english():
    whole = {lesson.key for lesson in lessons() if lesson.language == "en"}
    headed = {lesson.key for lesson in lessons() for heading in lesson.headings if heading.language == "en"}

    assert whole | headed == {lesson.key for lesson in lessons()}
    assert whole & headed == set()


def test_a_translation_has_the_blocks_of_its_spanish_lesson():
    spanish = {lesson.key: lesson for lesson in lessons() if lesson.language == "es"}
    others = [lesson for lesson in lessons() if lesson.language != "es"]

    assert others
    for lesson in others:
        source = spanish[lesson.key]
        assert [one["type"] for one in lesson.blocks] == [one["type"] for one in source.blocks], named(lesson)
        assert len(lesson.outcomes) == len(source.outcomes)
        assert lesson.minutes == source.minutes
        for ours, theirs in zip(of_type(lesson, "decision"), of_type(source, "decision"), strict=True):
            assert [one["value"]["is_best"] for one in ours["options"]] == [
                one["value"]["is_best"] for one in theirs["options"]
            ], named(lesson)


def test_no_paragraph_stands_twice():
    found = Counter(part for path in sorted(CONTENT.rglob("*.md")) for part in paragraphs(path))

    assert [part for part, times in found.items() if times > 1] == []


def test_a_paragraph_that_stands_twice_is_found(tmp_path):
    """The guard of the test above sees a paragraph and a row of a list."""
    path = tmp_path / "one.es.md"
    thought = "La fiscal anota la fecha y pide al analista los tres registros"
    path.write_text(f"---\nkey: x\n---\n{thought}.\n\nOtro asunto.\n\n- {thought}\n- Otra cosa\n")

    assert Counter(paragraphs(path)).most_common(1)[0][1] == 2


def test_every_link_resolves():
    for path in sorted(CONTENT.rglob("*.md")):
        text = path.read_text()
        for target in re.findall(r"\]\(([^)]+)\)", text) + re.findall(r'\burl="([^"]*)"', text):
            if not target.startswith("https://"):
                assert (path.parent / target.partition("#")[0]).is_file(), f"{path.relative_to(CONTENT)}: {target}"


@every_course
def test_a_course_asks_twenty_questions_on_all_its_modules(course):
    known = {module.key for module in course.modules}
    asked = Counter(next(tag for tag in question.tags if tag in known) for question in course.questions)

    assert len(course.questions) == 20
    assert set(asked) == known
    assert min(asked.values()) >= 2
    assert {question.difficulty for question in course.questions} == {"EASY", "MEDIUM", "HARD"}
    assert [question.key for question in course.questions if not DIFFICULTIES.keys() & set(question.tags)] == []


@every_course
def test_every_option_has_feedback_of_two_sentences(course):
    short = [
        f"{question.key}: {option.feedback}"
        for question in course.questions
        for option in question.options
        if sentences(option.feedback) < 2
    ]

    assert short == []
    assert [question.key for question in course.questions if not question.reason] == []


@every_course
def test_questions_are_of_several_kinds(course):
    """Single choice, true or false, and single choice in which a defensible answer earns a part."""
    sizes = Counter(len(question.options) for question in course.questions)
    partly = [one for one in course.questions if any(0 < option.weight < 100 for option in one.options)]

    assert sizes[2] >= 2
    assert sizes[4] >= 10
    assert len(partly) >= 2


@every_course
def test_ten_questions_of_other_kinds_stand_beside_the_assessment(course):
    """``questions-varied.gift``: matching, multiple, numeric, short answer, true or false, ordering and gaps."""
    cloze = pytest.importorskip("courses.questions.cloze", reason="this reader of GIFT knows single choice only")
    path = CONTENT / course.key / "questions-varied.gift"
    questions, faults = read_gift(path, path.read_text())
    known = {module.key for module in course.modules}

    assert faults == []
    assert [one.key for one in questions] == [f"{course.key}-{number}" for number in range(21, 31)]
    assert len({one.kind for one in questions}) == 7
    for one in questions:
        gaps = cloze.read_cloze(one.stem)[1] if one.kind == "CLOZE" else []
        options = [*one.options, *(option for gap in gaps for option in gap.options)]
        assert len(known & set(one.tags)) == 1, one.key
        assert len(DIFFICULTIES.keys() & set(one.tags)) == 1, one.key
        assert sentences(one.reason) >= 2, one.key
        # A right side that is too many in a matching is nobody's answer and says nothing.
        assert [option.text for option in options if option.text and sentences(option.feedback) < 2] == [], one.key


def test_neither_the_place_nor_the_length_of_the_right_option_tells_it():
    four = [question for course in programme().courses for question in course.questions if len(question.options) == 4]
    places = Counter(
        place for question in four for place, option in enumerate(question.options) if option.weight == 100
    )
    expected = len(four) / 4
    chi_square = sum((places[place] - expected) ** 2 / expected for place in range(4))
    longest = [
        question
        for question in four
        if max(question.options, key=lambda one: len(one.text)).weight == 100
        and sorted(len(one.text) for one in question.options)[-2]
        < 0.85 * max(len(one.text) for one in question.options)
    ]

    assert chi_square < 7.81, places  # 95 % with three degrees of freedom
    assert len(longest) <= len(four) / 4, [question.key for question in longest]


def test_feedback_is_written_for_its_option():
    found = Counter(
        option.feedback
        for course in programme().courses
        for question in course.questions
        for option in question.options
    )

    assert [text for text, times in found.items() if times > 1] == []


def test_the_glossary_has_120_terms_or_more_in_two_languages():
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .*\|$", (CONTENT / "recursos" / "glosario.md").read_text(), re.MULTILINE)[
        1:
    ]

    assert len(rows) >= 120
    assert [term for term, times in Counter(spanish for spanish, _ in rows).items() if times > 1] == []


@every_course
def test_a_course_has_a_guide_of_five_sessions_of_75_minutes(course):
    guide = (CONTENT / course.key / "recursos" / "guia-de-facilitacion.es.md").read_text()
    sessions = guide.split("\n## ")[1:]

    assert [sum(map(int, re.findall(r"\((\d+)\)$", one, re.MULTILINE))) for one in sessions] == [SESSION] * 5
    assert all("**Para qué:**" in one and "**Con poca conexión:**" in one for one in sessions)


@pytest.mark.parametrize(
    ("rubric", "expected"),
    [
        ("extorsion/recursos/rubrica-ruta-7.es.md", [25, 25, 25, 15, 10]),
        ("ciberdelincuencia/recursos/rubrica-faro-azul.es.md", [25, 25, 20, 20, 10]),
        ("litigacion-oral/recursos/rubrica-y-guia-de-evaluacion.es.md", [15, 8, 12, 12, 10, 12, 8, 8, 10, 5]),
    ],
)
def test_a_rubric_weighs_a_hundred_and_its_worked_gradings_add_up(rubric, expected):
    text = (CONTENT / rubric).read_text()
    criteria = re.findall(r"^\| \d+ .*?\((\d+)\) \|(.*)\|$", text, re.MULTILINE)
    weights = [int(weight) for weight, _ in criteria]
    gradings = re.findall(r"\*\*Niveles\.\*\* (.*?)\n\n\*\*Cuenta\.\*\* .*? = ([\d,]*\d)\.", text, re.DOTALL)

    assert weights == expected
    assert sum(weights) == 100
    assert [len(anchors.split("|")) for _, anchors in criteria] == [5] * len(criteria), (
        "an anchor for each level, 0 to 4"
    )
    assert len(gradings) == 2
    for levels, total in gradings:
        given = dict(re.findall(r"\b(\d+): (\d)", levels))
        earned = sum(weight * int(given[str(place)]) / 4 for place, weight in enumerate(weights, start=1))
        assert earned == float(total.replace(",", "."))


@pytest.mark.parametrize(
    "rubric", ["extorsion/recursos/rubrica-ruta-7.es.md", "ciberdelincuencia/recursos/rubrica-faro-azul.es.md"]
)
def test_a_case_asks_for_five_deliverables(rubric):
    assert re.findall(r"^\| (\d)\. ", (CONTENT / rubric).read_text(), re.MULTILINE) == ["1", "2", "3", "4", "5"]


def readable(path: Path) -> str:
    """The words of a file without what the format adds."""
    text = path.read_text()
    if path.suffix == ".gift":
        questions, _ = read_gift(path, text)
        parts = [
            [one.name, one.stem, one.reason, *(f"{o.text} {o.feedback}" for o in one.options)] for one in questions
        ]
        gap = re.compile(r"\{\d*:[A-Z_]+:")
        parts = [[gap.sub(" ", part) for part in texts] for texts in parts]
        return "\n".join(" ".join(part) for part in parts)
    head, _, body = text.removeprefix("---\n").rpartition("\n---\n")
    data = yaml.safe_load(head) if head else {}
    head = "\n".join(strings({name: value for name, value in data.items() if name not in ("key", "translations")}))
    body = re.sub(
        r"^:::\w*|\b(instrumento|articulo|minutos|url)=|\]\([^)]*\)|^- \([ xX]\)", " ", body, flags=re.MULTILINE
    )
    return f"{head}\n{body}"


def headings_in(language: str) -> list[str]:
    """Titles, summaries and outcomes of lessons whose text is not written in ``language`` yet."""
    found = [heading for lesson in lessons() for heading in lesson.headings if heading.language == language]
    return [text for one in found for text in (one.title, one.summary, *one.outcomes)]


def misspelt(text: str, language: str) -> list[str]:
    found = subprocess.run(
        ["hunspell", "-l", "-i", "utf-8", "-d", DICTIONARIES[language], "-p", str(WORDS)],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return sorted({word for word in found.stdout.split() if len(word) > 1})


def needs_dictionary(language: str) -> None:
    """Skip with the reason, or fail where everything is required."""
    known = ""
    if shutil.which("hunspell"):
        known = subprocess.run(["hunspell", "-D"], input="", capture_output=True, text=True, check=False).stderr
    if f"/{DICTIONARIES[language]}\n" not in known:
        reason = f"hunspell with the dictionary {DICTIONARIES[language]} is not installed"
        if os.environ.get("AULA_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.mark.parametrize("language", ["es", "en"])
def test_spelling(language):
    needs_dictionary(language)
    files = sorted(CONTENT.rglob(f"*.{language}.md"))
    if language == "es":
        files += sorted(CONTENT.rglob("*.gift"))
    faults = {str(path.relative_to(CONTENT)): misspelt(readable(path), language) for path in files}
    faults["translations"] = misspelt("\n".join(headings_in(language)), language)

    assert {name: words for name, words in faults.items() if words} == {}


@pytest.mark.parametrize(
    ("language", "text", "fault"), [("es", "La fiscalia pide", "fiscalia"), ("en", "The prosecuter asks", "prosecuter")]
)
def test_a_misspelt_word_is_found(language, text, fault):
    needs_dictionary(language)

    assert misspelt(text, language) == [fault]
