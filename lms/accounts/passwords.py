"""Words that everybody who knows this house would try first: a password may hold them, but not live by them."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.common.text import fold

WORDS_FILE = Path(__file__).with_name("house_words.txt")
ENOUGH_LETTERS = 6  # of the reader's own, once the words of this house are taken out
DISGUISES = str.maketrans("013457@$!", "oieastasi")


class HouseWordsValidator:
    """Refuses *Fiscalia-2026!* and *R3FCO-secretaria*; four words of one's own beside one of these are fine."""

    def validate(self, password: str, user: object = None) -> None:
        if is_made_of(password, house_words()):
            raise ValidationError(
                _("Anybody who knows the Network would try this password. Add words that have nothing to do with it."),
                code="password_of_house_words",
            )

    def get_help_text(self) -> str:
        return _("Names of the Network, of its institutions and of its countries do not count.")


def is_made_of(password: str, words: tuple[str, ...]) -> bool:
    """Whether ``password`` holds any of ``words`` and next to nothing besides, however it is spelt."""
    return any(_is_made_of(spelt, words) for spelt in (fold(password), fold(password.translate(DISGUISES))))


def _is_made_of(spelt: str, words: tuple[str, ...]) -> bool:
    letters = re.sub(r"[^a-z]", "", spelt)
    left = letters
    for word in words:
        left = left.replace(word, "")
    return left != letters and len(left) < ENOUGH_LETTERS


@cache
def house_words() -> tuple[str, ...]:
    """Longest first, so that *fiscalia* goes whole; with the name this installation has on the net."""
    lines = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    listed = {fold(line.strip()) for line in lines if line.strip() and not line.startswith("#")}
    host = urlsplit(settings.SITE_URL).hostname or ""
    listed |= {label for label in host.split(".") if len(label) > 3}
    return tuple(sorted(listed, key=lambda word: (-len(word), word)))
