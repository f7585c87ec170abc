"""A vault of the test's own, empty, with a key of its own."""

from pathlib import Path

import pytest
from django.core.files.storage import storages

from media.storage import VaultStorage
from media.vault.keys import make_key


@pytest.fixture
def key_file(settings, tmp_path) -> Path:
    settings.VAULT_KEY_FILE = tmp_path / "keys" / "vault.key"
    make_key(settings.VAULT_KEY_FILE)
    return settings.VAULT_KEY_FILE


@pytest.fixture
def vault(settings, key_file, tmp_path) -> VaultStorage:
    places = {
        name: {**settings.STORAGES[name], "OPTIONS": {"location": str(tmp_path / name)}}
        for name in ("vault", "private")
    }
    settings.STORAGES = {**settings.STORAGES, **places}
    found = storages["vault"]
    assert isinstance(found, VaultStorage)
    return found
