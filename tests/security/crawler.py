"""How the crawler asks and what it reads in an answer."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from lms.common.matrix import LOGIN, Seat
from tests.accounts.signing_in import sign_in_fresh
from tests.security.former import Former
from tests.security.world import World

WRITE = re.compile(r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
# As another site's form arrives: its origin, and a token that is no token of ours.
FORGED = {
    "data": "csrfmiddlewaretoken=" + "f" * 64,
    "content_type": "application/x-www-form-urlencoded",
    "HTTP_ORIGIN": "https://otra-parte.example.org",
}
ALWAYS_WRITABLE = {"django_session", "accounts_device", "records_auditentry"}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace for the next question."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def watched_writes() -> Iterator[set[str]]:
    """The tables written inside."""
    written: set[str] = set()

    def look(execute, sql, params, many, context):
        match = WRITE.match(sql)
        if match:
            written.add(match.group(1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield written


@dataclass(frozen=True, slots=True)
class Answer:
    """What one question was answered, read once and kept."""

    said: str  # in the words of the matrix
    status: int
    is_kept_out_of_caches: bool
    body: bytes
    written: frozenset[str]
    headers: tuple[tuple[str, str], ...] = ()  # with the names of the cookies, and without what was asked for
    raw: bytes = b""

    @property
    def face(self) -> tuple[object, ...]:
        """All by which a reader could tell two answers apart."""
        return self.status, self.headers, self.body


class Crawler:
    """Asks from every seat; each question once, none leaving a trace for the next."""

    def __init__(self, world: World, formers: Iterable[Former] = ()) -> None:
        self.world = world
        self.formers = list(formers)
        self._keys: dict[str, str] = {seat: self._sign_in(world.here.user(seat)) for seat in Seat if seat != Seat.PUB}
        # The suspension comes after the sign-in: the session is there and must be dead.
        User.objects.filter(pk=world.here.user(Seat.SUS).pk).update(is_active=False)
        for former in self.formers:
            if not former.is_revoked:
                former.end()
            self._keys[former.name] = self._sign_in(former.user)
            if former.is_revoked:
                former.end()
        self._answers: dict[object, Answer] = {}

    @staticmethod
    def _sign_in(user: User) -> str:
        client = Client()
        sign_in_fresh(client, user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, seat: str, method: str, name: str, address: Mapping[str, str], *, is_forged: bool = False) -> Answer:
        """The answer to ``method`` from ``seat``; ``is_forged`` sends no token, as another site would."""
        return self.ask_path(seat, method, reverse(name, kwargs=dict(address) or None), address, is_forged=is_forged)

    def ask_path(
        self, seat: str, method: str, path: str, address: Mapping[str, str], *, is_forged: bool = False
    ) -> Answer:
        question = (seat, method, path, is_forged)
        if question not in self._answers:
            client = Client(enforce_csrf_checks=is_forged)
            if seat in self._keys:
                client.cookies[settings.SESSION_COOKIE_NAME] = self._keys[seat]
            with undone(), watched_writes() as written:
                response = client.generic(method, path, **FORGED if is_forged else {})
                self._answers[question] = read(response, address, written)
        return self._answers[question]


def read(response: HttpResponse, address: Mapping[str, str], written: set[str]) -> Answer:
    return Answer(
        said=answer(response),
        status=response.status_code,
        is_kept_out_of_caches="no-store" in response.get("Cache-Control", ""),
        body=body(response, address),
        written=frozenset(written),
        headers=headers(response, address),
        raw=content_of(response),
    )


def content_of(response: HttpResponse) -> bytes:
    """The whole body; a stream is read once and kept."""
    if response.streaming:
        response.kept = getattr(response, "kept", None) or b"".join(response.streaming_content)
        return response.kept
    return response.content


def headers(response: HttpResponse, address: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Headers and the names of cookies; lengths follow from bodies, which differ by the token in their forms."""
    found = [(name, value) for name, value in response.items() if name not in {"Content-Length", "Date"}]
    for part in address.values():
        found = [(name, value.replace(part, "")) for name, value in found]
    return (*sorted(found), *(("cookie", name) for name in sorted(response.cookies)))


def answer(response: HttpResponse) -> str:
    """The answer in the words of the matrix."""
    doors = {reverse("account_login"), reverse("closed_admin_login")}
    if response.status_code == 302 and response["Location"].split("?")[0] in doors:
        return LOGIN
    return str(response.status_code)


def body(response: HttpResponse, address: Mapping[str, str]) -> bytes:
    """What the reader gets to read, without what differs at every answer and without the identifiers asked for."""
    content = TOKEN.sub(b"", content_of(response))
    for part in address.values():
        content = content.replace(part.encode(), b"")
    return content
