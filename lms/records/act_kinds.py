"""Kinds of act that need two persons: each room registers its own, as it does its kinds of mail.

This floor lies below the network and knows nobody's role, so "who may" is asked of the room that registered the kind.
Another room asks for an act like this (here: giving somebody the Secretariat's role)::

    # network/acts.py, registered in NetworkConfig.ready() by register_act_kind(GRANT_SECRETARIAT)
    def _is_secretariat(user: User, ids: Ids | None) -> bool:
        return get_standing(user).is_secretariat


    def _grant(*, ids: Ids, requested_by: User, approved_by: User, at: datetime) -> None:
        person = Person.objects.get(pk=ids["person_id"])
        appoint(person=person, role=Role.SECRETARIAT, started_on=date.fromisoformat(ids["started_on"]), ...)


    GRANT_SECRETARIAT = ActKind(
        name="network.grant_secretariat",
        title=_("Give the Secretariat's role"),
        can_request=_is_secretariat,
        can_approve=_is_secretariat,
        execute=_grant,
        describe=_describe,  # list[ActFact]: whom, from when
        consequences=[_("The person sees and decides everything the Secretariat does.")],
        request_role=Role.SECRETARIAT,
        approve_role=Role.SECRETARIAT,
    )

    # in the view, after its own checks
    approval = approvals.request_act(
        kind="network.grant_secretariat",
        ids={"person_id": person.pk, "started_on": "2026-12-01"},
        reason=form.cleaned_data["reason"],
        actor=request.user,
        at=timezone.now(),
    )
    return redirect("desk:approval", approval.public_id)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from lms.accounts.models import User

Ids = Mapping[str, Any]  # whole numbers and short texts, as JSON keeps them
MayAct = Callable[[User, Ids | None], bool]


@dataclass(frozen=True, slots=True)
class ActFact:
    """One line of what is about to happen, for those who may decide."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ActKind:
    """One kind of act.

    ``can_request`` and ``can_approve`` are asked with the ids of an act, or with None for the kind as a whole.
    ``execute(ids=, requested_by=, approved_by=, at=)`` runs in the transaction of the approval and may refuse with a
    ``DomainError``: then the approval did not happen either. ``describe(ids)`` and ``consequences`` are for people.
    """

    name: str
    title: str | Promise
    can_request: MayAct
    can_approve: MayAct
    execute: Callable[..., None]
    describe: Callable[[Ids], list[ActFact]]
    consequences: Sequence[str | Promise] = field(default_factory=list)
    request_role: str = ""
    approve_role: str = ""


_kinds: dict[str, ActKind] = {}


def register_act_kind(kind: ActKind) -> None:
    """Make ``kind`` known; called from ``AppConfig.ready``."""
    _kinds[kind.name] = kind


def get_act_kind(name: str) -> ActKind | None:
    """The registered kind of that name, or None where a newer deploy asked for what this one does not know."""
    return _kinds.get(name)


def all_act_kinds() -> list[ActKind]:
    """Every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
