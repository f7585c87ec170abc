"""Every page that a link leads to, as everybody, in both languages of the screen: found, and in one language.

What belongs to which language is decided by the message catalogues; course matter and other texts that say their own
language (an element with ``lang``) are left to it.
"""

import email
import email.message
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urldefrag, urljoin, urlsplit

import polib
import pytest
import requests
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from lms.common.catalogues import ROOT, find_catalogues
from tests.journeys.running import Platform
from tests.journeys.test_from_nomination_to_certificate import NEWCOMER, accounts, nominate
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.journey, pytest.mark.slow]

LANGUAGES = ["es", "en"]
MAIL_LANGUAGES = {"es", "en"}
NOMINEE = "Saturnino Ojushte Cenzontle"  # who reads English in this journey
MISSING = "/no-existe/"
STARTS = ["/{}/", "/{}/entrar/", "/{}/escritorio/", "/{}/verificar/", "/{}" + MISSING, "/demo/mail/"]
DRAWN = re.compile(r"^/demo/mail/\d+/html/$")
# Forms that change nothing when they are sent empty.
EMPTY = re.compile(r"/(entrar|verificar|olvidada|nominar)/$")
# Doing something, not a page, or Wagtail's own rooms.
SKIPPED = re.compile(r"^/(admin|documents|static|media|design)/|/salir/|\.(ics|pdf|eml)$|^/demo/mail/\d+/\d+/")
PLACEHOLDER = re.compile(r"%[(sd]|[{<]")
SPOKEN = ["title", "aria-label", "placeholder", "alt", "data-none"]
NAMES = {"Guatemala"}  # the country in both languages; in Spanish also the short name of its capital
# Pages of one shape say the same words: so many of each are read, but every letter.
MOST_OF_A_SHAPE = 25
LETTERS = "/demo/mail/"
SILENT = {"script", "style", "template", "code", "textarea"}  # what stands in a field is its writer's
NOT_WRITTEN_HERE = re.compile(r"@|https?://|^[\d\W]*$")
# Little words that stand in nearly every sentence of a language and in none of the other.
LITTLE = {
    "es": re.compile(
        r"\b(?:el(?! Salvador)|los|las|del|una|su|sus|que|para|por|con|usted|se|al|este|esta|está)\b", re.IGNORECASE
    ),
    "en": re.compile(r"\b(?:the|of|and|is|are|your|you|with|for|this|not|has|have|was|were|from)\b", re.IGNORECASE),
}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@cache
def phrases(language: str) -> frozenset[str]:
    """What only the other language says: every whole message that is different in ``language``."""
    told: dict[str, set[str]] = {"es": set(), "en": set()}
    for path in find_catalogues(ROOT):
        for entry in polib.pofile(str(path)):
            told["en"].update(map(plain, filter(None, [entry.msgid, entry.msgid_plural])))
            told["es"].update(map(plain, filter(None, [entry.msgstr, *entry.msgstr_plural.values()])))
    other = next(one for one in told if one != language)
    return frozenset(text for text in told[other] - told[language] if not PLACEHOLDER.search(text))


@cache
def long_phrases(language: str) -> re.Pattern[str]:
    """Those of three words or more, wherever they stand in a text."""
    long = sorted((text for text in phrases(language) if len(text.split()) >= 3), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, long)) + r")(?!\w)")


@cache
def foreign(text: str, language: str) -> str | None:
    """Why ``text`` does not belong on a page in ``language``; None where it does."""
    if text in NAMES:
        return None
    if text in phrases(language):
        return text
    if found := long_phrases(language).search(text):
        return found[0]
    other = next(one for one in LITTLE if one != language)
    if len(LITTLE[other].findall(text)) >= 2 and not LITTLE[language].search(text):
        return text
    return None


def texts(page: Tag, language: str) -> Iterator[str]:
    """What a page says or reads out in its own language."""
    for node in page.descendants:
        if isinstance(node, Tag):
            spoken = [node.get(name) for name in SPOKEN]
            spoken += [value for name, value in node.attrs.items() if name.startswith("data-text-")]
            if node.name == "meta" and node.get("name") == "description":
                spoken.append(node.get("content"))
            near = node
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            spoken, near = [str(node)], node.parent
            if near.name in SILENT:
                continue
        else:
            continue
        if not any(map(plain, filter(None, spoken))):
            continue
        owner = next((one for one in [near, *near.parents] if one.get("lang")), None)
        if owner is None or owner.name == "html" or owner["lang"] == language:
            yield from (plain(text) for text in spoken if text and plain(text))


@dataclass
class Crawl:
    """One person's way through the whole platform in one language."""

    visitor: Visitor
    who: str
    language: str
    address: str = ""

    def run(self, found: dict[str, str]) -> int:
        """Follow every link once, of many alike the first; what is wrong goes into ``found``, once each."""
        self.found = found
        waiting = [start.format(self.language) for start in STARTS]
        self.seen_on = dict.fromkeys(waiting, "")
        shapes: Counter[str] = Counter()
        done = 0
        while waiting:
            path = waiting.pop()
            for link in self.visit(path):
                kind = shape(link.partition("?")[0])
                if link in self.seen_on or (shapes[kind] >= MOST_OF_A_SHAPE and not link.startswith(LETTERS)):
                    continue
                shapes[kind] += 1
                self.seen_on[link] = path
                waiting.append(link)
            done += 1
        return done

    def complain(self, path: str, what: str) -> None:
        self.found.setdefault(what, f"{what}\n    on {path} as {self.who} in {self.language}")

    def visit(self, path: str) -> Iterator[str]:
        answer = self.visitor.http.get(urljoin(self.visitor.base, path), timeout=30)
        if answer.status_code >= 400 and not self.is_refusal(path, answer):
            self.complain(path, f"answered {answer.status_code}: {shape(path)}, linked on {shape(self.seen_on[path])}")
        if "html" not in answer.headers.get("Content-Type", ""):
            return
        page = BeautifulSoup(answer.text, "html.parser")
        self.judge(path, urlsplit(answer.url).path, page)
        if DRAWN.search(path):
            return  # the letter's text has the same links
        if EMPTY.search(path):
            self.send_empty(path, page)
        for link in page.find_all(["a", "iframe"]):
            if self.is_in_somebodys_letter(link):
                continue
            address = urlsplit(urldefrag(urljoin(answer.url, link.get("href") or link.get("src") or ""))[0])
            if address.netloc != urlsplit(self.visitor.base).netloc or SKIPPED.search(address.path):
                continue
            other = next(one for one in LANGUAGES if one != self.language)
            if not address.path.startswith(f"/{other}/"):
                yield address.path + (f"?{address.query}" if address.query else "")

    def is_in_somebodys_letter(self, link: Tag) -> bool:
        """What a letter leads to is its addressee's; to others it does not exist, and guests are asked to sign in."""
        letter = link.find_parent(class_="letter-text")
        return letter is not None and self.address not in link.find_parent("main").get_text()

    def is_refusal(self, path: str, answer: requests.Response) -> bool:
        """Said on purpose: there is no such page, or an invitation is no longer good or not for who is signed in."""
        return path.endswith(MISSING) or (answer.status_code in {409, 410} and "/invitaci" in path)

    def send_empty(self, path: str, page: BeautifulSoup) -> None:
        """The page's form as it stands, to read what the house says to that."""
        form = page.select_one("main form[method=post]")
        if form is None:
            return
        address = urljoin(self.visitor.base + path, form.get("action") or path)
        data = {field["name"]: field.get("value", "") for field in form.find_all("input", {"type": "hidden"})}
        answer = self.visitor.http.post(address, data=data, headers={"Referer": self.visitor.base + path}, timeout=30)
        if answer.status_code >= 500:
            self.complain(path, f"answered {answer.status_code} to an empty form: {shape(path)}")
        self.judge(path, urlsplit(answer.url).path, BeautifulSoup(answer.text, "html.parser"))

    def judge(self, path: str, landed: str, page: BeautifulSoup) -> None:
        root = page.find("html")
        language = root.get("lang") if root else None
        prefix = landed.split("/")[1]
        if language not in LANGUAGES or (prefix in LANGUAGES and language != prefix):
            self.complain(path, f"<html lang={language}> at {shape(landed)}")
            return
        for text in texts(page, language):
            if NOT_WRITTEN_HERE.search(text):
                continue
            if wrong := foreign(text, language):
                self.complain(path, f"not {language}: “{wrong}”" + (f" in “{text[:90]}”" if wrong != text else ""))


def letter_languages(platform: Platform) -> set[str]:
    """In which languages the letters of the demonstration are written."""
    found = [email.message_from_bytes(path.read_bytes()) for path in (platform.folder / "mail").glob("*.eml")]
    return {language for one in found for language in re.findall(r'<html lang="(\w+)"', html_of(one))}


def html_of(message: email.message.Message) -> str:
    parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
    return "".join(part.get_payload(decode=True).decode() for part in parts)


def shape(path: str) -> str:
    return re.sub(r"(?<=/)[0-9a-z]{20}(?=/)", "…", path)


def test_the_judge_knows_both_languages() -> None:
    assert foreign("Accept the place", "es") == "Accept the place"
    assert foreign("Aceptar el cupo", "es") is None
    assert foreign("Aceptar el cupo", "en") == "Aceptar el cupo"
    assert foreign("This text stands in no catalogue of the house", "es")
    page = BeautifulSoup('<html lang="es"><p title="Accept the place">Sí <i lang="en">No</i></p></html>', "html.parser")
    assert list(texts(page, "es")) == ["Accept the place", "Sí"]


def test_every_page_in_one_language(platform: Platform) -> None:
    people = accounts(platform)
    edition = platform.ask("open_edition")["edition"]
    platform.ask("register_newcomer", **NEWCOMER)
    Visitor(platform.base).sign_in(*people["nominee"]).go("/es/preferencias/").submit("Guardar", language="en")
    contact_point = Visitor(platform.base).sign_in(*people["contact point"])
    for name in [NEWCOMER["family"], NOMINEE]:
        nominate(contact_point, edition, name)
    platform.wait_for(lambda: letter_languages(platform) >= MAIL_LANGUAGES, seconds=30, what="mail in two languages")
    found: dict[str, str] = {}
    pages = {}

    for language in LANGUAGES:
        for who in ["guest", *people]:
            visitor = Visitor(platform.base, language=language)
            address, password = people.get(who, ("", ""))
            if address:
                visitor.sign_in(address, password)
            pages[who, language] = Crawl(visitor, who, language, address).run(found)

    assert all(count > 8 for count in pages.values()), pages
    assert not found, f"{len(found)} complaints on {sum(pages.values())} pages:\n" + "\n".join(found.values())
