from celery import shared_task
from django.utils import timezone

from certificates.services import artifacts, files


@shared_task(name="certificates.render")
def render_task(*, award_id: int, **_future: object) -> None:
    artifacts.render_award(award_id=award_id, at=timezone.now())


@shared_task(name="certificates.sweep_artifacts")
def sweep_artifacts_task(**_future: object) -> None:
    """The queue is a hint: render what waits and remove what dead workers left on the disk."""
    now = timezone.now()
    artifacts.finish_waiting(at=now)
    files.delete_orphans(at=now)
