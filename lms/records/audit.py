"""The audit trail: who did what to which thing, under which role, and when."""

import hashlib
import secrets
from datetime import datetime
from typing import Protocol

from django.db.models import Model, QuerySet

from lms.records.models import AuditEntry


class Actor(Protocol):
    """Whoever acts: a user, known to the trail by pseudonym only."""

    public_id: str


def log(
    *,
    action: str,
    instance: Model,
    actor: Actor | None,
    at: datetime,
    role: str = "",
    from_state: str = "",
    to_state: str = "",
    detail: str = "",
    about: str = "",
) -> None:
    """Append one entry, in the caller's transaction: ``action`` is ``app.verb``, ``detail`` a reason a person gave.

    ``about`` is the public id of the person whose data it is, where it is somebody's: they may ask who read it.
    """
    _append(
        action=action,
        target_type=instance._meta.label_lower,
        target_ref=str(getattr(instance, "public_id", instance.pk)),
        actor=actor,
        at=at,
        role=role,
        from_state=from_state,
        to_state=to_state,
        detail=detail,
        about=about,
    )


def log_list(model: type[Model], *, action: str, actor: Actor, at: datetime, role: str = "", detail: str = "") -> None:
    """Append that ``actor`` looked through a list of ``model``; ``detail`` is what was chosen, without names."""
    _append(
        action=action,
        target_type=model._meta.label_lower,
        target_ref="",
        actor=actor,
        at=at,
        role=role,
        from_state="",
        to_state="",
        detail=detail,
        about="",
    )


def _append(
    *,
    action: str,
    target_type: str,
    target_ref: str,
    actor: Actor | None,
    at: datetime,
    role: str,
    from_state: str,
    to_state: str,
    detail: str,
    about: str,
) -> None:
    salt = secrets.token_hex(16) if detail else ""
    AuditEntry.objects.create(
        at=at,
        actor_ref=actor.public_id if actor else "",
        acting_role=role,
        about_ref=about,
        action=action,
        target_type=target_type,
        target_ref=target_ref,
        from_state=from_state,
        to_state=to_state,
        detail=detail,
        detail_salt=salt,
        detail_commitment=commitment(salt, detail) if detail else "",
    )


def log_read(instance: Model, *, actor: Actor, at: datetime, role: str = "", about: str = "") -> None:
    """Append that ``actor`` read ``instance``, which is of the vault: ``app.read_thing``."""
    action = f"{instance._meta.app_label}.read_{instance._meta.model_name}"
    log(action=action, instance=instance, actor=actor, at=at, role=role, about=about)


def erase_details(entries: QuerySet[AuditEntry]) -> int:
    """Forget what people typed in ``entries``, salt included; their seals hold all the same."""
    return entries.exclude(detail="").update(detail="", detail_salt="")


def commitment(salt: str, detail: str) -> str:
    """What the chain knows of a detail: enough to prove it, too little to guess it."""
    return hashlib.sha256(f"{salt}:{detail}".encode()).hexdigest()
