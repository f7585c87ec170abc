"""What every test may lean on."""

import gettext
from collections.abc import Iterator

import pytest
from django.utils.translation import trans_real

from lms.common.catalogues import compile_catalogues


def pytest_configure() -> None:
    if compile_catalogues():
        # Starting the apps has already read the catalogues that were there before.
        trans_real._translations.clear()
        trans_real._default = None
        gettext._translations.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever empties the tables puts back what migrations wrote, or the next such test finds half of it there."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction") and not marker.kwargs.get("serialized_rollback"):
            item.add_marker(pytest.mark.django_db(**{**marker.kwargs, "serialized_rollback": True}), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings) -> Iterator[None]:
    """In place of pytest-django's: the test database is a copy of a template, not migrated each time."""
    from tests.databases import test_database

    with django_db_blocker.unblock(), test_database():
        yield
