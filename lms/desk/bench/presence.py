"""Sessions full of people who reconnect, and clients that post what a video server would tell of them."""

import http.client
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult

from live import services
from live.enums import Modality, ParticipantRole
from live.models import Participant, Session
from network.models import Person

LENGTH = timedelta(minutes=90)
EVENTS_EACH = 6
PATHS = {"muc-occupant-joined": "occupant/joined", "muc-occupant-left": "occupant/left"}


def fill_sessions(*, sessions: int, people: int, at: datetime) -> list[Session]:
    """Fresh sessions that have just ended, each with so many people admitted."""
    run = secrets.token_hex(4)
    admitted = Person.objects.bulk_create(
        Person(email=f"medida-{run}-{number}@example.org", given_names=f"Persona {number}", family_names="Inventada")
        for number in range(people)
    )
    starts_at = at - LENGTH - timedelta(minutes=1)
    series = services.create_series(
        title={"es": f"Medida {run}", "en": f"Measure {run}"}, time_zone="America/El_Salvador", at=starts_at
    )
    made = [
        services.schedule_session(
            series=series,
            title={"es": f"Sesión {number}", "en": f"Session {number}"},
            starts_at=starts_at,
            ends_at=starts_at + LENGTH,
            modality=Modality.REMOTE,
            actor=None,
            at=starts_at - timedelta(days=1),
        )
        for number in range(sessions)
    ]
    Participant.objects.bulk_create(
        Participant(session=session, person=person, role=ParticipantRole.PARTICIPANT, admitted_at=starts_at)
        for session in made
        for person in admitted
    )
    return made


def events_of(session: Session, each: int) -> Iterator[tuple[str, bytes]]:
    """Path and body of everything told of ``session``: everybody leaves and returns ``each / 2`` times."""
    name = session.rooms.get().name
    start, step = int(session.starts_at.timestamp()), int(LENGTH.total_seconds()) // max(each, 1)
    for number, ref in enumerate(session.participants.values_list("public_id", flat=True)):
        for visit in range(each // 2):
            came = start + 2 * visit * step + number % 7
            occupant = {"id": ref, "name": "", "email": "", "occupant_jid": f"{ref}@meet/x", "joined_at": came}
            for kind, told in (
                ("muc-occupant-joined", occupant),
                ("muc-occupant-left", {**occupant, "left_at": came + step}),
            ):
                body = {
                    "event_name": kind,
                    "room_name": name,
                    "room_jid": f"{name}@conference.meet",
                    "is_breakout": False,
                    "active_occupants_count": number,
                    "occupant": told,
                }
                yield f"/live/prosody/events/{PATHS[kind]}", json.dumps(body).encode()


@dataclass(slots=True)
class Posting:
    """What came of posting everything."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        return self.statuses[200] / self.seconds if self.seconds else 0.0


def post_all(base: SplitResult, events: list[tuple[str, bytes]], *, bearer: str, clients: int) -> Posting:
    """Post ``events`` over so many kept connections and see how many are accepted each second."""
    waiting, told, lock = iter(events), Posting(), threading.Lock()

    def work() -> None:
        connection = http.client.HTTPConnection(base.hostname or "localhost", base.port or 80, timeout=60)
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        seen: Counter[int] = Counter()
        while True:
            with lock:
                one: Any = next(waiting, None)
            if one is None:
                break
            connection.request("POST", one[0], one[1], headers)
            response = connection.getresponse()
            response.read()
            seen[response.status] += 1
        connection.close()
        with lock:
            told.statuses.update(seen)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.seconds = time.perf_counter() - began
    return told
