"""A curriculum's files become pages, questions and frozen versions: once, whole, and the same every time."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from courses.curriculum.errors import CurriculumRefused
from courses.models import Area, CoursePage, CourseVersion, LessonPage, LessonVersion, ModulePage, Question
from courses.selectors import get_course_outline, get_lesson, get_questions
from courses.services import load_curriculum
from tests.courses.conftest import CONTENT

AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def load(root, at=AT, **options):
    return load_curriculum(root=root, actor=None, at=at, **options)


def test_load_curriculum_brings_the_three_courses(site):
    load(CONTENT)

    assert [course.key for course in CoursePage.objects.filter(locale__language_code="es").order_by("path")] == [
        "extorsion",
        "ciberdelincuencia",
        "litigacion-oral",
    ]
    assert ModulePage.objects.filter(locale__language_code="es").count() == 18
    assert CoursePage.objects.filter(locale__language_code="en", live=True).count() == 3
    assert Question.objects.count() == 60
    assert Area.objects.get(key="investigacion-y-analisis").status == "IN_PREPARATION"
    assert CourseVersion.objects.count() == 3
    assert LessonVersion.objects.filter(language="es").count() == 39
    assert LessonVersion.objects.filter(language="en", course_version__course_key="litigacion-oral").count() == 13

    assert load(CONTENT, at=LATER).is_unchanged


def test_load_curriculum_twice_changes_nothing(site, folder):
    load(folder)
    revisions = Revision.objects.count()

    report = load(folder, at=LATER)

    assert report.is_unchanged
    assert report.versions == []
    assert Revision.objects.count() == revisions
    assert CourseVersion.objects.count() == 1


def test_load_curriculum_dry_run_writes_nothing(site, folder):
    report = load(folder, is_dry_run=True)

    assert "CoursePage extorsion (es)" in report.created
    assert CoursePage.objects.count() == 0


def test_a_changed_file_makes_one_revision_and_one_new_version(site, folder):
    load(folder)
    frozen = LessonVersion.objects.get(lesson_key="a1-01", language="es")
    path = folder / "extorsion" / "01-fenomeno" / "01-tres-clases-de-extorsion.es.md"
    path.write_text(path.read_text().replace("minutes: 20", "minutes: 25"))

    report = load(folder, at=LATER)

    assert report.changed == ["LessonPage a1-01 (es): minutes"]
    assert list(CourseVersion.objects.filter(course_key="extorsion").values_list("number", flat=True)) == [1, 2]
    frozen.refresh_from_db()
    assert frozen.minutes == 20


def test_a_retired_question_stays_in_old_versions_only(site, folder):
    load(folder)
    path = folder / "extorsion" / "questions.gift"
    text = path.read_text()
    path.write_text(text[: text.index("// [id:extorsion-10]")])

    load(folder, at=LATER)

    old, new = CourseVersion.objects.filter(course_key="extorsion").order_by("number")
    assert (old.questions.count(), new.questions.count()) == (20, 9)
    assert Question.objects.get(key="extorsion-10").is_retired


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "extorsion/course.yaml",
            "hours: 20",
            "hours: veinte",
            "extorsion/course.yaml:1: “hours” is missing or is not a int.",
        ),
        ("extorsion/questions.gift", "  =Tres", "  ~Tres", "needs exactly one right option (=)."),
        (
            "extorsion/01-fenomeno/01-tres-clases-de-extorsion.es.md",
            ":::resumen",
            ":::resumido",
            "“:::resumido” is no kind of block.",
        ),
        (
            "extorsion/01-fenomeno/01-tres-clases-de-extorsion.es.md",
            "## Tres clases",
            "<script>alert(1)</script>\n## Tres clases",
            "Raw HTML is not taken",
        ),
        (
            "extorsion/02-tipicidad/01-del-relato-a-los-elementos.es.md",
            '      - "Tell extortion',
            '      # - "Tell extortion',
            "01-del-relato-a-los-elementos.es.md:2: The translation “en” needs title, summary and every outcome.",
        ),
        ("programme.yaml", "key: refco", "key: [", "programme.yaml:"),
    ],
    ids=["wrong-type", "no-right-option", "unknown-block", "raw-html", "half-heading", "broken-yaml"],
)
def test_a_fault_is_said_with_file_and_line_and_nothing_is_loaded(site, folder, file, old, new, fault):
    path = folder / file
    path.write_text(path.read_text().replace(old, new, 1))

    with pytest.raises(CurriculumRefused) as refusal:
        load(folder)

    assert fault in str(refusal.value)
    assert CoursePage.objects.count() == 0
    assert Question.objects.count() == 0


def test_the_command_names_every_fault(site, folder):
    (folder / "extorsion" / "01-fenomeno" / "module.yaml").unlink()

    with pytest.raises(CommandError, match=r"extorsion/01-fenomeno/module.yaml:1: The file is missing"):
        call_command("load_curriculum", str(folder))


def test_a_lesson_is_read_in_the_readers_language_or_in_spanish(site, folder):
    load(folder)
    version = CourseVersion.objects.get(course_key="extorsion")

    assert get_lesson(version.pk, "a1-01", "en").language == "en"
    assert get_lesson(version.pk, "a1-01", "en").text_language == "en"
    assert get_lesson(version.pk, "a2-01", "pt-br").language == "es"
    assert get_lesson(version.pk, "absent", "en") is None
    outline = get_course_outline(version.pk, "en")
    assert [module.key for module in outline.modules] == ["a1", "a2"]
    assert outline.lesson_keys[:3] == ["a1-01", "a1-02", "a2-01"]
    assert outline.modules[0].title == "The extortion phenomenon in the region"


def test_a_lesson_with_an_english_heading_keeps_its_spanish_text(site, folder, django_assert_num_queries):
    load(folder)
    version = CourseVersion.objects.get(course_key="extorsion")
    spanish = get_lesson(version.pk, "a2-01", "es")

    with django_assert_num_queries(1):
        english = get_lesson(version.pk, "a2-01", "en")

    assert (english.language, english.text_language) == ("en", "es")
    assert english.title == "From the account to the elements"
    assert len(english.outcomes) == len(spanish.outcomes) == 3
    assert english.blocks == spanish.blocks
    assert english.content_hash == spanish.content_hash
    outline = get_course_outline(version.pk, "en")
    assert outline.modules[1].lessons[0].title == "From the account to the elements"
    assert outline.modules[1].lessons[0].language == "en"


def test_a_heading_gives_way_to_the_whole_lesson(site, folder):
    load(folder)
    module = folder / "extorsion" / "02-tipicidad"
    path = module / "01-del-relato-a-los-elementos.es.md"
    text = path.read_text()
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    kept, _, heading = head.partition("\ntranslations:")
    (module / "01-del-relato-a-los-elementos.en.md").write_text(f"---\n{kept}\n---\n{body}")

    with pytest.raises(CurriculumRefused, match="“a2-01” is translated to “en” twice"):
        load(folder)

    path.write_text(f"---\n{kept}\n---\n{body}")
    load(folder, at=LATER)
    version = CourseVersion.objects.filter(course_key="extorsion").latest("number")
    assert heading
    assert get_lesson(version.pk, "a2-01", "en").text_language == "en"


def test_questions_are_read_without_their_key(site, folder, django_assert_num_queries):
    load(folder)
    version = CourseVersion.objects.get(course_key="extorsion")

    with django_assert_num_queries(1):
        questions = get_questions(version.pk, "es")

    assert len(questions) == 20
    assert [len(question.options) for question in questions].count(2) == 2
    first = version.questions.get(question_key="extorsion-01")
    right = [name for name, one in first.answer["options"].items() if one["weight"] == 100]
    texts = {one["id"]: one["text"]["es"] for one in first.asked["options"]}
    assert [texts[name] for name in right] == ["Tres personas o más."]


def test_the_outline_costs_two_queries_whatever_its_length(site, folder, django_assert_num_queries):
    load(folder)
    version = CourseVersion.objects.get(course_key="extorsion")

    with django_assert_num_queries(2):
        get_course_outline(version.pk, "es")


def test_the_first_module_has_two_lessons_of_600_words(site, folder):
    load(folder)

    for page in LessonPage.objects.filter(key__in=["a1-01", "a1-02"], locale__language_code="es"):
        words = sum(len(str(block.value).split()) for block in page.body)
        assert words >= 600
