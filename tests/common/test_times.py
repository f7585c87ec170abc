"""Instants are read aloud with a zone; days are words in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from lms.common import times

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "martes 24 de noviembre de 2026"), ("en", "Tuesday 24 November 2026")],
)
def test_date_in_words(language, words):
    with translation.override(language):
        assert times.date_in_words(date(2026, 11, 24)) == words


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_words(language, month):
    with translation.override(language):
        words = times.date_in_words(date(2026, month, 1))

    assert (" de " in words) == (language == "es")
    assert words.endswith("2026")
    assert words[0].islower() == (language == "es")


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("es", "America/El_Salvador", "martes 24 de noviembre de 2026, 14:00 (San Salvador)"),
        ("es", "America/Bogota", "martes 24 de noviembre de 2026, 15:00 (Bogotá)"),
        ("en", "America/Santo_Domingo", "Tuesday 24 November 2026, 16:00 (Santo Domingo)"),
        ("en", "America/Port_of_Spain", "Tuesday 24 November 2026, 16:00 (Port of Spain)"),
    ],
)
def test_instant_in_words_names_the_city(language, zone, words):
    assert times.instant_in_words_for(AT, language=language, zone=zone) == words


def test_instant_in_words_is_on_the_readers_clock():
    with translation.override("es"), timezone.override("America/Costa_Rica"):
        assert times.instant_in_words(NIGHT) == "martes 24 de noviembre de 2026, 22:30 (San José)"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (AT, AT.replace(hour=22), "martes 24 de noviembre de 2026, 14:00 a 16:00 (San Salvador)"),
        (AT, None, "martes 24 de noviembre de 2026, 14:00 (San Salvador)"),
    ],
    ids=["same-day", "open-end"],
)
def test_period_in_words(starts_at, ends_at, words):
    with translation.override("es"):
        assert times.period_in_words(starts_at, ends_at, "America/El_Salvador") == words


def test_period_over_midnight_names_both_days():
    with translation.override("es"):
        words = times.period_in_words(NIGHT, NIGHT.replace(hour=7), "America/El_Salvador")

    assert "martes 24 de noviembre de 2026, 22:30" in words
    assert "miércoles 25 de noviembre de 2026, 01:30" in words


def test_every_city_named_is_a_zone_of_this_machine():
    assert set(times.ZONE_CITIES) <= times.known_zones()
