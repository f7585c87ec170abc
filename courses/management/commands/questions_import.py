"""``manage.py questions_import FILE``: GIFT or Moodle XML into a course's question bank, all of it or nothing."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.models import CoursePage
from courses.questions.files import read_bank_file
from courses.questions.items import BankFile
from courses.questions.preview import preview
from courses.services import QuestionsRefused, import_questions


class Command(BaseCommand):
    help = "Takes a file of questions (GIFT or Moodle XML) into a bank; a file with one fault is refused whole."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--course", default="", help="key of the course whose bank takes them")
        parser.add_argument("--format", choices=["gift", "xml"], help="what the file is, where its beginning misleads")
        parser.add_argument("--dry-run", action="store_true", help="say what the file holds and take nothing")
        parser.add_argument("--json", action="store_true", help="say it as JSON: {questions: […], errors: […]}")

    def handle(self, *args: Any, **options: Any) -> None:
        found = read_bank_file(options["file"], options["format"])
        if options["dry_run"]:
            self.tell(found, as_json=options["json"])
            return
        if not options["course"]:
            raise CommandError("Name the course with --course KEY, or look at the file with --dry-run.")
        if not CoursePage.objects.filter(key=options["course"]).exists():
            raise CommandError(f"There is no course “{options['course']}”.")
        try:
            report = import_questions(course_key=options["course"], source=found, actor=None, at=timezone.now())
        except QuestionsRefused as refusal:
            if options["json"]:
                self.tell(BankFile(found.questions, refusal.errors), as_json=True)
            raise CommandError(f"Nothing was taken. {len(refusal.errors)} to mend:\n{refusal}") from None
        if options["json"]:
            self.tell(found, as_json=True)
        else:
            self.stdout.write(f"{len(report.created)} created, {len(report.changed)} changed.")

    def tell(self, found: BankFile, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(preview(found), ensure_ascii=False))
            return
        for question in found.questions:
            self.stdout.write(f"line {question.line}: {question.kind.label}: {question.name}")
        for error in found.errors:
            self.stdout.write(f"line {error.line}: {error.message}")
        self.stdout.write(f"{len(found.questions)} questions, {len(found.errors)} to mend.")
