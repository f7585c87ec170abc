"""What editors read of the installed packages is Spanish, whole, and says *usted*."""

import re

import polib
import pytest
from django.utils.translation import trans_real

from lms.borrowed import messages

FIRST_NAME_TERMS = re.compile(
    r"(?i:\b(tú|tus?|ti|te|contigo|tuy[oa]s?|has|eres|estás|puedes|podrás|debes|quieres|deseas|tienes|necesitas"
    r"|añades|seleccionas|olvidaste|haz|escoge|créalas|crealas|guárdalos|cancélalos|corrígelos)\b)"
    # These may also be said of a third person, except where a sentence begins.
    r"|(?:^|[.:?!] )(Escribe|Selecciona|Elige|Introduce|Establece|Revisa|Añade|Corrige|Pulsa|Cambia|Carga|Deja|Edita)\b"
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+|https?://[\w./-]*[\w/]")


def served(domain: str) -> trans_real.DjangoTranslation:
    """The Spanish catalogue as the screens get it."""
    if domain == "django":
        return trans_real.translation("es")
    locales = [str(locale) for _, locale in messages.package_locales() if locale.exists()]
    return trans_real.DjangoTranslation("es", domain=domain, localedirs=locales)


def spanish_of(key: messages.Key, catalogue: trans_real.DjangoTranslation) -> list[str | None]:
    """The forms served for a message, ``None`` for one that would stay in English."""
    lookup = f"{key.context}\x04{key.text}" if key.context else key.text
    if not key.plural:
        return [catalogue._catalog.get(lookup)]
    try:
        return [catalogue._catalog.plural(lookup, number) for number in (1, 2, 1_000_000)]
    except KeyError:
        return [None]


def marks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_no_message_of_the_packages_stays_in_english(domain):
    catalogue = served(domain)
    sources = messages.read_sources(domain)

    english = [key.text for key in sources if None in spanish_of(key, catalogue)]

    assert len(sources) > 100
    assert english == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_editors_are_addressed_as_usted(domain):
    catalogue = served(domain)

    familiar = [
        form
        for key in messages.read_sources(domain)
        for form in spanish_of(key, catalogue)
        if form and FIRST_NAME_TERMS.search(form)
    ]

    assert familiar == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_placeholders_and_tags_survive_translation(domain):
    different = [
        (english, spanish)
        for key, entry in messages.read_ours(domain).items()
        for english, spanish in (
            [(key.text, entry.msgstr_plural[0]), (key.plural, entry.msgstr_plural[1])]
            if key.plural
            else [(key.text, entry.msgstr)]
        )
        if marks(english) != marks(spanish)
    ]

    assert different == []


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_a_refresh_changes_nothing(domain):
    """Flags, order and packages are those of what is installed; ``bin/borrowed-messages`` puts them right."""
    kept = messages.catalogue_path(messages.LOCALE, "es", domain).read_text(encoding="utf-8")

    assert str(messages.build_catalogue(domain)) == kept


def test_a_refresh_names_gaps_and_drops_what_is_gone(monkeypatch, tmp_path):
    path = messages.catalogue_path(tmp_path, "es", "djangojs")
    path.parent.mkdir(parents=True)
    gone = polib.POEntry(msgid="Said no more", msgstr="Ya no se dice")
    kept = polib.POEntry(msgid="Pin toolbar", msgstr="Fijar la barra")
    catalogue = polib.POFile()
    catalogue.extend([gone, kept])
    catalogue.save(str(path))
    monkeypatch.setattr(messages, "LOCALE", tmp_path)

    refreshed = {entry.msgid: entry for entry in messages.build_catalogue("djangojs")}

    assert "Said no more" not in refreshed
    assert refreshed["Pin toolbar"].msgstr == "Fijar la barra"
    assert refreshed["%(num)s error"].msgstr_plural == {0: "", 1: ""}
    assert "Add" not in refreshed  # the packages say it themselves


@pytest.mark.parametrize("domain", messages.DOMAINS)
def test_rooms_keep_their_own_words(domain):
    """``LOCALE_PATHS`` goes before every room, so a borrowed word must not say otherwise than a room's."""
    rooms = messages.read_rooms(domain)

    overruled = [
        key.text
        for key, entry in messages.read_ours(domain).items()
        if key in rooms and not messages.says_the_same(entry, rooms[key])
    ]

    assert overruled == []
