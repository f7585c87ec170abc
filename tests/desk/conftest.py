"""A vault of the tests' own, for the lists that are taken out here."""

from tests.media.conftest import key_file, vault  # noqa: F401 (fixtures)
