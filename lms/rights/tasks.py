from celery import shared_task
from django.utils import timezone

from lms.records import retention
from lms.rights import services
from lms.rights.enums import ExportState
from lms.rights.models import PersonExport


@shared_task(name="rights.build_export")
def build_export_task(*, export_id: int, **_future: object) -> None:
    services.build_export(export_id=export_id, at=timezone.now())


@shared_task(name="rights.sweep_exports")
def sweep_exports_task(**_future: object) -> None:
    """Make what a lost ring left behind, and take away what nobody fetched in time."""
    now = timezone.now()
    for export_id in list(PersonExport.objects.filter(state=ExportState.REQUESTED).values_list("pk", flat=True)[:20]):
        services.build_export(export_id=export_id, at=now)
    services.expire_exports(at=now)


@shared_task(name="rights.apply_retention")
def apply_retention_task(**_future: object) -> None:
    retention.apply_retention(at=timezone.now())
