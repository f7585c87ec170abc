"""Run beside a platform: every text that a person may write becomes a piece of page with a program in it.

Prints how many texts took it. Texts that are pages by nature (what editors write with their editor) are left.
"""

import re
from collections.abc import Mapping
from typing import Any

import django

django.setup()

from django.db import DatabaseError, models, transaction  # noqa: E402
from wagtail.fields import RichTextField, StreamField  # noqa: E402

from lms.common.fields import TranslatedField  # noqa: E402
from lms.records.declarations import get_declarations  # noqa: E402
from media.fields import VaultTextField  # noqa: E402
from tests.e2e.payload import PAYLOAD, SHORT  # noqa: E402

# Texts by which the platform finds its way; nobody types them where they can be seen.
STEERS = re.compile(
    r"(slug|path|key|hash|digest|code|iso|zone|language|locale|ref|_id|email|address|password|state|kind|type|browser"
    r"|hostname|schema|policy|name_of|prefix|sha256|number|signer|seal|salt|commitment|template|role)$"
)
# courses.lessonversion is markup, made safe when it was frozen (tests/courses); the rest steers or is an editor's.
SKIPPED_TABLES = re.compile(
    r"^(sessions|contenttypes|auth|wagtailsearch|mfa|account|records|schedule|wagtail_localize|mail|courses.lessonversion|"
    r"wagtailcore\.(site|locale|revision|referenceindex|modellogentry|pagelogentry))"
)


def with_payload(value: Any) -> Any:
    """The same structure, each text of more than one word that is no markup followed by the payload."""
    if isinstance(value, Mapping):
        return {key: with_payload(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_payload(inner) for inner in value]
    is_text = isinstance(value, str) and " " in value and "<" not in value
    return value + PAYLOAD if is_text else value


def poisoned(column: Any, value: Any) -> Any:
    """``value`` with as much of a program behind it as there is room for."""
    if isinstance(column, TranslatedField):
        return {key: text + PAYLOAD for key, text in value.items()}
    if isinstance(column, models.JSONField):
        return with_payload(value)
    room = column.max_length or 10_000
    longest = next((value + text for text in (PAYLOAD, SHORT) if len(value + text) <= room), "")
    return longest or (SHORT if room >= len(SHORT) else value)


def takes(column: Any) -> bool:
    is_text = isinstance(column, models.CharField | models.TextField | models.JSONField | TranslatedField)
    is_markup = isinstance(column, RichTextField | StreamField | models.FileField | models.EmailField)
    return is_text and not is_markup and not column.choices and not column.unique and not STEERS.search(column.name)


def poison() -> int:
    """How many texts took it."""
    taken = 0
    for declaration in get_declarations().values():
        if SKIPPED_TABLES.match(declaration.label):
            continue
        for told in declaration.fields.values():
            column = declaration.model._meta.get_field(told.name)
            if not isinstance(column, models.Field) or not takes(column):
                continue
            for row in declaration.all_rows:
                value = getattr(row, column.name)
                if not value:
                    continue
                try:
                    with transaction.atomic():
                        if isinstance(column, VaultTextField):
                            setattr(row, column.name, value + PAYLOAD)
                            row.save(update_fields=[column.name])
                        else:
                            declaration.all_rows.filter(pk=row.pk).update(**{column.name: poisoned(column, value)})
                    taken += 1
                except (DatabaseError, ValueError, TypeError):
                    continue
    return taken


if __name__ == "__main__":
    print(poison())
