"""The request as a view behind the sign-in sees it, and what its session has proven so far."""

import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from lms.accounts import services
from lms.accounts.enums import SecurityChange
from lms.accounts.models import User
from lms.accounts.presence import acting_rows, idle_limit
from lms.accounts.signals import security_changed
from lms.common.fields import new_public_id

DEVICE, SEEN_AT, IDLE_SECONDS = "accounts_device", "accounts_seen_at", "accounts_idle_seconds"
ACTING = "accounts_acting"
BEGAN_AT = "accounts_began_at"
ENDED = "fin"  # in the address of the sign-in: why a session is over
KNOWN_DEVICE_SECONDS = 180 * 24 * 3600
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")  # in this order: Edge and Opera call themselves Chrome too
SPOKEN = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


class AuthenticatedRequest(HttpRequest):
    """``LoginRequiredMiddleware`` has let it through: ``user`` is a ``User``."""

    user: User


def has_second_factor(request: HttpRequest) -> bool:
    """This session was opened, confirmed or enrolled with more than a password."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_confirmed(request: HttpRequest) -> bool:
    """Its reader proved within the last fifteen minutes who it is: by signing in or by confirming."""
    records = get_authentication_records(request, request.user)
    latest = max((record.get("at", 0) for record in records), default=0)
    return 0 <= time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def browser_words(request: HttpRequest) -> str:
    """The browser and the system as a reader would say them; the rest of what the browser tells is not kept."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser = next((SPOKEN.get(name, name) for name in BROWSERS if f"{name}/" in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return " · ".join(word for word in (browser, system) if word)


def begin_session(request: HttpRequest, user: User, at: datetime) -> None:
    """What a session carries from its first moment; told by the signal of every sign-in."""
    request.session[DEVICE] = new_public_id()
    request.session[BEGAN_AT] = at.timestamp()
    touch_session(request, user, at)


def touch_session(request: HttpRequest, user: User, at: datetime) -> None:
    """The reader is here: the one write every few minutes, and the moment at which a changed role changes the limit."""
    request.session[SEEN_AT] = at.timestamp()
    request.session.setdefault(BEGAN_AT, at.timestamp())
    request.session[IDLE_SECONDS] = idle_limit(user).total_seconds()
    request.session[ACTING] = acting_rows(user)
    services.note_device(
        user=user,
        public_id=request.session.setdefault(DEVICE, new_public_id()),
        session_key=request.session.session_key or "",
        browser=browser_words(request),
        at=at,
    )


def idle_time(request: HttpRequest, at: datetime) -> timedelta:
    """How long nothing was heard of this session; one that carries nothing was never heard of."""
    return timedelta(seconds=at.timestamp() - request.session.get(SEEN_AT, 0))


def is_over(request: HttpRequest, at: datetime) -> bool:
    """The session has lasted as long as any may, however busy its reader was: a stolen one ends too."""
    began_at = request.session.get(BEGAN_AT, at.timestamp())
    return bool(at.timestamp() - began_at > timedelta(hours=settings.ACCOUNTS_SESSION_HOURS).total_seconds())


def session_limit(request: HttpRequest) -> timedelta:
    return timedelta(seconds=request.session.get(IDLE_SECONDS, 0))


def end_other_sessions(request: HttpRequest, at: datetime) -> None:
    """Every other session of the reader is dead; this one goes on under a new key."""
    assert isinstance(request.user, User)
    services.end_all_sessions(user=request.user, but=request.session.get(DEVICE, ""))
    update_session_auth_hash(request, request.user)
    touch_session(request, request.user, at)


def note_change(request: HttpRequest, change: SecurityChange, at: datetime) -> None:
    """Something about signing in changed: other sessions end, and rooms above are told."""
    assert isinstance(request.user, User)
    if change in {SecurityChange.APP_ADDED, SecurityChange.PASSKEY_ADDED}:
        record_authentication(request, request.user, "mfa", enrolled=True)
    end_other_sessions(request, at)
    security_changed.send(sender=User, user=request.user, what=str(change), at=at)


# --- devices that have signed in before


def known_device_cookie() -> str:
    """``__Host-`` where the session's cookie is."""
    return "__Host-device" if settings.SESSION_COOKIE_NAME.startswith("__Host-") else "device"


def remember_device(response: HttpResponse, user: User) -> None:
    """Later wrong passwords from this browser are counted by themselves; it opens nothing and proves nothing else."""
    response.set_cookie(
        known_device_cookie(),
        Signer(salt="accounts.device").sign_object([user.public_id, new_public_id()]),
        max_age=KNOWN_DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_device(request: HttpRequest, email: str) -> str:
    """The name of this browser where the account of ``email`` has signed in on it before, else nothing."""
    cookie = request.COOKIES.get(known_device_cookie(), "")
    if not cookie:
        return ""
    try:
        public_id, name = Signer(salt="accounts.device").unsign_object(cookie)
    except (BadSignature, ValueError, TypeError):
        return ""
    return name if User.objects.filter(public_id=public_id, email__iexact=email).exists() else ""


def page_sent_from(request: HttpRequest) -> str:
    """The path of our page that the browser names as its last; empty for other sites and for what is no address."""
    try:
        sender = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # "http://[" is none
        return ""
    return sender.path if sender.netloc == request.get_host() else ""
