"""The register of processing as a page for people, made from the declarations."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from lms.records.declarations import ModelDeclaration, get_declarations

REGISTER = Path("docs") / "security" / "data-register.md"
HEAD = """# What is held, what for and until when

Made from the `data_protection.yaml` of each room by `manage.py write_data_register`; change those and run it again.
Where a column says nothing of its own it follows its table. *Plain* columns say nothing of a person by themselves.
Tables in which nothing is about a person are listed at the end.

| Period | Days |
|---|---|
"""


def write_register() -> str:
    """The page, whole."""
    declarations = [get_declarations()[label] for label in sorted(get_declarations())]
    about_people = [
        one for one in declarations if one.paths or any(not field.is_plain for field in one.fields.values())
    ]
    others = [one.label for one in declarations if one not in about_people]
    periods = "".join(f"| {name} | {days} |\n" for name, days in sorted(settings.RETENTION.items()))
    tables = "\n".join(line for one in about_people for line in _table(one))
    return f"{HEAD}{periods}\n{tables}\n## About nobody\n\n{', '.join(f'`{label}`' for label in others)}\n"


def _is_plain(one: ModelDeclaration) -> bool:
    return all(field.is_plain for field in one.fields.values())


def _table(one: ModelDeclaration) -> Iterator[str]:
    yield f"## {one.label}\n"
    yield f"{one.purpose.in_language('en')}."
    if one.reason:
        yield f"Erasure: {one.erasure}. {one.reason}"
    yield "\n| Column | Protection | Kept | In the copy | Erasure |\n|---|---|---|---|---|"
    for field in one.fields.values():
        if not field.is_plain:
            reason = f": {field.reason}" if field.reason not in {"", one.reason} else ""
            copied = "yes" if field.is_exported else "no"
            yield f"| {field.name} | {field.protection} | {field.retention} | {copied} | {field.erasure}{reason} |"
    plain = [field.name for field in one.fields.values() if field.is_plain]
    yield f"\nPlain: {', '.join(plain) or 'none'}.\n"
