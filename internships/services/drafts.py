"""A call while it is written: nobody but the Secretariat knows of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from internships.enums import CallState
from internships.models import Call
from internships.permissions import can_run_call
from internships.services.calls import CallMoved, NotForSecretariat
from lms.accounts.models import User
from lms.records import audit
from network.selectors import get_acting_role

WRITTEN = (
    "title", "introduction", "lead_school", "opens_on", "closes_on", "earliest_start_on", "quota_per_office",
)  # fmt: skip


@transaction.atomic
def draft_call(*, values: Mapping[str, Any], actor: User, at: datetime) -> Call:
    """A new call in preparation; the same days and title sent twice are one call."""
    if not can_run_call(actor):
        raise NotForSecretariat
    said = {name: values[name] for name in WRITTEN}
    drafts = Call.objects.filter(
        state=CallState.DRAFT,
        opens_on=said["opens_on"],
        closes_on=said["closes_on"],
        earliest_start_on=said["earliest_start_on"],
    )
    for same in drafts:
        if dict(same.title) == dict(said["title"]):
            return same
    call = Call.objects.create(**said)
    audit.log(action="internships.draft_call", instance=call, actor=actor, at=at, role=get_acting_role(actor))
    return call


@transaction.atomic
def change_call(*, call: Call, values: Mapping[str, Any], actor: User, at: datetime) -> Call:
    """Another wording or other days, until offices are called; from then on what is asked stays as it is."""
    if not can_run_call(actor):
        raise NotForSecretariat
    call = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    if call.state != CallState.DRAFT:
        raise CallMoved(state=CallState(call.state).label)
    for name in WRITTEN:
        setattr(call, name, values[name])
    call.save(update_fields=[*WRITTEN])
    audit.log(action="internships.change_call", instance=call, actor=actor, at=at, role=get_acting_role(actor))
    return call
