"""Ways to be signed in that tests need: with a confirmation of now or of long ago, with or without a second factor."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)

LONG_AGO = 3600


def sign_in_as(client, user, *, ago=0, methods=("password",)):
    """``client`` is signed in as ``user``, who proved it ``ago`` seconds ago by ``methods``."""
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time() - ago} for method in methods]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def sign_in_fresh(client, user):
    """Just now, with a password: whatever asks for a confirmation lets it through."""
    sign_in_as(client, user)


def sign_in_stale(client, user):
    """An hour ago: whatever asks for a confirmation asks for it."""
    sign_in_as(client, user, ago=LONG_AGO)
