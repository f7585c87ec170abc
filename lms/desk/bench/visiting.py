"""What a browser that was never here before has to fetch for the front page."""

import gzip
import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

FETCHED_LINKS = {"stylesheet", "icon", "manifest", "preload", "modulepreload"}
IN_STYLE = re.compile(r"""url\(["']?([^"')]+)|@import\s+["']([^"']+)""")


class Files(HTMLParser):
    """The addresses of files that a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        is_link = tag == "link" and bool(FETCHED_LINKS & set((given.get("rel") or "").split()))
        address = given.get("href") if is_link else given.get("src") if tag in {"script", "img"} else None
        if address and not address.startswith("data:"):
            self.found.append(address)


def fetch(address: str) -> tuple[str, int]:
    """Text and number of bytes sent for one address."""
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"}), timeout=30) as response:  # noqa: S310  # nosec B310
        sent = response.read()
        body = gzip.decompress(sent) if response.headers.get("Content-Encoding") == "gzip" else sent
    return body.decode(errors="replace"), len(sent)


def first_visit(address: str) -> tuple[int, int]:
    """Requests and bytes of a first visit to ``address``: the page, its files, and what its styles name."""
    text, total = fetch(address)
    page = Files()
    page.feed(text)
    waiting, seen = [urljoin(address, one) for one in page.found], {address}
    while waiting:
        file = waiting.pop()
        if file in seen or urlsplit(file).netloc != urlsplit(address).netloc:
            continue
        seen.add(file)
        text, size = fetch(file)
        total += size
        if urlsplit(file).path.endswith(".css"):
            waiting += [urljoin(file, one or other) for one, other in IN_STYLE.findall(text) if one[:5] != "data:"]
    return len(seen), total
