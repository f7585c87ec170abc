"""Keeps the Spanish laid over the installed packages in step with them: ``bin/borrowed-messages``."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import django
import polib
from django.apps import apps

from lms.common.catalogues import ROOT, find_catalogues

PACKAGES = {"wagtail", "wagtail_localize"}
DOMAINS = ("django", "djangojs")
LOCALE = Path(__file__).parent / "locale"

Entry = Any  # polib has no types


class Key(NamedTuple):
    context: str | None
    text: str
    plural: str

    @classmethod
    def of(cls, entry: Entry) -> "Key":
        return cls(entry.msgctxt, entry.msgid, entry.msgid_plural)


class Message(NamedTuple):
    """A message of the packages: its English entry and the packages that say it."""

    entry: Entry
    packages: list[str]


def catalogue_path(locale: Path, language: str, domain: str) -> Path:
    return locale / language / "LC_MESSAGES" / f"{domain}.po"


def read_entries(path: Path) -> list[Entry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


def package_locales() -> Iterator[tuple[str, Path]]:
    """Every installed app of the packages with its folder of catalogues, in the order of INSTALLED_APPS."""
    for app in apps.get_app_configs():
        if app.name.partition(".")[0] in PACKAGES:
            yield app.name, Path(app.path) / "locale"


def read_sources(domain: str) -> dict[Key, Message]:
    """All that the packages say in English, each message once."""
    messages: dict[Key, Message] = {}
    for package, locale in package_locales():
        for entry in read_entries(catalogue_path(locale, "en", domain)):
            messages.setdefault(Key.of(entry), Message(entry, [])).packages.append(package)
    return messages


def read_translated(domain: str) -> set[Key]:
    """What the packages say in Spanish themselves; a guess marked fuzzy is not said."""
    return {
        Key.of(entry)
        for _, locale in package_locales()
        for entry in read_entries(catalogue_path(locale, "es", domain))
        if entry.translated()
    }


def read_ours(domain: str) -> dict[Key, Entry]:
    return {Key.of(entry): entry for entry in read_entries(catalogue_path(LOCALE, "es", domain))}


def read_rooms(domain: str) -> dict[Key, Entry]:
    """What the house's own rooms say in Spanish: their words go before borrowed ones."""
    return {
        Key.of(entry): entry
        for path in find_catalogues(ROOT)
        if path.name == f"{domain}.po" and "es" in path.parts and not path.is_relative_to(Path(__file__).parent)
        for entry in read_entries(path)
        if entry.translated()
    }


def says_the_same(one: Entry, other: Entry) -> bool:
    return bool(one.msgstr == other.msgstr and one.msgstr_plural == other.msgstr_plural)


def lay_over(source: Message, ours: Entry | None) -> Entry:
    """The English entry as it stands now, with the Spanish already written for it."""
    english = source.entry
    entry = polib.POEntry(
        msgctxt=english.msgctxt,
        msgid=english.msgid,
        msgid_plural=english.msgid_plural,
        comment=english.comment,
        flags=[flag for flag in english.flags if flag != "fuzzy"],
        occurrences=[(package, "") for package in dict.fromkeys(source.packages)],
    )
    if english.msgid_plural:
        entry.msgstr_plural = dict(ours.msgstr_plural) if ours else {0: "", 1: ""}
    else:
        entry.msgstr = ours.msgstr if ours else ""
    return entry


def build_catalogue(domain: str) -> Any:
    """Ours as it must be now: gone messages dropped, new gaps added empty, a room's own words left to the room."""
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Project-Id-Version": "Aula Fiscal",
        "Language": "es",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=n != 1;",
    }
    ours, rooms, translated = read_ours(domain), read_rooms(domain), read_translated(domain)
    for key, source in read_sources(domain).items():
        entry = ours.get(key)
        if key in rooms and not (entry and says_the_same(entry, rooms[key])):
            continue
        if entry or key not in translated:
            catalogue.append(lay_over(source, entry))
    return catalogue


def main() -> int:
    """Refresh both catalogues; answer how many messages still want Spanish."""
    missing = 0
    for domain in DOMAINS:
        before = set(read_ours(domain))
        catalogue = build_catalogue(domain)
        catalogue.save(str(catalogue_path(LOCALE, "es", domain)))
        untranslated = [entry for entry in catalogue if not entry.translated()]
        missing += len(untranslated)
        gone = len(before - {Key.of(entry) for entry in catalogue})
        sys.stdout.write(f"{domain}: {len(catalogue)} messages, {gone} dropped, {len(untranslated)} without Spanish\n")
        for entry in untranslated:
            sys.stdout.write(f"  {', '.join(package for package, _ in entry.occurrences)}: {entry.msgid}\n")
    return missing


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    django.setup()
    sys.exit(bool(main()))
