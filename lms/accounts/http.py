"""The request as a view behind the sign-in sees it."""

from django.http import HttpRequest

from lms.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    """``LoginRequiredMiddleware`` has let it through: ``user`` is a ``User``."""

    user: User
