"""Loading a curriculum's files: pages in each language, questions, and a frozen version of every course."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, Site

from courses.curriculum.errors import CurriculumRefused, Fault
from courses.curriculum.files import CourseFile, LessonFile, ModuleFile, ProgrammeFile, read_curriculum
from courses.enums import AreaStatus
from courses.models import (
    Area,
    CoursePage,
    LessonPage,
    ModulePage,
    ProgrammePage,
    Question,
)
from courses.questions.items import BankQuestion
from courses.services.banking import store_question
from courses.services.freezing import SOURCE_LANGUAGE, freeze_course
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from network.models import School


class NoSite(DomainError):
    message = _("There is no site to load into. Run “manage.py seed_site” first.")


@dataclass(slots=True)
class LoadReport:
    """What loading did, in words for the person who ran it."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)

    @property
    def is_unchanged(self) -> bool:
        return not (self.created or self.changed)


def load_curriculum(*, root: Path, actor: User | None, at: datetime, is_dry_run: bool = False) -> LoadReport:
    """Bring the site to what the folder says; the same folder twice changes nothing. All of it or nothing.

    Raises ``CurriculumRefused`` with every fault by file and line, ``NoSite`` where there is nothing to load into.
    """
    programme = read_curriculum(root)
    report = LoadReport()
    with transaction.atomic():
        _Loader(programme, report, actor, at).run()
        if is_dry_run:
            transaction.set_rollback(True)
    return report


class _Loader:
    def __init__(self, programme: ProgrammeFile, report: LoadReport, actor: User | None, at: datetime) -> None:
        self.programme, self.report, self.actor, self.at = programme, report, actor, at
        self.locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.schools = {school.country.iso: school for school in School.objects.select_related("country")}
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        spoken = {SOURCE_LANGUAGE} | {one.language for one in programme.lessons}
        spoken |= {heading.language for one in programme.lessons for heading in one.headings}
        if site is None or not spoken <= set(self.locales):
            raise NoSite
        self.root: Page = site.root_page

    def run(self) -> None:
        for position, area in enumerate(self.programme.areas):
            Area.objects.update_or_create(
                key=area.key,
                defaults={"title": area.title, "status": AreaStatus(area.status), "position": position},
            )
        texts = {"title": self.programme.title, "summary": self.programme.summary}
        parent = self.page(ProgrammePage, self.root, self.programme.key, texts, {}, slug="programa")
        for course in self.programme.courses:
            self.course(parent, course)
        self.mirror(parent)

    def course(self, parent: Page, course: CourseFile) -> None:
        if course.school not in self.schools:
            fault = Fault(Path(course.key) / "course.yaml", 1, f"No school of “{course.school}” is known.")
            raise CurriculumRefused([fault])
        texts = {
            "title": course.title,
            "summary": course.summary,
            "audience": course.audience,
            "quiz_title": course.quiz["title"],
        }
        facts = {
            "code": course.code,
            "area": Area.objects.get(key=course.area),
            "school": self.schools[course.school],
            "hours": course.hours,
            "version_label": course.version,
            "quiz_pass_mark": course.quiz["pass_mark"],
            "quiz_attempts": course.quiz["attempts"],
            "quiz_minutes": course.quiz["minutes"],
        }
        page = self.page(CoursePage, parent, course.key, texts, facts, objectives=course.objectives)
        for module in course.modules:
            self.module(page, module)
        for position, question in enumerate(course.questions):
            self.question(course.key, position, question)
        keys = {question.key for question in course.questions}
        Question.objects.filter(course_key=course.key).exclude(key__in=keys).update(is_retired=True)
        version = freeze_course(course=page, actor=self.actor, at=self.at)
        if version.frozen_at == self.at:
            self.report.versions.append(str(version))

    def module(self, parent: Page, module: ModuleFile) -> None:
        texts = {"title": module.title, "summary": module.summary}
        page = self.page(ModulePage, parent, module.key, texts, {"hours": module.hours}, objectives=module.objectives)
        by_key: dict[str, list[LessonFile]] = {}
        for lesson in module.lessons:
            by_key.setdefault(lesson.key, []).append(lesson)
        for key, lessons in by_key.items():
            self.lesson(page, key, sorted(lessons, key=lambda one: one.language != SOURCE_LANGUAGE))

    def lesson(self, parent: Page, key: str, lessons: list[LessonFile]) -> None:
        source: Page | None = None
        for lesson in lessons:
            texts = {"title": lesson.title, "summary": lesson.summary, "minutes": lesson.minutes}
            streams = {"outcomes": lines(lesson.outcomes), "body": lesson.blocks}
            if source is None:
                source = self.upsert(LessonPage, parent, key, SOURCE_LANGUAGE, texts, streams, slug=slugify(key))
            else:
                self.translation(source, lesson.language, texts, streams)
            for heading in lesson.headings:
                texts = {"title": heading.title, "summary": heading.summary, "minutes": lesson.minutes}
                self.translation(source, heading.language, texts, {"outcomes": lines(heading.outcomes), "body": []})

    def page(
        self,
        model: type[Page],
        parent: Page,
        key: str,
        texts: dict[str, Translated],
        facts: dict[str, Any],
        *,
        objectives: list[Translated] | None = None,
        slug: str = "",
    ) -> Page:
        """One page in Spanish and its translation in each further language that the files speak throughout."""
        languages = [code for code in self.locales if code != SOURCE_LANGUAGE and code in texts["title"]]

        def in_language(code: str) -> tuple[dict[str, Any], dict[str, Any]]:
            values = {name: text.in_language(code) for name, text in texts.items()} | facts
            lists = [text.in_language(code) for text in objectives or []]
            return values, {"objectives": lines(lists)} if objectives is not None else {}

        source = self.upsert(
            model, parent, key, SOURCE_LANGUAGE, *in_language(SOURCE_LANGUAGE), slug=slug or slugify(key)
        )
        for code in languages:
            self.translation(source, code, *in_language(code))
        return source

    def upsert(
        self,
        model: type[Page],
        parent: Page,
        key: str,
        language: str,
        values: dict[str, Any],
        streams: dict[str, Any],
        *,
        slug: str,
    ) -> Page:
        page = model.objects.child_of(parent).filter(key=key).first()
        if page is None:
            page = model(key=key, slug=slug, locale=self.locales[language], **values)
            set_streams(page, streams)
            parent.add_child(instance=page)
            page.save_revision(user=self.actor, log_action=False).publish(log_action=False)
            self.report.created.append(f"{model.__name__} {key} ({language})")
            return page
        self.change(page, language, values, streams)
        return page

    def translation(self, source: Page, language: str, values: dict[str, Any], streams: dict[str, Any]) -> None:
        page = source.get_translation_or_none(self.locales[language])
        if page is None:
            page = source.copy_for_translation(self.locales[language], copy_parents=True)
            page.slug = source.slug
            self.report.created.append(f"{type(source).__name__} {source.key} ({language})")
        self.change(page.specific, language, values, streams)

    def change(self, page: Page, language: str, values: dict[str, Any], streams: dict[str, Any]) -> None:
        is_new = not page.live
        differs = [name for name, value in values.items() if getattr(page, name) != value]
        differs += [
            name
            for name, blocks in streams.items()
            if canonical(getattr(page, name).get_prep_value()) != canonical(blocks)
        ]
        if not differs and not is_new:
            return
        for name, value in values.items():
            setattr(page, name, value)
        set_streams(page, streams)
        page.save_revision(user=self.actor, log_action=False).publish(log_action=False)
        if not is_new:
            self.report.changed.append(f"{type(page).__name__} {page.key} ({language}): {', '.join(differs)}")

    def mirror(self, programme: Page) -> None:
        """Languages without a catalogue of their own show the Spanish one, kept in step by Wagtail's aliases."""
        for code, locale in self.locales.items():
            if code in self.programme.title or not self.root.get_translations().filter(locale=locale).exists():
                continue
            for page in [programme, *CoursePage.objects.child_of(programme)]:
                if page.get_translation_or_none(locale) is None:
                    page.copy_for_translation(locale, copy_parents=True, alias=True)

    def question(self, course_key: str, position: int, source: BankQuestion) -> None:
        modules = {module.key for course in self.programme.courses for module in course.modules}
        module_key = next((tag for tag in source.tags if tag in modules), "")
        happened = store_question(
            key=source.key, course_key=course_key, module_key=module_key, position=position, source=source
        )
        if happened:
            getattr(self.report, happened).append(f"Question {source.key}")


def lines(texts: list[str]) -> list[dict[str, Any]]:
    """Plain lines as the blocks of a one-line StreamField, with ids that follow from place and text."""
    from courses.curriculum.markdown import with_id

    return [with_id({"type": "line", "value": text}, f"line/{place}") for place, text in enumerate(texts)]


def set_streams(page: Page, streams: dict[str, Any]) -> None:
    """Put raw blocks into the page's StreamFields."""
    for name, blocks in streams.items():
        block = type(page)._meta.get_field(name).stream_block  # type: ignore[union-attr]
        setattr(page, name, StreamValue(block, blocks, is_lazy=True))


def canonical(blocks: Any) -> str:
    """Blocks as text that is equal exactly when they are."""
    return json.dumps(blocks, sort_keys=True, ensure_ascii=False)
