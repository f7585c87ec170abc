"""A curriculum's published pages and questions written back as the folder of files that loads them."""

from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from courses.curriculum.writing import lesson_text
from courses.models import Area, CoursePage, LessonPage, ModulePage, ProgrammePage
from courses.questions.files import write_bank_text
from courses.selectors import get_bank_questions
from courses.services.freezing import SOURCE_LANGUAGE
from lms.common.errors import DomainError


class FolderNotEmpty(DomainError):
    message = _("The folder “%(folder)s” holds files already. Name an empty or a new one.")


class NothingToWrite(DomainError):
    message = _("There is no published programme to write.")


def dump_curriculum(*, root: Path) -> list[Path]:
    """Write the published programme into ``root``, which must be new or empty; the files that were written.

    What is written loads again without a change, so load, dump, load is at rest after the first load.
    """
    if root.exists() and any(root.iterdir()):
        raise FolderNotEmpty(folder=root)
    programme = ProgrammePage.objects.filter(locale__language_code=SOURCE_LANGUAGE, live=True).first()
    if programme is None:
        raise NothingToWrite
    return _Dumper(root).programme(programme)


class _Dumper:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[Path] = []
        self.languages = {locale.pk: locale.language_code for locale in Locale.objects.all()}

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.written.append(path.relative_to(self.root))

    def programme(self, page: ProgrammePage) -> list[Path]:
        said = {
            "key": page.key,
            "title": self.told(page, "title"),
            "summary": self.told(page, "summary"),
            "areas": [
                {"key": area.key, "title": dict(area.title), "status": area.status.lower()}
                for area in Area.objects.order_by("position")
            ],
        }
        self.write(self.root / "programme.yaml", as_yaml(said))
        for course in CoursePage.objects.child_of(page).live().select_related("school__country").order_by("path"):
            self.course(self.root / course.key, course)
        return self.written

    def course(self, folder: Path, page: CoursePage) -> None:
        modules = list(ModulePage.objects.child_of(page).live().order_by("path"))
        names = [f"{place:02d}-{module.key}" for place, module in enumerate(modules, start=1)]
        said = {
            "key": page.key,
            "area": page.area.key,
            "code": page.code,
            **{name: self.told(page, name) for name in ("title", "summary", "audience")},
            "hours": page.hours,
            "version": page.version_label,
            "school": page.school.country.iso,
            "objectives": self.told_lines(page),
            "modules": names,
            "quiz": {
                "title": self.told(page, "quiz_title"),
                "pass_mark": page.quiz_pass_mark,
                "attempts": page.quiz_attempts,
                "minutes": page.quiz_minutes,
            },
        }
        self.write(folder / "course.yaml", as_yaml(said))
        self.write(folder / "questions.gift", write_bank_text(get_bank_questions(page.key), "gift"))
        for name, module in zip(names, modules, strict=True):
            self.module(folder / name, module)

    def module(self, folder: Path, page: ModulePage) -> None:
        said = {
            "key": page.key,
            "title": self.told(page, "title"),
            "summary": self.told(page, "summary"),
            "hours": page.hours,
            "objectives": self.told_lines(page),
        }
        self.write(folder / "module.yaml", as_yaml(said))
        for place, lesson in enumerate(LessonPage.objects.child_of(page).live().order_by("path"), start=1):
            self.lesson(folder / f"{place:02d}-{lesson.key}", lesson)

    def lesson(self, stem: Path, page: LessonPage) -> None:
        headings = {}
        for language, one in self.translations(page).items():
            blocks = one.body.get_prep_value()
            about: dict[str, Any] = {"title": one.title, "summary": one.summary}
            outcomes = [str(line.value) for line in one.outcomes]
            if language != SOURCE_LANGUAGE and not blocks:
                headings[language] = {**about, "outcomes": outcomes}
                continue
            said = {"key": page.key, **about, "minutes": one.minutes, "outcomes": outcomes}
            if language == SOURCE_LANGUAGE:
                source, body = said, blocks
            else:
                self.write(stem.with_name(f"{stem.name}.{language}.md"), as_lesson(said, blocks))
        if headings:
            source = {**source, "translations": headings}
        self.write(stem.with_name(f"{stem.name}.{SOURCE_LANGUAGE}.md"), as_lesson(source, body))

    def translations(self, page: Any) -> dict[str, Any]:
        """The published page in each language, the source first."""
        found = type(page).objects.filter(translation_key=page.translation_key, live=True, alias_of=None)
        pages = {self.languages[one.locale_id]: one for one in found}
        return {
            language: pages[language] for language in sorted(pages, key=lambda code: (code != SOURCE_LANGUAGE, code))
        }

    def told(self, page: Any, name: str) -> dict[str, str]:
        return {language: getattr(one, name) for language, one in self.translations(page).items()}

    def told_lines(self, page: Any) -> list[dict[str, str]]:
        pages = self.translations(page)
        return [
            {
                language: str(one.objectives[place].value)
                for language, one in pages.items()
                if place < len(one.objectives)
            }
            for place in range(len(page.objectives))
        ]


def as_yaml(said: dict[str, Any]) -> str:
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)


def as_lesson(said: dict[str, Any], blocks: list[dict[str, Any]]) -> str:
    return f"---\n{as_yaml(said)}---\n{lesson_text(blocks)}"
