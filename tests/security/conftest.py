"""One world for a whole module: made once, rolled back at the end."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

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
def crawler(world: World, subjects: dict[str, Subject], django_db_blocker) -> Iterator[Crawler]:
    """However long it takes, it is one visit: a session touched between two answers would make them look different."""
    with override_settings(ACCOUNTS_SEEN_SECONDS=24 * 3600):
        with django_db_blocker.unblock():
            made = Crawler(world, make_formers(world))
        yield made


@pytest.fixture(scope="module")
def pages(world: World, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return make_pages(world)
