"""What the network does when accounts ask or tell."""

from datetime import datetime

from django.dispatch import receiver

from lms.accounts.models import User
from lms.accounts.signals import (
    password_reset_asked,
    second_factor_reset,
    security_changed,
    user_reinstated,
    user_suspended,
)
from lms.records.audit import log
from network import services
from network.enums import Role


@receiver(password_reset_asked, dispatch_uid="network.send_password_reset")
def send_password_reset(*, user: User | None, language: str, at: datetime, **_: object) -> None:
    services.ask_for_new_password(user=user, language=language, at=at)


@receiver(user_suspended, dispatch_uid="network.log_suspension")
def log_suspension(*, user: User, actor: User, at: datetime, reason: str, **_: object) -> None:
    log(
        action="accounts.suspend",
        instance=user,
        actor=actor,
        at=at,
        role=Role.SECRETARIAT,
        from_state="ACTIVE",
        to_state="SUSPENDED",
        detail=reason,
    )


@receiver(user_reinstated, dispatch_uid="network.log_reinstatement")
def log_reinstatement(*, user: User, actor: User, at: datetime, reason: str, **_: object) -> None:
    log(
        action="accounts.reinstate",
        instance=user,
        actor=actor,
        at=at,
        role=Role.SECRETARIAT,
        from_state="SUSPENDED",
        to_state="ACTIVE",
        detail=reason,
    )


@receiver(second_factor_reset, dispatch_uid="network.log_second_factor_reset")
def log_second_factor_reset(*, user: User, actor: User, at: datetime, reason: str, **_: object) -> None:
    log(
        action="accounts.reset_second_factor",
        instance=user,
        actor=actor,
        at=at,
        role=Role.SECRETARIAT,
        detail=reason,
    )


@receiver(security_changed, dispatch_uid="network.log_security_change")
def log_security_change(*, user: User, what: str, at: datetime, **_: object) -> None:
    """The holder's own act, in the trail; what was changed, never to what."""
    log(action="accounts.change_security", instance=user, actor=user, at=at, to_state=what)
