"""Passwords are checked as allauth does, but a suspended account answers exactly as a wrong password."""

from allauth.account.auth_backends import AuthenticationBackend


class AccountBackend(AuthenticationBackend):
    """allauth keeps a suspended account aside to say that it is one; here nobody is told."""

    @classmethod
    def _stash_user(cls, _user: object) -> None:
        return None
