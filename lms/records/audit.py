"""The audit trail: who did what to which thing, under which role, and when."""

import hashlib
import secrets
from datetime import datetime
from typing import Protocol

from django.db.models import Model

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
) -> None:
    """Append one entry, in the caller's transaction: ``action`` is ``app.verb``, ``detail`` a reason a person gave."""
    salt = secrets.token_hex(16) if detail else ""
    AuditEntry.objects.create(
        at=at,
        actor_ref=actor.public_id if actor else "",
        acting_role=role,
        action=action,
        target_type=instance._meta.label_lower,
        target_ref=str(getattr(instance, "public_id", instance.pk)),
        from_state=from_state,
        to_state=to_state,
        detail=detail,
        detail_salt=salt,
        detail_commitment=hashlib.sha256(f"{salt}:{detail}".encode()).hexdigest() if detail else "",
    )
