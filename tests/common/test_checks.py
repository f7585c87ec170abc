"""Nonsense in the settings is said at start, in a sentence."""

import pytest

from lms.common.checks import check_settings


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("SITE_URL", "aula.example.org", 1),
        ("SITE_URL", "https://aula.example.org/aula", 1),
        ("SITE_URL", "", 1),
        ("NETWORK_TIME_ZONE", "America/San_Salvador", 2),
        ("SCREEN_LANGUAGES", ["es", "fr"], 3),
        ("PUBLIC_PAGE_CACHE_SECONDS", -1, 4),
        ("SWEEP_SECONDS", "30", 4),
        ("INVITATION_DAYS", 0, 4),
    ],
)
def test_nonsense_is_an_error(settings, name, value, number):
    setattr(settings, name, value)

    assert [error.id for error in check_settings()] == [f"common.E{number:03}"]


def test_settings_as_they_are_make_sense():
    assert check_settings() == []
