from celery import shared_task
from django.utils import timezone

from lms.mail import inbox, services


@shared_task(name="mail.deliver")
def deliver_task(*, mail_id: int, **_future: object) -> None:
    services.deliver_mail(mail_id=mail_id, at=timezone.now())


@shared_task(name="mail.sweep")
def sweep_task(**_future: object) -> None:
    """Send what is owed and what a dead worker or a silent server left behind."""
    now = timezone.now()
    for mail_id in list(services.owed_mails(now).values_list("pk", flat=True)[:200]):
        # The clock anew for each: a slow server would let leases of the first minute run out in the third.
        services.deliver_mail(mail_id=mail_id, at=timezone.now())


@shared_task(name="mail.send_digests")
def digests_task(**_future: object) -> None:
    inbox.send_digests(at=timezone.now())
