"""How hard a Spanish text is to read: the indices of Szigriszt-Pazos (INFLESZ scale) and Fernández Huerta.

``python -m tests.courses.readability`` prints them for every lesson; ``test_readability.py`` watches the floor.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content"
# Most Spanish syllables have one vowel group; an accented weak vowel, or two strong ones, are two.
_STRONG, _WEAK, _HIATUS = "aeoáéó", "iuü", "íú"
_SCALE = [(80, "muy fácil"), (65, "bastante fácil"), (55, "normal"), (40, "algo difícil")]


@dataclass(frozen=True, slots=True)
class Reading:
    words: int
    sentences: int
    syllables: int

    @property
    def szigriszt(self) -> float:
        return 206.835 - 62.3 * self.syllables / self.words - self.words / self.sentences

    @property
    def huerta(self) -> float:
        return 206.84 - 60 * self.syllables / self.words - 1.02 * self.words / self.sentences

    @property
    def grade(self) -> str:
        return next((name for least, name in _SCALE if self.szigriszt >= least), "muy difícil")


def syllables(word: str) -> int:
    """Vowel groups, split at a hiatus; “y” at the end is a vowel, the “u” of “que” and “gue” is silent."""
    text = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    text = re.sub(r"y$", "i", text)
    count = 0
    previous = ""
    for letter in text:
        is_vowel = letter in _STRONG + _WEAK + _HIATUS
        if is_vowel and (
            not previous or letter in _HIATUS or previous in _HIATUS or (letter in _STRONG and previous in _STRONG)
        ):
            count += 1
        previous = letter if is_vowel else ""
    return max(count, 1)


def measure(text: str) -> Reading:
    """The counts of ``text``; a line without a full stop, such as a heading or a list item, ends a sentence too."""
    words = re.findall(r"[^\W\d_]+", text)
    ends = len(re.findall(r"[.!?…]+(?=[\s»”\")]|$)|(?<![.!?…»”\")])\n", text))
    return Reading(len(words), max(ends, 1), sum(map(syllables, words)))


def lesson_text(path: Path) -> str:
    """What a reader reads of a lesson: title, summary and body, without tables and the marks of the format."""
    head, _, body = path.read_text().removeprefix("---\n").partition("\n---\n")
    data = yaml.safe_load(head)
    rows = [row for row in body.splitlines() if not row.startswith("|")]
    marked = re.sub(
        r"^:::norma.*$|^:::\w*|^- \([ xX]\)|^[-#>]+ |^\d+\. |\*|\bminutos=\d+", "", "\n".join(rows), flags=re.MULTILINE
    )
    prose = re.sub(r"\n\s*\n+", "\n", marked.replace(" :: ", ".\n")).strip()
    return f"{data['title']}.\n{data['summary']}\n{prose}\n"


def lesson_paths() -> list[Path]:
    return sorted(path for path in CONTENT.rglob("*.es.md") if path.read_text().startswith("---\nkey:"))


def main() -> None:
    for path in lesson_paths():
        found = measure(lesson_text(path))
        print(
            f"{path.relative_to(CONTENT)}: Szigriszt-Pazos {found.szigriszt:.1f} ({found.grade}), "
            f"Fernández Huerta {found.huerta:.1f}, {found.words / found.sentences:.1f} words a sentence"
        )


if __name__ == "__main__":
    main()
