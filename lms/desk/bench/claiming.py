"""People who all ask for a seat of one edition at once, each over the address that a browser uses."""

import queue
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from urllib.parse import SplitResult, urlencode

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string

from courses.models import CourseVersion
from live.enums import Modality
from lms.accounts.models import User
from lms.records.models import Installation
from network.models import Membership, Office, Person, School
from workshops.enums import ActivityType, EditionState, SeatKind
from workshops.models import Edition, SeatPool

READ = 65_536
NO_PASSWORD = "!"  # noqa: S105 (Django's mark of an account that has none)


class NotMeasurementError(RuntimeError):
    """This database is for something else."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One person who will ask, with the session they are signed in with."""

    person_id: int
    name: str
    session_key: str


@dataclass(slots=True)
class Claims:
    """What the clients were answered."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def set_the_stage(*, claims: int, seats: int, at: datetime) -> tuple[Edition, list[Claim]]:
    """A fresh edition with so many open seats, and so many people signed in; anywhere but for measurement refused."""
    if not Installation.objects.filter(purpose="MEASUREMENT").exists():
        raise NotMeasurementError
    with transaction.atomic():
        version = CourseVersion.objects.order_by("pk").first()
        school = School.objects.order_by("pk").first()
        if version is None or school is None:
            raise NotMeasurementError
        edition = Edition.objects.create(
            course_version=version,
            title={"es": "Edición de medida", "en": "Edition for measurement"},
            activity_type=ActivityType.VIRTUAL,
            modality=Modality.REMOTE,
            lead_school=school,
            time_zone="America/El_Salvador",
            starts_on=at.date() + timedelta(days=30),
            ends_on=at.date() + timedelta(days=34),
            nomination_opens_at=at - timedelta(days=1),
            nomination_closes_at=at + timedelta(days=10),
            remote_capacity=seats,
            takes_applications=True,
            state=EditionState.OPEN,
        )
        SeatPool.objects.create(edition=edition, kind=SeatKind.REMOTE, office=None, capacity=seats)
        return edition, _people(claims, at)


def _people(claims: int, at: datetime) -> list[Claim]:
    offices = list(Office.objects.members().order_by("pk"))
    mark = get_random_string(8).lower()
    addresses = [f"solicitud-{mark}-{number}@example.org" for number in range(claims)]
    users = User.objects.bulk_create(
        [User(email=address, password=NO_PASSWORD, is_active=True) for address in addresses], batch_size=500
    )
    people = Person.objects.bulk_create(
        [Person(given_names="Ixchel", family_names="Ceiba Montes", email=user.email, user=user) for user in users],
        batch_size=500,
    )
    since = at.date() - timedelta(days=90)
    Membership.objects.bulk_create(
        [
            Membership(person=person, office=offices[number % len(offices)], started_on=since)
            for number, person in enumerate(people)
        ],
        batch_size=500,
    )
    return _sign_in(users, people)


def _sign_in(users: list[User], people: list[Person]) -> list[Claim]:
    """A session each, as signing in makes it: the first is made that way, the others are like it."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(users[0])
    pattern = dict(client.session.items())
    store_class: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    store = store_class()
    expires = store.get_expiry_date()
    sessions = []
    for user in users:
        data = {**pattern, SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash()}
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        sessions.append(Session(session_key=key, session_data=store.encode(data), expire_date=expires))
    Session.objects.bulk_create(sessions, batch_size=500)
    return [
        Claim(person.pk, person.full_name, session.session_key)
        for person, session in zip(people, sessions, strict=True)
    ]


def claim_at_once(base: SplitResult, edition: Edition, claims: list[Claim], *, clients: int) -> Claims:
    """So many clients, each taking the next person in turn until everybody has asked."""
    with translation.override("es"):
        path = reverse("workshops:apply", args=[edition.public_id])
    result, lock = Claims(), threading.Lock()
    waiting: queue.SimpleQueue[Claim] = queue.SimpleQueue()
    for claim in claims:
        waiting.put(claim)
    barrier = threading.Barrier(clients + 1)

    def run() -> None:
        times, statuses = [], Counter[int]()
        barrier.wait()
        while True:
            try:
                claim = waiting.get_nowait()
            except queue.Empty:
                break
            before = time.perf_counter()
            try:
                status = _ask(base, _request(base, path, claim))
            except OSError:
                status = 0
            times.append((time.perf_counter() - before) * 1000)
            statuses[status] += 1
        with lock:
            result.milliseconds += times
            result.statuses += statuses

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - started
    return result


def _request(base: SplitResult, path: str, claim: Claim) -> bytes:
    """The POST of a browser: cookies, token, and the page it comes from. Each client brings a connection of its own."""
    token = get_random_string(32)
    fields = {"modality": SeatKind.REMOTE.value, "certificate_name": claim.name, "csrfmiddlewaretoken": token}
    body = urlencode(fields).encode()
    cookies = f"{settings.SESSION_COOKIE_NAME}={claim.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {base.netloc}",
        f"Origin: {base.scheme}://{base.netloc}",
        f"Cookie: {cookies}",
        "Accept-Language: es",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _ask(base: SplitResult, request: bytes) -> int:
    with socket.create_connection((base.hostname or "localhost", base.port or 80), timeout=120) as connection:
        connection.sendall(request)
        answer = b""
        while data := connection.recv(READ):
            answer += data
    if not answer:
        raise ConnectionError("The server hung up without an answer.")
    return int(answer[9:12])
