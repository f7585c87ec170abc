"""Text as people write it: folding for comparisons, never for display."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Letters of the region's languages that NFKD does not take apart, and the apostrophes people type for one another.
_FOLDS = str.maketrans({"ø": "o", "ı": "i", "ß": "ss", "ʼ": "", "’": "", "'": "", "`": "", "ꞌ": "", "-": " "})


def fold(text: str) -> str:
    """``text`` without accents, case, apostrophes and superfluous spaces: two spellings of a name fold alike."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDS))
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return _SPACES.sub(" ", bare).strip()


def clean_name(text: str) -> str:
    """A person's name in NFC with single spaces, control characters removed."""
    printable = "".join(mark for mark in text if unicodedata.category(mark)[0] != "C" or mark == " ")
    return _SPACES.sub(" ", unicodedata.normalize("NFC", printable)).strip()
