"""A vault that could not be opened, or whose key lies where its files do, is said before the first request."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.files.storage import storages

from media.vault.keys import VaultUnavailable, get_keyring


@register(deploy=True)
def check_vault(**_kwargs: object) -> list[CheckMessage]:
    """Key, key service, and the places where files lie."""
    return list(_problems())


def _problems() -> Iterator[CheckMessage]:
    try:
        keyring = get_keyring()
        if keyring.unwrap(keyring.wrap(b"\1" * 32)) != b"\1" * 32:
            yield Error("The vault's key service does not give back what it was given.", id="media.E002")
    except VaultUnavailable as refusal:
        yield Error(f"The vault cannot be opened: {refusal.reason}.", id="media.E001")
    data = Path(settings.VAR_DIR).resolve()
    keys = [*settings.VAULT_FORMER_KEY_FILES, *([] if settings.VAULT_KEY_COMMAND else [settings.VAULT_KEY_FILE])]
    if any(data in Path(key).resolve().parents for key in keys):
        yield Caution(
            "The vault's key lies beside the data it protects: whoever takes the one has the other.",
            hint="Keep it outside AULA_VAR and outside the backups of AULA_VAR.",
            id="media.W001",
        )
    public = Path(settings.MEDIA_ROOT).resolve()
    for name in ("private", "vault"):
        place = Path(getattr(storages[name], "location", "/nowhere")).resolve()
        if public == place or public in place.parents:
            yield Error(f"The folder of {name} files lies inside MEDIA_ROOT, which is public.", id="media.E003")
