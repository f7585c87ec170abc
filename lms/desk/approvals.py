"""What the pages about acts of two persons need: here, because only here are names and roles known."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from live.enums import ParticipantRole
from lms.accounts.models import User
from lms.records.act_kinds import ActFact, get_act_kind
from lms.records.enums import ApprovalState
from lms.records.models import Approval
from network.enums import DELEGATE, SELF, Role
from network.models import Person

TONES = {
    ApprovalState.WAITING: "soon",
    ApprovalState.APPROVED: "done",
    ApprovalState.REFUSED: "refused",
    ApprovalState.WITHDRAWN: "quiet",
    ApprovalState.EXPIRED: "quiet",
}
# Roles that nobody is appointed to: as whom one acts in an activity, or for oneself.
OTHER_ROLES = {SELF: gettext_lazy("In the own name"), **dict(ParticipantRole.choices)}
MOST = 50  # of each list


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """One request in a list, as ``components/task_list.html`` draws it."""

    title: str
    url: str
    whose: str
    due: datetime | None
    state: str
    tone: str


def get_approval_line(approval: Approval, at: datetime) -> ApprovalLine:
    state = _state(approval, at)
    return ApprovalLine(
        title=get_title(approval),
        url=reverse("desk:approval", args=[approval.public_id]),
        whose=role_word(approval.requested_role),
        due=approval.expires_at if state == ApprovalState.WAITING else None,
        state=str(state.label),
        tone=TONES[state],
    )


def get_title(approval: Approval) -> str:
    kind = get_act_kind(approval.kind)
    return str(kind.title) if kind else approval.kind


def get_badge(approval: Approval, at: datetime) -> tuple[str, str]:
    """Word and tone of its state."""
    state = _state(approval, at)
    return str(state.label), TONES[state]


def get_facts(approval: Approval) -> list[ActFact]:
    """What will be done, in the words of the room whose act it is."""
    kind = get_act_kind(approval.kind)
    return kind.describe(approval.ids) if kind else []


def get_consequences(approval: Approval) -> list[str]:
    kind = get_act_kind(approval.kind)
    return [str(sentence) for sentence in kind.consequences] if kind else []


def who(user: User | None, role: str) -> str:
    """*Name, Secretariat*: those who share an act know one another."""
    if user is None:
        return ""
    person = Person.objects.filter(user=user).first()
    return ", ".join(filter(None, [person.full_name if person else "", role_word(role)]))


def role_word(role: str) -> str:
    """A role as the trail writes it, in words, with the code of the place it was held for."""
    name, _slash, code = role.partition("/")
    if name == DELEGATE:
        word = _("Contact point by delegation")
    else:
        word = str({**OTHER_ROLES, **dict(Role.choices)}.get(name) or name or _("System"))
    return " · ".join(filter(None, [word, code]))


def _state(approval: Approval, at: datetime) -> ApprovalState:
    is_late = approval.state == ApprovalState.WAITING and not approval.is_open(at)
    return ApprovalState.EXPIRED if is_late else ApprovalState(approval.state)
