"""Two workers that build one list at the same moment make one file; with its control."""

import threading
from pathlib import Path

import pytest
from django.utils import timezone

from lms.exports import services
from lms.exports.enums import ExportFormat, ExportState
from lms.exports.models import Export
from lms.records.models import AuditEntry
from media.models import PrivateFile
from tests.factories.certificates import AwardFactory
from tests.factories.network import PersonFactory
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.usefixtures("vault")]
WORKERS = 4


@pytest.fixture
def export():
    """Asked for, and nobody at it: the row alone, so that no ring builds it beforehand."""
    AwardFactory()
    return Export.objects.create(
        kind="certificates.register",
        params={},
        file_format=ExportFormat.CSV,
        requested_by=PersonFactory(secretariat=True).user,
        acting_role="SECRETARIAT",
        rows_total=1,
        asked_at=timezone.now(),
    )


def made():
    return AuditEntry.objects.filter(action="exports.make").count()


def test_four_workers_at_once_make_one_file(export, settings):
    at_once(WORKERS, lambda: services.build_export(export_id=export.pk, at=timezone.now()))

    export.refresh_from_db()
    assert (export.state, export.attempts) == (ExportState.READY, 1)
    assert (PrivateFile.objects.count(), made()) == (1, 1)
    folder = Path(settings.STORAGES["vault"]["OPTIONS"]["location"])
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_control_without_the_lease_each_would_write_it(export):
    looked = threading.Barrier(WORKERS)

    def build_without_lease():
        is_unmade = Export.objects.unmade(timezone.now()).filter(pk=export.pk).exists()
        looked.wait()  # everybody has looked before anybody takes it: what the guarded UPDATE makes impossible
        return is_unmade

    assert at_once(WORKERS, build_without_lease) == [True] * WORKERS
