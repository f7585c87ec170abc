"""Correcting a name: a new document takes the place of the old one, and each says so. Only two persons can do it."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import signals
from certificates.enums import AwardState
from certificates.models import Award
from certificates.services.issue import check_holder_name, new_award
from certificates.services.revocation import NotActive
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import approvals, audit, events
from lms.records.models import Approval

CORRECT = "certificates.correct"


class NothingToCorrect(DomainError):
    message = _("That is the name the document bears already.")


def request_correction(*, award: Award, holder_name: str, reason: str, actor: User, at: datetime) -> Approval:
    """Ask a second person to issue ``award`` anew with another name; nothing changes until then."""
    if award.state != AwardState.ACTIVE:
        raise NotActive
    name = check_holder_name(holder_name)
    if name == award.holder_name:
        raise NothingToCorrect
    ids = {"award_id": award.pk, "holder_name": name}
    return approvals.request_act(kind=CORRECT, ids=ids, reason=reason, actor=actor, at=at)


@transaction.atomic
def correct_award(*, award_id: int, holder_name: str, approved_by: User, role: str, at: datetime) -> Award:
    """Issue the successor and close the old one, in the transaction of the approval."""
    old = Award.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=award_id)
    if old.state != AwardState.ACTIVE:
        raise NotActive
    statement = replace(old.statement, holder_name=check_holder_name(holder_name))
    # One active document a person and activity: the old one gives way before the new one is written.
    Award.objects.filter(pk=old.pk).update(state=AwardState.REVOKED, closed_at=at)
    new = new_award(
        person=old.person,
        kind=old.kind,
        activity_ref=old.activity_ref,
        statement=statement,
        on=at.astimezone(ZoneInfo(settings.NETWORK_TIME_ZONE)).date(),
        at=at,
    )
    new.office_id = old.office_id
    new.save()
    Award.objects.filter(pk=old.pk).update(state=AwardState.SUPERSEDED, superseded_by=new)
    log = partial(audit.log, actor=approved_by, role=role, at=at)
    log(action="certificates.correct", instance=old, from_state=AwardState.ACTIVE, to_state=AwardState.SUPERSEDED)
    log(action="certificates.issue", instance=new, to_state=new.state)
    events.publish(signals.AWARD_ISSUED, award_id=new.pk)
    events.publish(signals.AWARD_SUPERSEDED, award_id=old.pk)
    transaction.on_commit(partial(events.ring, "certificates.render", award_id=new.pk), robust=True)
    return new
