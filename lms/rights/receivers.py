"""What a person may ask for later is written down when it happens."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from lms.accounts.http import browser_words
from lms.accounts.models import User
from lms.records import audit
from lms.rights.readings import SIGN_IN
from network.enums import SELF


@receiver(user_logged_in, dispatch_uid="rights.log_sign_in")
def log_sign_in(*, request: Any, user: User, **_: object) -> None:
    """When, and the browser in words; no address, no place. The words are let go of after ``sign_in`` days."""
    words = browser_words(request) if request is not None else ""
    audit.log(action=SIGN_IN, instance=user, actor=user, at=timezone.now(), role=SELF, detail=words)
