from celery import shared_task
from django.utils import timezone

from lms.exports import services


@shared_task(name="exports.build")
def build_export_task(*, export_id: int, **_future: object) -> None:
    services.build_export(export_id=export_id, at=timezone.now())


@shared_task(name="exports.sweep")
def sweep_exports_task(**_future: object) -> None:
    """Make what a lost ring or a dead worker left behind, and take away what is past its time."""
    now = timezone.now()
    for export_id in list(services.owed_exports(now).values_list("pk", flat=True)[:20]):
        services.build_export(export_id=export_id, at=timezone.now())
    services.expire_exports(at=now)
