"""Fetching a list: the moment at which it leaves."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.exports.enums import ExportState
from lms.exports.models import Export
from lms.records import audit
from media.models import PrivateFile


class ExportGone(DomainError):
    message = _("This file is not there: it is being prepared, or its time is over. Ask for a new one.")


def note_fetch(*, export: Export, actor: User, at: datetime) -> PrivateFile:
    """The file of ``export``, once it is written down that it leaves."""
    if export.state != ExportState.READY or export.file is None or export.expires_at is None or at >= export.expires_at:
        raise ExportGone
    audit.log(
        action="exports.fetch",
        instance=export,
        actor=actor,
        role=export.acting_role,
        at=at,
        to_state=str(export.rows_total),
    )
    return export.file
