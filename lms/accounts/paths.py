"""Where a reader may be sent: only to a path of this very site."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from lms.accounts.models import User


def is_own_path(url: str) -> bool:
    """``url`` is an absolute path of this site, without host or scheme and in no disguise."""
    # One slash only, and nothing a browser would drop or turn on the way (tabs, backslashes).
    return url.startswith("/") and "\\" not in url and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def screen_language(code: str) -> str:
    """``code`` where every screen exists in it, else the first language of the house."""
    return code if code in settings.SCREEN_LANGUAGES else settings.LANGUAGE_CODE


def home_path(user: User) -> str:
    """The desk of ``user``, in the language of ``user``."""
    with translation.override(screen_language(user.language)):
        return reverse(settings.LOGIN_REDIRECT_URL)
