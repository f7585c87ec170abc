"""Passwords are checked as allauth does, but a suspended account answers exactly as a wrong password."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from lms.accounts.models import User
from lms.common.prepared import PreparedQuery

COLUMNS = [field.attname for field in User._meta.concrete_fields]


class AccountBackend(AuthenticationBackend):
    """allauth keeps a suspended account aside to say that it is one; here nobody is told."""

    @classmethod
    def _stash_user(cls, _user: object) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, as Django's own answers it; asked by every page of somebody signed in."""
        rows = ACCOUNTS.rows(user_id=int(user_id))
        user = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, rows[0]) if rows else None
        return user if user is not None and self.user_can_authenticate(user) else None


def _accounts(user_id: int) -> QuerySet[Any, Any]:
    return User._default_manager.filter(pk=user_id).values_list(*COLUMNS)


ACCOUNTS = PreparedQuery(_accounts)
