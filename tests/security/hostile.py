"""What somebody sends who means ill, and what may never come of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.http import HttpResponse
from django.urls import reverse

from tests.security.addresses import Address
from tests.security.objects import Subject
from tests.security.wandering import Wanderer

ELSEWHERE = "otra-parte.example.org"
# As they stand in an address, quoted.
ABSURD_IDS = [
    "9" * 30,
    "-1",
    "0",
    "%00",
    "a%00b",
    "%C0%AE%C0%AE",
    "%ED%A0%80",
    "%FF%FE",
    "..%2F..%2Fetc%2Fpasswd",
    "%2E%2E",
    "x" * 5000,
    "%27%20OR%201=1--",
    "%7B0.__class__%7D",
    "%25s%25n",
    "%0D%0ASet-Cookie:%20a=b",
    "%F0%9F%90%A6",
    "None",
    "%D9%A3",
    "*",
    ";",
]
ABSURD_TEXTS = [
    "\x00",
    "a\x00b",
    "x" * 70_000,
    "\r\nBcc: todos@example.org",
    "=HYPERLINK(1)",
    "\u202egnp.exe",
    "🐦" * 50,
    "{0.__class__}",
    "%(x)s %s %n",
    "{{ 7*7 }}",
    "' OR 1=1--",
    "<script>alert(1)</script>",
    "null",
    "{}",
    "[]",
    '{"id": 1, "response": []}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "!"}}',
    "[" * 9000,
    "{",
    "-1",
    "9" * 30,
    "1e999",
    "NaN",
    "٣",
    " ",
]
ELSEWHERES = [
    f"https://{ELSEWHERE}/",
    f"//{ELSEWHERE}/",
    f"///{ELSEWHERE}",
    f"/\\{ELSEWHERE}",
    f"\\\\{ELSEWHERE}",
    f"https:{ELSEWHERE}",
    f"/\t/{ELSEWHERE}",
    f" //{ELSEWHERE}",
    f"http://testserver@{ELSEWHERE}/",
    "javascript:alert(1)",
    f"//{ELSEWHERE}。com/",
]
# Names under which code anywhere reads where to go on.
WAYS_ON = ("next", "redirect_to", "return", "return_to", "url", "place", "continue")
HEADERS: list[dict[str, str]] = [
    {"HTTP_REFERER": f"https://{ELSEWHERE}/\x00"},
    {"HTTP_REFERER": "http://[::1"},
    {"HTTP_REFERER": "x" * 20_000},
    {"HTTP_USER_AGENT": "a\x00b" + "x" * 5000},
    {"HTTP_USER_AGENT": ""},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 4000 + ",;q=nan"},
    {"HTTP_RANGE": "bytes=99999999999999999999-1"},
    {"HTTP_RANGE": "bytes=-"},
    {"HTTP_AUTHORIZATION": "Bearer \x00"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_IF_MODIFIED_SINCE": "Sun, 99 Nov 99999 99:99:99 GMT"},
    {"HTTP_IF_NONE_MATCH": "\x00"},
    {"HTTP_COOKIE": "sessionid=\x00; messages=; csrftoken=*; django_language=../.."},
    {"HTTP_ACCEPT": "\x00"},
    {"HTTP_COOKIE": "messages=W10:x:y; sessionid=" + "x" * 5000},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "//x"},
    {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"CONTENT_LENGTH": "-1"},
    {"HTTP_SEC_FETCH_SITE": "\x00"},
]
BODIES: list[tuple[str, bytes]] = [
    ("application/json", body)
    for body in [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"1e999",
        b"NaN",
        b"{",
        b"[" * 50_000,
        b'{"a":' * 5000,
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b'{"room": 1, "token": {}, "seat": []}',
        b'{"room": "\\u0000", "token": "\\u0000", "seat": "\\u0000"}',
        b"9" * 5000,
        b'{"room": "\\ud800", "token": "\\ud800", "seat": "\\ud800"}',
        b'{"event_name": [], "room_name": {}, "occupant": 1}',
    ]
] + [
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=", b"x"),
    ("multipart/form-data; boundary=\xc3\xb1", b"--x"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="../../b"\r\n\r\nc\r\n--x--',
    ),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
    ("text/plain; charset=nada", b"a=b"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=b"),
    ("application/x-www-form-urlencoded", b"a=%ff%fe&b=%00"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(1500))),
    ("", b"x"),
]


@dataclass(frozen=True, slots=True)
class Blow:
    """One hostile request."""

    seat: str
    method: str
    path: str
    how: dict[str, Any]

    def __str__(self) -> str:
        told = {key: value if len(str(value)) < 90 else f"{str(value)[:40]}…" for key, value in self.how.items()}
        return f"{self.seat} {self.method} {self.path[:120]} {told}"


def strike(wanderer: Wanderer, blow: Blow) -> str:
    """Empty, or what is wrong with the answer."""
    response, problem = wanderer.send(blow.seat, blow.method, blow.path, **blow.how)
    return told if (told := wrong_with(response)) == "" else f"{blow}: {told} {problem}"


def wrong_with(response: HttpResponse) -> str:
    """A breakdown, a way out of the house, or a header that somebody else wrote."""
    if response.status_code >= 500 and response.status_code != 503:
        return str(response.status_code)
    if leads_elsewhere(response.get("Location", "")):
        return f"leads to {response['Location']}"
    if any("\n" in value or "\r" in value for value in response.headers.values()):
        return "a header of two lines"
    return ""


def leads_elsewhere(location: str) -> bool:
    """As a browser reads it, which drops controls and takes a backslash for a slash."""
    read = "".join(char for char in location if char > " ").replace("\\", "/")
    parts = urlsplit(read)
    is_ours = parts.netloc in {"", "testserver"} and parts.scheme in {"", "http"}
    return not is_ours or (bool(parts.scheme) and not parts.netloc)


def first_path(address: Address, subjects: dict[str, Subject], subject: str) -> str:
    return paths(address, subjects, subject)[0]


def paths(address: Address, subjects: dict[str, Subject], subject: str) -> list[str]:
    """The address with each object that there is."""
    cases = subjects[subject].cases if subject else []
    return [reverse(address.name, kwargs=dict(case.address)) for case in cases] or [reverse(address.name)]


def with_absurd_ids(address: Address, subjects: dict[str, Subject], subject: str) -> list[str]:
    """The address with each of its parts absurd in turn."""
    found = []
    for case in subjects[subject].cases[:1] if subject else []:
        path = reverse(address.name, kwargs=dict(case.address))
        for value in case.address.values():
            head, _, tail = path.rpartition(
                quote(value, safe=":-_~.@") if quote(value, safe="") not in path else quote(value)
            )
            found += [f"{head}{absurd}{tail}" for absurd in ABSURD_IDS]
    return found


def asking(**told: str) -> str:
    return "?" + urlencode(told)
