"""What whoever prepares an edition sees of its way to the opening."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from lms.accounts.models import User
from workshops.enums import EditionState, KeyHolder
from workshops.models import Edition

NO_SETTING = {"id", "public_id", "state", "series", "closing_note", "copied_from", "is_historical"}


def get_preparation(user: User, edition: Edition, *, holder: str) -> dict[str, Any] | None:
    """What whoever prepares the edition (and so holds a key) sees on its page; None for everybody else."""
    if not holder:
        return None
    turned = {key.holder: key for key in edition.keys.all()} if edition.state == EditionState.DRAFT else {}
    return {
        "is_draft": edition.state == EditionState.DRAFT,
        "is_running": edition.state == EditionState.RUNNING,
        "keys": [{"label": one.label, "key": turned.get(one)} for one in KeyHolder],
        "can_turn": holder not in turned and all(key.turned_by_id != user.pk for key in turned.values()),
        "has_window": edition.nomination_closes_at is not None,
        "seen": get_fingerprint(edition) if edition.state == EditionState.DRAFT else "",
    }


def get_fingerprint(edition: Edition) -> str:
    """A short sum of all settings, for a page to say which ones were looked at."""
    names = sorted(field.attname for field in edition._meta.concrete_fields if field.name not in NO_SETTING)
    said = "|".join(f"{name}={_plain(getattr(edition, name))}" for name in names)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(sorted(value.items())) if isinstance(value, dict) else str(value)
