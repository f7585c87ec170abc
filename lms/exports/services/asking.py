"""Asking for a list."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.exports.enums import ExportFormat
from lms.exports.models import Export
from lms.exports.services.making import build_export, name_filter
from lms.records import audit
from lms.records.events import ring
from lms.records.export_kinds import Params, get_export_kind
from lms.records.models import Approval


class ExportRefused(DomainError):
    message = _("Your role does not let you take this list out.")


class UnknownList(DomainError):
    message = _("This installation does not know that list. Bring it up to date, then try again.")


class TooLongForPaper(DomainError):
    message = _("%(rows)s rows are too many for paper (at most %(most)s). Choose a workbook, or fewer rows.")


def ask_export(
    *,
    kind: str,
    params: Params,
    file_format: str,
    actor: User,
    at: datetime,
    role: str = "",
    approval: Approval | None = None,
) -> Export:
    """Owe ``actor`` a list as a file. A short one is made at once, a long one by the queue, which sends a mail.

    With an ``approval`` it is owed once, and always made by the queue: whoever asked is not there.
    """
    listed = get_export_kind(kind)
    if listed is None:
        raise UnknownList
    if not listed.may(actor):
        raise ExportRefused
    rows = listed.count(actor, params)
    if file_format == ExportFormat.PDF and rows > settings.EXPORTS_MOST_ROWS_ON_PAPER:
        raise TooLongForPaper(rows=rows, most=settings.EXPORTS_MOST_ROWS_ON_PAPER)
    export = _owe(kind, params, file_format, rows, actor=actor, at=at, role=role, approval=approval)
    if approval is None and rows <= settings.EXPORTS_ROWS_AT_ONCE:
        return build_export(export_id=export.pk, at=at, is_awaited=True) or export
    return export


@transaction.atomic
def _owe(
    kind: str,
    params: Params,
    file_format: str,
    rows: int,
    *,
    actor: User,
    at: datetime,
    role: str,
    approval: Approval | None,
) -> Export:
    if approval is not None and (owed := Export.objects.filter(approval=approval).first()):
        return owed
    export = Export.objects.create(
        kind=kind,
        params=dict(params),
        file_format=ExportFormat(file_format),
        requested_by=actor,
        acting_role=role,
        approval=approval,
        rows_total=rows,
        asked_at=at,
    )
    audit.log(action="exports.ask", instance=export, actor=actor, role=role, at=at, detail=name_filter(export))
    if approval is not None or rows > settings.EXPORTS_ROWS_AT_ONCE:
        transaction.on_commit(partial(ring, "exports.build", export_id=export.pk), robust=True)
    return export
