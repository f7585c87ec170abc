from celery import shared_task
from django.utils import timezone

from certificates.services import artifacts, files, ledger, verification


@shared_task(name="certificates.render")
def render_task(*, award_id: int, **_future: object) -> None:
    artifacts.render_award(award_id=award_id, at=timezone.now())


@shared_task(name="certificates.sweep_artifacts")
def sweep_artifacts_task(**_future: object) -> None:
    """The queue is a hint: render what waits and remove what dead workers left on the disk."""
    now = timezone.now()
    artifacts.finish_waiting(at=now)
    files.delete_orphans(at=now)


@shared_task(name="certificates.seal_register")
def seal_register_task(**_future: object) -> None:
    """Chain what was issued, signed and closed since the last minute."""
    ledger.seal_awards(at=timezone.now())


@shared_task(name="certificates.tell_compared")
def tell_compared_task(**_future: object) -> None:
    """Once a day: tell holders that names were compared with their documents."""
    verification.tell_holders(at=timezone.now())
