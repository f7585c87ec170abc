"""What the network does when accounts ask."""

from datetime import datetime

from django.dispatch import receiver

from lms.accounts.models import User
from lms.accounts.signals import password_reset_asked
from network import services


@receiver(password_reset_asked, dispatch_uid="network.send_password_reset")
def send_password_reset(*, user: User | None, language: str, at: datetime, **_: object) -> None:
    services.ask_for_new_password(user=user, language=language, at=at)
