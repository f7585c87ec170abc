"""The list that two persons let out: the directory of contact points, with how to reach them."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import User
from lms.exports.enums import ExportFormat
from lms.exports.services.asking import ask_export
from lms.records.act_kinds import ActFact, ActKind, Ids
from lms.records.enums import ApprovalState
from lms.records.models import Approval
from network.directory_export import DIRECTORY
from network.enums import Role
from network.permissions import can_export_directory

EXPORT_DIRECTORY = "network.export_directory"  # ids: file_format


def may_export(user: User, _ids: Ids | None) -> bool:
    return can_export_directory(user)


def execute(*, ids: Ids, requested_by: User, approved_by: User, at: datetime) -> None:
    """The file is made for whoever asked, never for whoever approved."""
    approval = Approval.objects.get(
        kind=EXPORT_DIRECTORY,
        ids=dict(ids),
        state=ApprovalState.APPROVED,
        requested_by=requested_by,
        decided_by=approved_by,
        decided_at=at,
    )
    ask_export(
        kind=DIRECTORY.name,
        params={},
        file_format=ids["file_format"],
        actor=requested_by,
        at=at,
        role=Role.SECRETARIAT,
        approval=approval,
    )


def describe(ids: Ids) -> list[ActFact]:
    return [
        ActFact(_("List"), str(DIRECTORY.title)),
        ActFact(_("What it holds"), ", ".join(str(column.label) for column in DIRECTORY.columns)),
        ActFact(_("Format"), str(ExportFormat(ids["file_format"]).label)),
    ]


EXPORT_DIRECTORY_ACT = ActKind(
    name=EXPORT_DIRECTORY,
    title=gettext_lazy("Take the directory of contact points out"),
    can_request=may_export,
    can_approve=may_export,
    execute=execute,
    describe=describe,
    consequences=[
        gettext_lazy("Whoever asked can download the file for seven days; each download is written down."),
        gettext_lazy("It names people in danger and says how to reach them. Outside the platform nothing protects it."),
    ],
    request_role=Role.SECRETARIAT,
    approve_role=Role.SECRETARIAT,
)
