"""A token in every confidential text; every seat goes everywhere; ``canaries.yaml`` says where one may be seen."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from celery import current_app
from django.conf import settings as live_settings
from django.test import override_settings
from django.utils import timezone

from certificates.models import Award
from certificates.services.artifacts import render_award
from certificates.signature import authority
from live.enums import EventSource
from live.models import RawEvent
from lms.common.matrix import Seat, get_matrix
from lms.rights.models import PersonExport
from media.enums import FileKind, Keeping
from media.models import PrivateFile
from network.models import Person
from tests.rights.people import make_whole_person
from tests.security.canary import (
    STEERS,
    Canaries,
    Found,
    Line,
    confidential,
    is_text,
    judge,
    keep_sessions,
    people_of,
    plant,
    read_list,
    readable,
)
from tests.security.crawler import Crawler, undone
from tests.security.objects import BUILDERS, Subject
from tests.security.test_matrix import OURS
from tests.security.wandering import Trace, Visit, Wanderer, forms_seen, place_of, traced
from tests.security.world import Land, World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MATRIX = get_matrix()
WORKERS = "SUS"  # what nobody asked for is laid to the seat that may know nothing


@pytest.fixture(scope="module")
def canaries(world: World, subjects: dict[str, Subject], django_db_blocker) -> Canaries:
    with django_db_blocker.unblock():
        for land in (world.here, world.there):
            make_whole_person(office=land.office)
            leave_what_no_screen_leaves(land)
        return plant(world)


def leave_what_no_screen_leaves(land: Land) -> None:
    """Rows of tables that are about no person and that no factory fills."""
    number = f"{land.office.pk:064}"
    PrivateFile.objects.create(
        owner=land.user(Seat.LRN), policy="ensayo", kind=FileKind.values[0], keeping=Keeping.PRIVATE, size=9,
        path=number, display_name="un papel", sha256=number, created_at=timezone.now(),
    )  # fmt: skip
    RawEvent.objects.create(source=EventSource.values[0], digest=number, body="{}", received_at=timezone.now())


@pytest.fixture(scope="module")
def crawler(
    canaries: Canaries, world: World, subjects: dict[str, Subject], tmp_path_factory, django_db_blocker
) -> Iterator[Crawler]:
    folder = tmp_path_factory.mktemp("canaries") / "authority"
    with django_db_blocker.unblock(), override_settings(CERTIFICATES_AUTHORITY_DIR=folder, LOG_REQUESTS=True):
        authority.make(organisation="Red de Ensayo", at=world.now)
        # Made of what has just changed: a link is good for one address, a copy and a document hold the texts.
        world.here.colleague = Person.objects.select_related("user").get(pk=world.here.colleague.pk)
        PersonExport.objects.all().delete()
        for name in ("reset_link", "export"):
            subjects[name] = BUILDERS[name](world)
        for case in subjects["award"].cases:
            award = Award.objects.get(public_id=case.address["public_id"])
            render_award(award_id=award.pk, at=world.now)
        crawler = Crawler(world, [])
        keep_sessions(canaries)
        yield crawler


@dataclass
class Sightings:
    """Every canary that came to light, and how many answers were read."""

    found: set[Found] = field(default_factory=set)
    answers: int = 0
    forms: int = 0
    behind: Counter[str] = field(default_factory=Counter)  # how many mails, lines, tasks, cached things

    def take(self, canaries: Canaries, visit: Visit) -> None:
        """What one visit and all that it set off showed."""
        self.answers += 1
        self.found |= sightings(canaries, visit.seat, visit.place, visit.envelope + readable(visit.content))
        self.take_trace(canaries, visit.trace, visit.seat)

    def take_trace(self, canaries: Canaries, trace: Trace, seat: str = WORKERS) -> None:
        for place, texts in trace.kinds.items():
            self.behind[place] += len(texts)
            self.found |= sightings(canaries, seat, place, "\n".join(texts))


def sightings(canaries: Canaries, seat: str, place: str, text: str) -> set[Found]:
    return {Found(one.column, canaries.whose(one, seat), seat, place) for one in canaries.found_in(text)}


@pytest.fixture(scope="module")
def seen(canaries: Canaries, crawler: Crawler, subjects: dict[str, Subject], django_db_blocker) -> Sightings:
    """The whole round: every address from every seat, every form that was offered there, every sweeper of the queue."""
    told, wanderer, pages = Sightings(), Wanderer(crawler), []
    with django_db_blocker.unblock():
        current_app.loader.import_default_modules()
        for visit in wanderer.everywhere(OURS, subjects, MATRIX.rows):
            told.take(canaries, visit)
            pages.append(visit)
        for visit, form in forms_seen(pages):
            for content in form.ways():
                told.forms += 1
                told.take(canaries, wanderer.post(visit.seat, place_of(form.action), visit.label, form.action, content))
        for job in live_settings.CELERY_BEAT_SCHEDULE.values():
            with undone():
                with traced() as trace:
                    current_app.tasks[job["task"]].delay()
            told.take_trace(canaries, trace)
    return told


def test_every_confidential_text_has_a_token_in_both_countries(canaries, world, crawler):
    """A column that is new is swept without being named here; one that cannot take a token says why."""
    wanted = {
        f"{declaration.label}.{told.name}": bool(declaration.paths)
        for declaration, told, column in confidential()
        if is_text(column)
    }
    planted = [*canaries.texts.values(), *canaries.secrets.values()]
    lands = {"here": people_of(world.here), "there": people_of(world.there)}
    missing = {
        (name, land)
        for name, is_about_people in wanted.items()
        for land, people in lands.items()
        if name not in STEERS
        and not name.endswith((".email", ".to_address"))  # planted as one
        and not any(
            (one.column == name or one.column.startswith(f"{name}.")) and (one.people & people or not is_about_people)
            for one in planted
        )
    }

    assert missing == set()


def test_canaries_are_seen_where_the_list_allows_and_nowhere_else(seen):
    leaks, _unused = judge(seen.found, read_list())

    assert seen.answers > 1000
    assert seen.forms > 100
    assert all(seen.behind[place] for place in ("mail", "log", "queue", "cache"))
    assert [str(one) for one in leaks] == []


def test_every_line_of_the_list_is_needed(seen):
    _leaks, unused = judge(seen.found, read_list())

    assert unused == []


# --- controls: what must be found


FAULTS = {
    "names": "network.person.family_names of foreign to PUB at faulty_names",
    "boasts": "network.person.given_names of foreign to PUB at faulty_boasts",
    "packs": "network.person.family_names of foreign to PUB at faulty_packs",
    "folds": "network.person.family_names of foreign to PUB at faulty_folds",
    "writes_down": "network.person.family_names of foreign to PUB at log",
    "keeps": "network.person.family_names of foreign to PUB at cache",
    "sends": "network.person.family_names of foreign to PUB at mail",
    "queues": "an address of foreign to PUB at queue",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_leak_is_seen(fault, canaries, crawler, settings):
    """One view for each way out: the page, a header, a file, a calendar, a log line, the cache, a mail, a task."""
    settings.ROOT_URLCONF = "tests.security.faulty_leaks"
    told = Sightings()

    told.take(canaries, Wanderer(crawler).get(Seat.PUB, f"faulty_{fault}", "plain", f"/{fault}/"))

    leaks, _unused = judge(told.found, read_list())
    assert FAULTS[fault] in [str(one) for one in leaks]


def test_a_view_that_shows_nobody_is_left_alone(canaries, crawler, settings):
    settings.ROOT_URLCONF = "tests.security.faulty_leaks"
    told = Sightings()

    told.take(canaries, Wanderer(crawler).get(Seat.PUB, "sound", "plain", "/sound/"))

    assert told.found == set()


def test_a_line_that_allows_too_much_is_told(canaries):
    seen = Found("network.person.email", "own", "LRN", "desk:desk")
    line = Line(frozenset({seen.column}), frozenset({"own"}), frozenset({"LRN", "SEC"}), frozenset({seen.place}), "")

    assert judge([seen], [line]) == ([], ["SEC ()"])
    assert judge([seen], []) == ([seen], [])
