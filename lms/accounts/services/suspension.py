"""Suspending an account, and giving it back. Rooms above say who may, log it and close their own doors."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.services.sessions import end_all_sessions
from lms.accounts.signals import second_factor_reset, user_reinstated, user_suspended
from lms.common.errors import DomainError


class NotOneself(DomainError):
    message = _("Nobody can do this to the own account. Ask somebody else of the Secretariat.")


@transaction.atomic
def suspend_user(*, user: User, actor: User, at: datetime, reason: str) -> User:
    """From the next request on the account opens nothing; suspending it again changes nothing."""
    if user.pk == actor.pk:
        raise NotOneself
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active and locked.suspended_at is not None:
        return locked
    locked.is_active, locked.suspended_at = False, at
    locked.save(update_fields=["is_active", "suspended_at"])
    end_all_sessions(user=locked)
    user_suspended.send(sender=User, user=locked, actor=actor, at=at, reason=reason)
    return locked


@transaction.atomic
def reinstate_user(*, user: User, actor: User, at: datetime, reason: str) -> User:
    """The account may sign in again; sessions from before stay dead. Reinstating it again changes nothing."""
    if user.pk == actor.pk:
        raise NotOneself
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active:
        return locked
    locked.is_active, locked.suspended_at = True, None
    locked.save(update_fields=["is_active", "suspended_at"])
    user_reinstated.send(sender=User, user=locked, actor=actor, at=at, reason=reason)
    return locked


@transaction.atomic
def close_user(*, user: User) -> User:
    """Its holder has left: the account opens nothing from the next request on. Reinstating opens it again."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active and locked.suspended_at is None:
        return locked
    locked.is_active, locked.suspended_at = False, None
    locked.save(update_fields=["is_active", "suspended_at"])
    end_all_sessions(user=locked)
    return locked


@transaction.atomic
def reset_second_factor(*, user: User, actor: User, at: datetime, reason: str) -> None:
    """Somebody lost telephone, keys and codes: the account is back to its password, and every session is dead."""
    if user.pk == actor.pk:
        raise NotOneself
    locked = User.objects.select_for_update().get(pk=user.pk)
    removed, _by_type = Authenticator.objects.filter(user=locked).delete()
    if not removed:
        return
    end_all_sessions(user=locked)
    second_factor_reset.send(sender=User, user=locked, actor=actor, at=at, reason=reason)
