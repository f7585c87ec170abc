"""A file of questions from outside: looked at before it is read, and read as what it is."""

from pathlib import Path
from typing import Literal

from courses.questions.gift import read_gift_text
from courses.questions.gift_writing import write_gift
from courses.questions.items import MAX_FILE_BYTES, BankFile, BankQuestion
from courses.questions.moodle_writing import write_moodle_xml
from courses.questions.moodle_xml import read_moodle_xml

Form = Literal["gift", "xml"]


def read_bank_file(path: Path, form: Form | None = None) -> BankFile:
    """The questions of a GIFT or Moodle XML file with everything that is wrong in it; never more than 5 MB of it."""
    found = BankFile()
    if not path.is_file():
        found.refuse(1, "There is no such file.")
        return found
    if path.stat().st_size > MAX_FILE_BYTES:
        found.refuse(1, f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB; divide it and leave pictures out.")
        return found
    with path.open("rb") as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    return read_bank_bytes(data, form)


def read_bank_bytes(data: bytes, form: Form | None = None) -> BankFile:
    """The same of what lies in memory already."""
    found = BankFile()
    if len(data) > MAX_FILE_BYTES:
        found.refuse(1, f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB; divide it and leave pictures out.")
        return found
    data = data.removeprefix(b"\xef\xbb\xbf")
    if (form or guess_form(data)) == "xml":
        found = read_moodle_xml(data)
    else:
        try:
            found = read_gift_text(data.decode("utf-8"))
        except UnicodeDecodeError as problem:
            found.refuse(data[: problem.start].count(b"\n") + 1, "The file is not UTF-8; save it as UTF-8.")
    _refuse_twins(found)
    if not found.questions and not found.errors:
        found.refuse(1, "There is no question in the file.")
    found.errors.sort(key=lambda one: one.line)
    return found


def guess_form(data: bytes) -> Form:
    """Moodle XML begins with a bracket; no GIFT does."""
    return "xml" if data.lstrip()[:1] == b"<" else "gift"


def write_bank_text(questions: list[BankQuestion], form: Form) -> str:
    return write_moodle_xml(questions) if form == "xml" else write_gift(questions)


def _refuse_twins(found: BankFile) -> None:
    seen: set[str] = set()
    for question in found.questions:
        if question.key and question.key in seen:
            found.refuse(question.line, f"The question id “{question.key}” stands twice.")
        seen.add(question.key)
