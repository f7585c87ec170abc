"""A curriculum as a folder of files (docs/features/curriculum.md), read and checked whole before anything is loaded."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from courses.curriculum.errors import CurriculumRefused, Fault
from courses.curriculum.gift import read_gift
from courses.curriculum.markdown import Block, lesson_blocks
from courses.questions.items import BankQuestion
from lms.common.fields import Translated

MAX_FILE_BYTES = 1_000_000


@dataclass(slots=True)
class LessonHeading:
    """What a lesson is called and for, in a language in which its text is not written yet."""

    language: str
    title: str
    summary: str
    outcomes: list[str]


@dataclass(slots=True)
class LessonFile:
    key: str
    language: str
    title: str
    summary: str
    minutes: int
    outcomes: list[str]
    blocks: list[Block]
    headings: list[LessonHeading] = field(default_factory=list)


@dataclass(slots=True)
class ModuleFile:
    key: str
    title: Translated
    summary: Translated
    hours: int
    objectives: list[Translated]
    lessons: list[LessonFile] = field(default_factory=list)


@dataclass(slots=True)
class CourseFile:
    key: str
    area: str
    code: str
    title: Translated
    summary: Translated
    audience: Translated
    hours: int
    version: str
    school: str
    objectives: list[Translated]
    quiz: dict[str, Any]
    modules: list[ModuleFile] = field(default_factory=list)
    questions: list[BankQuestion] = field(default_factory=list)


@dataclass(slots=True)
class AreaFile:
    key: str
    title: Translated
    status: str


@dataclass(slots=True)
class ProgrammeFile:
    key: str
    title: Translated
    summary: Translated
    areas: list[AreaFile]
    courses: list[CourseFile] = field(default_factory=list)

    @property
    def lessons(self) -> list[LessonFile]:
        return [lesson for course in self.courses for module in course.modules for lesson in module.lessons]


class _Reader:
    """Reads one folder and gathers every fault on the way."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[Fault] = []

    def fault(self, path: Path, line: int, message: str) -> None:
        self.faults.append(
            Fault(path.relative_to(self.root) if path.is_relative_to(self.root) else path, line, message)
        )

    def text(self, path: Path) -> str:
        if path.is_symlink() or not path.is_file():
            self.fault(path, 1, "The file is missing.")
            return ""
        if path.stat().st_size > MAX_FILE_BYTES:
            self.fault(path, 1, "The file is larger than 1 MB.")
            return ""
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as problem:
            line = path.read_bytes()[: problem.start].count(b"\n") + 1
            self.fault(path, line, "The file is not UTF-8; save it as UTF-8.")
            return ""

    def mapping(self, path: Path, text: str, required: dict[str, type], first_line: int = 1) -> dict[str, Any]:
        """The YAML mapping of ``text``; every required key that lacks or is of another kind is a fault."""
        try:
            data = yaml.safe_load(text) if text else {}
        except yaml.MarkedYAMLError as problem:
            mark = problem.problem_mark
            self.fault(path, first_line + (mark.line if mark else 0), f"YAML: {problem.problem}.")
            data = {}
        if not isinstance(data, dict):
            self.fault(path, first_line, "A list of “key: value” was expected.")
            data = {}
        for key, kind in required.items():
            if not isinstance(data.get(key), kind) or data.get(key) in ("", []):
                self.fault(path, first_line, f"“{key}” is missing or is not a {kind.__name__}.")
                data[key] = kind()
        return data

    def translated(self, path: Path, value: Any, name: str) -> Translated:
        if not isinstance(value, dict) or not value.get("es"):
            self.fault(path, 1, f"“{name}” needs its Spanish text: {{es: …, en: …}}.")
            return Translated()
        return Translated({str(key): str(text).strip() for key, text in value.items()})

    def programme(self) -> ProgrammeFile:
        path = self.root / "programme.yaml"
        data = self.mapping(path, self.text(path), {"key": str, "title": dict, "summary": dict, "areas": list})
        programme = ProgrammeFile(
            key=data.get("key", ""),
            title=self.translated(path, data.get("title"), "title"),
            summary=self.translated(path, data.get("summary"), "summary"),
            areas=[
                AreaFile(
                    key=str(area.get("key", "")),
                    title=self.translated(path, area.get("title"), "areas.title"),
                    status=str(area.get("status", "open")).upper(),
                )
                for area in data.get("areas", [])
            ],
        )
        for folder in sorted(item for item in self.root.iterdir() if (item / "course.yaml").exists()):
            programme.courses.append(self.course(folder, {area.key for area in programme.areas}))
        order = {area.key: place for place, area in enumerate(programme.areas)}
        programme.courses.sort(key=lambda course: (order.get(course.area, 99), course.code))
        return programme

    def course(self, folder: Path, areas: set[str]) -> CourseFile:
        path = folder / "course.yaml"
        required = {
            "key": str, "area": str, "code": str, "title": dict, "summary": dict, "audience": dict,
            "hours": int, "version": str, "school": str, "objectives": list, "modules": list, "quiz": dict,
        }  # fmt: skip
        data = self.mapping(path, self.text(path), required)
        if data.get("area") not in areas:
            self.fault(path, 1, f"The area “{data.get('area')}” is not in programme.yaml.")
        quiz = data.get("quiz") or {}
        course = CourseFile(
            key=data["key"],
            area=data["area"],
            code=data["code"],
            hours=data["hours"],
            version=data["version"],
            school=data["school"],
            title=self.translated(path, data["title"], "title"),
            summary=self.translated(path, data["summary"], "summary"),
            audience=self.translated(path, data["audience"], "audience"),
            objectives=[self.translated(path, item, "objectives") for item in data.get("objectives", [])],
            quiz={**quiz, "title": self.translated(path, quiz.get("title"), "quiz.title")},
        )
        course.modules = [self.module(folder / str(name)) for name in data.get("modules", [])]
        course.questions, faults = read_gift(folder / "questions.gift", self.text(folder / "questions.gift"))
        for fault in faults:
            self.fault(fault.path, fault.line, fault.message)
        return course

    def module(self, folder: Path) -> ModuleFile:
        path = folder / "module.yaml"
        required = {"key": str, "title": dict, "summary": dict, "hours": int, "objectives": list}
        data = self.mapping(path, self.text(path), required)
        module = ModuleFile(
            key=data.get("key", ""),
            title=self.translated(path, data.get("title"), "title"),
            summary=self.translated(path, data.get("summary"), "summary"),
            hours=data.get("hours", 0),
            objectives=[self.translated(path, item, "objectives") for item in data.get("objectives", [])],
        )
        module.lessons = [self.lesson(file) for file in sorted(folder.glob("*.*.md"))] if folder.is_dir() else []
        return module

    def lesson(self, path: Path) -> LessonFile:
        text = self.text(path)
        head, separator, body = text.removeprefix("---\n").partition("\n---\n")
        if not text.startswith("---\n") or not separator:
            self.fault(path, 1, "The file must begin with a header between two lines “---”.")
            body = ""
        required = {"key": str, "title": str, "minutes": int, "outcomes": list}
        data = self.mapping(path, head, required, first_line=2)
        language = path.name.split(".")[-2]
        blocks, faults = lesson_blocks(
            path, body, first_line=head.count("\n") + 4, seed=f"{data.get('key')}/{language}"
        )
        for fault in faults:
            self.fault(fault.path, fault.line, fault.message)
        return LessonFile(
            key=str(data.get("key", "")),
            language=language,
            title=str(data.get("title", "")),
            summary=str(data.get("summary", "")),
            minutes=data.get("minutes", 0),
            outcomes=[str(item) for item in data.get("outcomes", [])],
            blocks=blocks,
            headings=self.headings(path, data),
        )

    def headings(self, path: Path, data: dict[str, Any]) -> list[LessonHeading]:
        """The languages under “translations”; each says title, summary and as many outcomes as the lesson."""
        found = []
        translations = data.get("translations") or {}
        if not isinstance(translations, dict):
            self.fault(path, 2, "“translations” must be {language: {title, summary, outcomes}}.")
            translations = {}
        for language, texts in translations.items():
            said: dict[str, Any] = texts if isinstance(texts, dict) else {}
            outcomes = [str(one) for one in said.get("outcomes") or []]
            if not (said.get("title") and said.get("summary")) or len(outcomes) != len(data["outcomes"]):
                self.fault(path, 2, f"The translation “{language}” needs title, summary and every outcome.")
                continue
            found.append(LessonHeading(str(language), str(said["title"]), str(said["summary"]), outcomes))
        return found


def read_curriculum(root: Path) -> ProgrammeFile:
    """The whole folder, or ``CurriculumRefused`` with every fault in it."""
    reader = _Reader(root)
    if not root.is_dir():
        raise CurriculumRefused([Fault(root, 1, "There is no such folder.")])
    programme = reader.programme()
    _check_keys(reader, programme)
    if reader.faults:
        raise CurriculumRefused(reader.faults)
    return programme


def _check_keys(reader: _Reader, programme: ProgrammeFile) -> None:
    """Keys name things for ever, so none may stand for two."""
    seen: dict[tuple[str, str], str] = {}
    for course in programme.courses:
        for module in course.modules:
            for lesson in module.lessons:
                where = (lesson.key, lesson.language)
                if where in seen:
                    reader.fault(
                        reader.root, 1, f"The lesson key “{lesson.key}” stands in {seen[where]} and {module.key}."
                    )
                seen[where] = module.key
    for lesson in programme.lessons:
        for heading in lesson.headings:
            if (lesson.key, heading.language) in seen:
                reader.fault(reader.root, 1, f"The lesson “{lesson.key}” is translated to “{heading.language}” twice.")
