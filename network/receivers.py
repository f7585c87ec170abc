"""What the network does when accounts ask or tell."""

from datetime import datetime

from django.dispatch import receiver

from lms.accounts.enums import SecurityChange
from lms.accounts.models import User
from lms.accounts.signals import (
    password_reset_asked,
    second_factor_reset,
    security_changed,
    signed_in_elsewhere,
    user_reinstated,
    user_suspended,
)
from lms.records.audit import log
from network import security_mails, services
from network.enums import SELF, Role


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
    security_mails.tell_change(user=user, kind=security_mails.FACTOR_RESET, at=at)


@receiver(security_changed, dispatch_uid="network.log_security_change")
def log_security_change(*, user: User, what: str, at: datetime, **_: object) -> None:
    """The holder's own act, in the trail; what was changed, never to what. And the holder is written to."""
    log(action="accounts.change_security", instance=user, actor=user, at=at, role=SELF, to_state=what)
    security_mails.tell_change(user=user, kind=security_mails.kind_of(SecurityChange(what)), at=at)


@receiver(signed_in_elsewhere, dispatch_uid="network.tell_new_device")
def tell_new_device(*, user: User, at: datetime, **_: object) -> None:
    security_mails.tell_change(user=user, kind=security_mails.ELSEWHERE, at=at)
