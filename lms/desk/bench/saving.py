"""Answers of an assessment saved under load: each request another question, each client its own connection."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import SplitResult, urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from courses.models import QuestionVersion
from lms.desk.bench.driving import Connection, Drive
from lms.desk.bench.filling import Scene
from lms.desk.bench.pages import cookie_of, sign_in
from workshops.enums import EnrolmentState
from workshops.models import Attempt, Enrolment
from workshops.services.quiz import start_attempt

CSRF = "b" * 32  # a secret is whatever the cookie says; the header must say the same
Saving = tuple[str, str, dict[str, str]]  # cookie, path, form


def prepare_savings(scene: Scene, at: datetime) -> list[Saving]:
    """One request for every question of every open attempt of the edition's people."""
    enrolments = Enrolment.objects.filter(
        edition=scene.edition, state=EnrolmentState.ENROLLED, person__user__isnull=False
    ).select_related("person__user", "edition__course_version")
    savings: list[Saving] = []
    for enrolment in enrolments:
        attempts = Attempt.objects.filter(enrolment=enrolment)
        attempts.delete()  # a run before this one answered everything
        user = enrolment.person.user
        if user is None:
            continue
        attempt = start_attempt(enrolment=enrolment, actor=user, at=at)
        savings += _savings_of(attempt, scene, cookie_of(sign_in(user)))
    return savings


def _savings_of(attempt: Attempt, scene: Scene, cookie: str) -> list[Saving]:
    asked = QuestionVersion.objects.filter(pk__in=[row["question"] for row in attempt.paper])
    kinds = dict(asked.values_list("pk", "kind"))
    with translation.override("es"):
        return [
            (
                cookie,
                reverse("workshops:question", args=[scene.edition.public_id, attempt.public_id, number]),
                {"option": "1", "revision": "0"},
            )
            for number, row in enumerate(attempt.paper, start=1)
            if kinds[row["question"]] in ("SINGLE", "TRUE_FALSE", "MULTIPLE")
        ]


def count_saving_queries(saving: Saving) -> int:
    """How many queries one answer takes; whose it is makes no difference."""
    cookie, path, form = saving
    client = sign_in(None)
    client.cookies.load(cookie)
    with CaptureQueriesContext(connection) as captured:
        client.post(path, form, headers={"Accept": "application/json"})
    return len(captured)


def drive_savings(base: SplitResult, savings: Sequence[Saving], *, clients: int, seconds: float) -> Drive:
    """Save one answer after the other from ``clients`` at once, for that long or until all are saved."""
    result, lock = Drive(), threading.Lock()
    waiting = [_raw(base, saving) for saving in savings]
    started = time.perf_counter()

    def run() -> None:
        line = Connection(base, "/", "")
        times, statuses, length = [], Counter[int](), 0
        while (before := time.perf_counter()) < started + seconds:
            with lock:
                if not waiting:
                    break
                line.request = waiting.pop()
            try:
                status, length = line.ask()
            except OSError:
                status = 0
                line.close()
            times.append((time.perf_counter() - before) * 1000)
            statuses[status] += 1
        line.close()
        with lock:
            result.milliseconds += times
            result.statuses += statuses
            result.body_bytes = length

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result.seconds = time.perf_counter() - started
    return result


def _raw(base: SplitResult, saving: Saving) -> bytes:
    cookie, path, form = saving
    body = urlencode(form)
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {base.netloc}",
        "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"Origin: {base.scheme}://{base.netloc}",
        f"X-CSRFToken: {CSRF}",
        f"Cookie: {cookie}; csrftoken={CSRF}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
