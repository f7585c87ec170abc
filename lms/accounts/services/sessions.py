"""Signed-in devices: noted with as little as a reader needs to know them again, and ended one by one or at once."""

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F

from lms.accounts.models import Device, User


def session_store(key: str) -> SessionBase:
    """The session of that key in the store of this installation."""
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


def note_device(*, user: User, public_id: str, session_key: str, browser: str, at: datetime) -> Device:
    """Remember that ``user`` is signed in on a device; noting it again follows its session's key and its last sight."""
    Device.objects.filter(session_key=session_key).exclude(public_id=public_id).delete()  # signed in again meanwhile
    device, _is_new = Device.objects.update_or_create(
        public_id=public_id,
        user=user,
        defaults={"session_key": session_key, "browser": browser, "seen_at": at},
        create_defaults={
            "session_key": session_key,
            "browser": browser,
            "seen_at": at,
            "signed_in_at": at,
        },
    )
    return device


def end_device(*, device: Device) -> None:
    """Its session is gone from this moment on; ending it again changes nothing."""
    session_store(device.session_key).delete(device.session_key)
    Device.objects.filter(pk=device.pk).delete()


@transaction.atomic
def end_all_sessions(*, user: User, but: str = "") -> None:
    """No session opened before now is good any more, noted or not; ``but`` is the device whose holder asks.

    That holder's own session must then take the new hash (``update_session_auth_hash``).
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    for device in Device.objects.filter(user=user).exclude(public_id=but):
        end_device(device=device)
