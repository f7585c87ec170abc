"""``manage.py questions_export --course KEY``: a course's question bank as GIFT or Moodle XML."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.questions.files import write_bank_text
from courses.selectors import get_bank_questions


class Command(BaseCommand):
    help = "Writes a course's question bank as GIFT or Moodle XML. It holds the key: keep it as you keep an exam."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", required=True, help="key of the course")
        parser.add_argument("--format", choices=["gift", "xml"], default="gift")
        parser.add_argument("--output", type=Path, help="file to write; without it the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        questions = get_bank_questions(options["course"])
        if not questions:
            raise CommandError(f"The bank holds no question of “{options['course']}”.")
        text = write_bank_text(questions, options["format"])
        if options["output"] is None:
            self.stdout.write(text, ending="")
        else:
            options["output"].write_text(text, encoding="utf-8")
            self.stdout.write(f"{len(questions)} questions.")
