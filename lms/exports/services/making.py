"""Making the file of a list, as the person who asked for it, and letting it go."""

import json
import logging
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.common.times import current_zone, instant_in_words, zone_city
from lms.exports.enums import ExportState
from lms.exports.models import Export
from lms.exports.writer import Table, write_table
from lms.mail.services import queue_mail
from lms.records import audit
from lms.records.export_kinds import Cell, ExportKind, get_export_kind
from media.enums import FileKind, Keeping
from media.policies import MEGABYTE, FilePolicy
from media.services import delete_file, keep_file

READY_MAIL = "exports.ready"
POLICY = FilePolicy(
    "export", frozenset({FileKind.CSV, FileKind.XLSX, FileKind.PDF}), 500 * MEGABYTE, Keeping.VAULT, marks_reader=True
)
LEASE = timedelta(minutes=10)
STEP = 500  # rows between two notes of how far it is
IN_MEMORY = 5 * MEGABYTE
log = logging.getLogger("aula.exports")


def build_export(*, export_id: int, at: datetime, is_awaited: bool = False) -> Export | None:
    """Make the file that was asked for, once; a second worker meanwhile finds it leased and does nothing.

    ``is_awaited`` where the person looks on: then no mail is sent.
    """
    taken = Export.objects.unmade(at).filter(pk=export_id)
    if not taken.update(leased_until=at + LEASE, attempts=F("attempts") + 1, rows_done=0):
        return Export.objects.filter(pk=export_id).first()
    export = Export.objects.select_related("requested_by").get(pk=export_id)
    kind, user = get_export_kind(export.kind), export.requested_by
    if kind is None or not user.is_active or not kind.may(user):
        return _fail(export, at=at)
    try:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as stream:
            rows = _write(export, kind, stream, at=at)
            return _keep(export, stream, rows=rows, at=at, is_awaited=is_awaited)
    except Exception:
        log.exception("list could not be written", extra={"export_ref": export.public_id, "kind": export.kind})
        if export.attempts >= settings.EXPORTS_MAX_ATTEMPTS:
            return _fail(export, at=at)
        Export.objects.filter(pk=export.pk).update(leased_until=at + timedelta(minutes=1))
        return export


def _write(export: Export, kind: ExportKind, stream: IO[bytes], *, at: datetime) -> int:
    user = export.requested_by
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        counted = _Counted(export, kind.rows(user, export.params))
        table = Table(
            title=str(kind.title),
            facts=_facts(export, kind, at),
            columns=kind.columns,
            rows=counted,
            language=user.language,
            footer=_("%(title)s · may be read by: %(readers)s") % {"title": kind.title, "readers": kind.readers},
        )
        write_table(table, stream, file_format=export.file_format)
    return counted.number


def _facts(export: Export, kind: ExportKind, at: datetime) -> list[tuple[str, str]]:
    rows = export.rows_total
    return [
        (_("Made on"), instant_in_words(at)),
        (_("May be read by"), _("%(readers)s. Do not pass it on.") % {"readers": kind.readers}),
        (_("Chosen"), "; ".join(f"{label}: {value}" for label, value in kind.describe(export.params)) or _("All")),
        (_("Rows"), ngettext("%(count)d row", "%(count)d rows", rows) % {"count": rows}),
        (_("Hours"), _("Shown on the clock of %(zone)s") % {"zone": zone_city(current_zone())}),
    ]


class _Counted:
    """The rows as they go by; whoever waits for the file can see how far it is."""

    def __init__(self, export: Export, rows: Iterator[tuple[Cell, ...]]) -> None:
        self.export, self.rows, self.number = export, rows, 0

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for row in self.rows:
            self.number += 1
            if self.number % STEP == 0:
                Export.objects.filter(pk=self.export.pk).update(rows_done=self.number)
            yield row


def _keep(export: Export, stream: IO[bytes], *, rows: int, at: datetime, is_awaited: bool) -> Export:
    """The file first, then its row; a file whose row was not committed is swept by the room that keeps files."""
    with transaction.atomic():
        export = Export.objects.select_for_update().select_related("requested_by").get(pk=export.pk)
        if export.state != ExportState.REQUESTED:
            return export
        name = f"{export.kind.replace('.', '-')}-{at:%Y-%m-%d}"
        export.file = keep_file(
            content=stream, name=name, kind=FileKind(export.file_format), policy=POLICY, actor=None, at=at
        )
        export.state, export.made_at, export.leased_until = ExportState.READY, at, None
        export.rows_done = export.rows_total = rows
        export.expires_at = at + timedelta(days=settings.RETENTION["exports"])
        export.save()
        audit.log(
            action="exports.make",
            instance=export,
            actor=export.requested_by,
            role=export.acting_role,
            at=at,
            to_state=str(rows),
            detail=name_filter(export),
        )
        if not is_awaited:
            queue_mail(
                kind=READY_MAIL,
                dedupe_key=f"{READY_MAIL}:{export.public_id}",
                user=export.requested_by,
                ids={"export_id": export.pk},
                at=at,
            )
    return export


def _fail(export: Export, *, at: datetime) -> Export:
    with transaction.atomic():
        export = Export.objects.select_for_update().get(pk=export.pk)
        if export.state == ExportState.REQUESTED:
            export.state, export.leased_until = ExportState.FAILED, None
            export.save(update_fields=["state", "leased_until"])
            audit.log(action="exports.fail", instance=export, actor=None, at=at, detail=name_filter(export))
    return export


def name_filter(export: Export) -> str:
    """What was asked for, as the audit trail keeps it: the list, the format and the filter, which hold no names."""
    return json.dumps([export.kind, export.file_format, export.params], sort_keys=True, ensure_ascii=False)


def owed_exports(at: datetime) -> QuerySet[Export]:
    """Asked for, not made, and nobody at it."""
    return Export.objects.unmade(at).order_by("pk")


def expire_exports(*, at: datetime) -> int:
    """Let go of files whose time is over; how many."""
    expired = 0
    for pk in list(Export.objects.overdue(at).values_list("pk", flat=True)):
        with transaction.atomic():
            export = Export.objects.select_for_update().get(pk=pk)
            file = export.file
            if export.state != ExportState.READY or file is None:
                continue
            export.state, export.file = ExportState.EXPIRED, None
            export.save(update_fields=["state", "file"])
            delete_file(file=file, actor=None, at=at)
            audit.log(action="exports.expire", instance=export, actor=None, at=at)
            expired += 1
    return expired
