from celery import shared_task
from django.utils import timezone

from media import services


@shared_task(name="media.sweep_files", ignore_result=True)
def sweep_files_task(**_future: object) -> None:
    services.delete_orphans(at=timezone.now())
