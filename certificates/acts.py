"""The acts of this room that need two persons."""

from datetime import datetime

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from certificates.models import Award
from certificates.permissions import can_revoke
from certificates.selectors import get_document_name
from certificates.services.correction import CORRECT, correct_award
from certificates.services.revocation import REVOKE, revoke_award
from certificates.statement import said
from lms.accounts.models import User
from lms.records.act_kinds import ActFact, ActKind, Ids
from network.enums import Role


def may_revoke(user: User, ids: Ids | None) -> bool:
    """Nobody decides about a document of one's own."""
    if not can_revoke(user):
        return False
    return ids is None or not Award.objects.filter(pk=ids["award_id"], person__user_id=user.pk).exists()


def execute(*, ids: Ids, approved_by: User, at: datetime, **_: object) -> None:
    revoke_award(award_id=ids["award_id"], approved_by=approved_by, role=Role.SECRETARIAT, at=at)


def describe(ids: Ids) -> list[ActFact]:
    award = Award.objects.get(pk=ids["award_id"])
    language = get_language() or "es"
    return [
        ActFact(_("Document"), get_document_name(award, language)),
        ActFact(_("What it attests"), said(award.statement.title, language)),
        ActFact(_("Issued to"), award.holder_name),
        ActFact(_("Register number"), award.number),
    ]


REVOKE_ACT = ActKind(
    name=REVOKE,
    title=gettext_lazy("Revoke a document"),
    can_request=may_revoke,
    can_approve=may_revoke,
    execute=execute,
    describe=describe,
    consequences=[
        gettext_lazy("From that moment the verification page says that the document was revoked, and since when."),
        gettext_lazy("The document stays in the register; it cannot be made valid again, only issued anew."),
        gettext_lazy("Its holder sees it among the own documents and is told by mail that something changed."),
    ],
    request_role=Role.SECRETARIAT,
    approve_role=Role.SECRETARIAT,
)


def execute_correction(*, ids: Ids, approved_by: User, at: datetime, **_: object) -> None:
    correct_award(
        award_id=ids["award_id"],
        holder_name=ids["holder_name"],
        approved_by=approved_by,
        role=Role.SECRETARIAT,
        at=at,
    )


def describe_correction(ids: Ids) -> list[ActFact]:
    return [*describe(ids), ActFact(_("Name from now on"), ids["holder_name"])]


CORRECT_ACT = ActKind(
    name=CORRECT,
    title=gettext_lazy("Correct the name on a document"),
    can_request=may_revoke,
    can_approve=may_revoke,
    execute=execute_correction,
    describe=describe_correction,
    consequences=[
        gettext_lazy("A new document with the corrected name is issued, with a number and a code of its own."),
        gettext_lazy("The old one stays in the register; its page says which document holds instead."),
    ],
    request_role=Role.SECRETARIAT,
    approve_role=Role.SECRETARIAT,
)
