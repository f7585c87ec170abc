"""Two persons: one asks, another approves, and the act is done once, in the transaction of the approval."""

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.records import audit
from lms.records.act_kinds import ActKind, Ids, get_act_kind
from lms.records.enums import ApprovalState
from lms.records.events import publish
from lms.records.identities import are_one_person
from lms.records.models import Approval
from lms.records.querysets import ApprovalQuerySet
from lms.records.signals import ACT_REQUESTED


class ReasonMissing(DomainError):
    message = _("Write the reason: the person who approves it decides by it.")


class NotForYou(DomainError):
    message = _("Your role does not let you do this. Ask the Secretariat.")


class AskedByAnother(DomainError):
    message = _("Somebody else has asked for this already. Open that request: you may be the second person.")


class SamePerson(DomainError):
    message = _("Whoever asks cannot approve. Another person has to decide.")


class NoLongerOpen(DomainError):
    message = _("This request is no longer open: it was decided, taken back or has expired.")


class RequesterGone(DomainError):
    message = _(
        "Whoever asked for this no longer has the role for it. Refuse it; if it is still needed, ask for it anew."
    )


class NotYours(DomainError):
    message = _("Only whoever asked can take a request back.")


class UnknownAct(DomainError):
    message = _("This installation does not know that kind of act. Bring it up to date, then try again.")


@transaction.atomic
def request_act(*, kind: str, ids: Ids, reason: str, actor: User, at: datetime) -> Approval:
    """Ask for one act; asking again returns what waits, and what another asked for already is refused."""
    act = _known(kind)
    if not act.can_request(_as_now(actor), ids):
        raise NotForYou
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    subject = json.dumps(ids, sort_keys=True, separators=(",", ":"))
    _expire(Approval.objects.filter(kind=kind, subject=subject), at=at)
    approval, is_new = Approval.objects.get_or_create(
        kind=kind,
        subject=subject,
        state=ApprovalState.WAITING,
        defaults={
            "ids": dict(ids),
            "reason": reason,
            "requested_by": actor,
            "requested_role": act.request_role,
            "requested_at": at,
            "expires_at": at + timedelta(days=settings.APPROVAL_DAYS),
        },
    )
    if is_new:
        _log("request", approval, actor=actor, role=act.request_role, at=at, detail=reason)
        publish(ACT_REQUESTED, approval_id=approval.pk)
    elif approval.requested_by_id != actor.pk:
        raise AskedByAnother
    return approval


@transaction.atomic
def approve_act(*, approval: Approval, actor: User, at: datetime) -> Approval:
    """Approve and do it, once; the same person again gets what was done, anybody else a refusal."""
    approval = lock_and_read(Approval.objects.select_related("requested_by"), approval.pk)
    if approval.state == ApprovalState.APPROVED and approval.decided_by_id == actor.pk:
        return approval
    act, decider = _decidable(approval, actor=actor, at=at)
    requester = _as_now(approval.requested_by)
    if not requester.is_active or not act.can_request(requester, approval.ids):
        raise RequesterGone
    _close(approval, ApprovalState.APPROVED, actor=decider, role=act.approve_role, at=at)
    act.execute(ids=approval.ids, requested_by=requester, approved_by=decider, at=at)
    return approval


@transaction.atomic
def refuse_act(*, approval: Approval, reason: str, actor: User, at: datetime) -> Approval:
    """Say no, with a reason; nothing is done. Again by the same person changes nothing."""
    approval = lock_and_read(Approval.objects.select_related("requested_by"), approval.pk)
    if approval.state == ApprovalState.REFUSED and approval.decided_by_id == actor.pk:
        return approval
    act, decider = _decidable(approval, actor=actor, at=at)
    if not reason.strip():
        raise ReasonMissing
    approval.answer = reason.strip()
    _close(approval, ApprovalState.REFUSED, actor=decider, role=act.approve_role, at=at)
    return approval


@transaction.atomic
def withdraw_act(*, approval: Approval, actor: User, at: datetime) -> Approval:
    """Whoever asked takes it back while nobody has decided; again changes nothing."""
    approval = lock_and_read(Approval.objects.all(), approval.pk)
    if approval.requested_by_id != actor.pk:
        raise NotYours
    if approval.state == ApprovalState.WITHDRAWN:
        return approval
    if not approval.is_open(at):
        raise NoLongerOpen
    _close(approval, ApprovalState.WITHDRAWN, actor=actor, role=approval.requested_role, at=at)
    return approval


@transaction.atomic
def expire_approvals(*, at: datetime) -> int:
    """Close what nobody decided in time; answer how many."""
    return _expire(Approval.objects.all(), at=at)


def _expire(approvals: ApprovalQuerySet, *, at: datetime) -> int:
    late = approvals.filter(state=ApprovalState.WAITING, expires_at__lte=at)
    ids = list(late.select_for_update().values_list("pk", flat=True))
    for approval in Approval.objects.filter(pk__in=ids):
        _close(approval, ApprovalState.EXPIRED, actor=None, role="", at=at)
    return len(ids)


def _decidable(approval: Approval, *, actor: User, at: datetime) -> tuple[ActKind, User]:
    """The kind and the decider as they are now; a refusal where this person may not decide this act at ``at``."""
    act, decider = _known(approval.kind), _as_now(actor)
    if not decider.is_active or not act.can_approve(decider, approval.ids):
        raise NotForYou
    if are_one_person(approval.requested_by, decider):
        raise SamePerson
    if not approval.is_open(at):
        raise NoLongerOpen
    return act, decider


def _close(approval: Approval, state: ApprovalState, *, actor: User | None, role: str, at: datetime) -> None:
    approval.state, approval.decided_by, approval.decided_role, approval.decided_at = state, actor, role, at
    approval.save(update_fields=["state", "decided_by", "decided_role", "decided_at", "answer"])
    verb = VERBS[state]
    _log(verb, approval, actor=actor, role=role, at=at, detail=approval.answer, from_state=ApprovalState.WAITING)


VERBS = {
    ApprovalState.APPROVED: "approve",
    ApprovalState.REFUSED: "refuse",
    ApprovalState.WITHDRAWN: "withdraw",
    ApprovalState.EXPIRED: "expire",
}


def _log(
    verb: str, approval: Approval, *, actor: User | None, role: str, at: datetime, detail: str, from_state: str = ""
) -> None:
    audit.log(
        action=f"records.{verb}_act",
        instance=approval,
        actor=actor,
        role=role,
        at=at,
        from_state=from_state,
        to_state=approval.state,
        detail=detail,
    )


def _known(kind: str) -> ActKind:
    act = get_act_kind(kind)
    if act is None:
        raise UnknownAct
    return act


def _as_now(user: User) -> User:
    """``user`` read anew: what was found out about an account when the request began may have ended since."""
    return User.objects.get(pk=user.pk)
