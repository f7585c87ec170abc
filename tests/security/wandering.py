"""Going everywhere as everybody: each answer with all that it set off (mails, log lines, tasks, what was cached)."""

import logging
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from celery.signals import task_prerun
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, TestCase
from django.urls import Resolver404, resolve, reverse

from lms.common.logs import JsonFormatter
from lms.common.matrix import Seat
from tests.security.addresses import Address
from tests.security.crawler import Crawler, content_of, undone
from tests.security.forms import Form, forms_of
from tests.security.objects import Case, Subject


@dataclass
class Trace:
    """What one request left behind besides its answer."""

    logs: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    cached: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> dict[str, list[str]]:
        return {"mail": self.mails, "log": self.logs, "queue": self.tasks, "cache": self.cached}


class _Keeper(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines
        self.setFormatter(JsonFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def traced(*, commits: bool = True) -> Iterator[Trace]:
    """What is logged, queued, mailed and cached inside; acts that wait for the commit are done at the end.

    Not all that is done then can be undone (a file that goes from the disk): without ``commits`` it is left.
    """
    trace, root = Trace(), logging.getLogger()

    def note(task: Any = None, args: Any = (), kwargs: Any = None, **_more: Any) -> None:
        trace.tasks.append(f"{task.name} {args!r} {kwargs!r}")

    others, root.handlers = root.handlers, [_Keeper(trace.logs)]
    task_prerun.connect(note, weak=False)
    mail.outbox = []
    try:
        with TestCase.captureOnCommitCallbacks(execute=commits):
            yield trace
    finally:
        root.handlers = others
        task_prerun.disconnect(note)
        trace.mails += [_whole(message) for message in mail.outbox]
        stored = getattr(cache, "_cache", {})
        trace.cached += [f"{key} {_unpacked(value)}" for key, value in stored.items()]


def _unpacked(value: bytes) -> str:
    try:
        kept = pickle.loads(value)
        return " ".join(str(part) for part in (kept.content.decode(errors="replace"), kept.headers))
    except Exception:
        return value.decode("latin-1") if isinstance(value, bytes) else repr(value)


def _whole(message: Any) -> str:
    """Subject, texts and papers of a mail; to whom it goes is no part of what it says."""
    others = [str(content) for content, _kind in getattr(message, "alternatives", [])]
    papers = [str(paper) for paper in message.attachments]
    told = "\n".join([message.subject, message.body, *others, *papers, str(message.extra_headers)])
    for address in message.to:  # an invitation of a calendar names the one it invites
        told = told.replace(address, "")
    return told


@dataclass
class Visit:
    """One question and all that came of it."""

    seat: str
    place: str
    label: str
    method: str
    path: str
    response: HttpResponse
    trace: Trace
    cookie: str = ""  # the reader's own

    @property
    def envelope(self) -> str:
        """Headers and cookies, the reader's own session apart."""
        cookies = [str(one) for one in self.response.cookies.values() if one.value != self.cookie]
        return f"{dict(self.response.headers)} {cookies}"

    @property
    def content(self) -> bytes:
        return content_of(self.response)


class Wanderer:
    """Asks as the crawler's readers, with everything that follows."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    def client(self, seat: str, **how: Any) -> Client:
        client = Client(**how)
        if cookie := self.cookie(seat):
            client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        return client

    def cookie(self, seat: str) -> str:
        return self.crawler._keys.get(seat, "")

    def get(self, seat: str, place: str, label: str, path: str, **headers: Any) -> Visit:
        with undone():
            with traced() as trace:
                response = self.client(seat).get(path, **headers)
                content_of(response)
        return Visit(seat, place, label, "GET", path, response, trace, self.cookie(seat))

    def post(self, seat: str, place: str, label: str, path: str, told: dict[str, Any], **headers: Any) -> Visit:
        with undone():
            with traced() as trace:
                response = self.client(seat).post(path, told, **headers)
                content_of(response)
        return Visit(seat, place, label, "POST", path, response, trace, self.cookie(seat))

    def send(self, seat: str, method: str, path: str, **how: Any) -> tuple[HttpResponse, str]:
        """Any request, undone; the answer even where the view broke down, and then the last thing it said."""
        with undone():
            with traced(commits=False) as trace:
                response = self.client(seat, raise_request_exception=False).generic(method, path, **how)
                content_of(response)
        problem = trace.logs[-1][-300:] if response.status_code >= 500 and trace.logs else ""
        return response, problem

    def everywhere(
        self, addresses: list[Address], subjects: dict[str, Subject], rows: Any, seats: Iterable[Seat] = Seat
    ) -> Iterator[Visit]:
        """Every address from every seat on every object."""
        for address in addresses:
            for case in subjects.get(rows[address.name].subject, Subject([Case("plain", {})], absent={})).cases:
                path = reverse(address.name, kwargs=dict(case.address) or None)
                for seat in seats:
                    yield self.get(seat, address.name, case.label, path)


def place_of(path: str) -> str:
    """The name of the address at ``path``."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return path


def forms_seen(visits: list[Visit]) -> list[tuple[Visit, Form]]:
    """The forms that readers are offered: each once per seat."""
    found, known = [], set()
    for visit in visits:
        if visit.response.status_code != 200 or "html" not in visit.response.get("Content-Type", ""):
            continue
        for form in forms_of(visit.content, visit.path):
            key = (visit.seat, form.action, form.names)
            if key not in known:
                known.add(key)
                found.append((visit, form))
    return found
