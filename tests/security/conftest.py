"""One world for a whole module: made once, rolled back at the end."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.security.crawler import Crawler
from tests.security.former import make_formers
from tests.security.objects import BUILDERS, Subject, make_pages
from tests.security.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def subjects(world: World, django_db_blocker) -> dict[str, Subject]:
    with django_db_blocker.unblock():
        return {name: build(world) for name, build in BUILDERS.items()}


@pytest.fixture(autouse=True)
def forget_attempts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def crawler(world: World, subjects: dict[str, Subject], django_db_blocker) -> Crawler:
    with django_db_blocker.unblock():
        return Crawler(world, make_formers(world))


@pytest.fixture(scope="module")
def pages(world: World, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return make_pages(world)
