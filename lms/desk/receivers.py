"""What the desk does when rooms below tell something."""

from django.utils import timezone

from lms.desk.mail_kinds import ACT_WAITING
from lms.mail.services import queue_mail
from lms.records.act_kinds import get_act_kind
from lms.records.events import receives
from lms.records.identities import are_one_person
from lms.records.models import Approval
from lms.records.signals import ACT_REQUESTED
from network.enums import Role
from network.selectors import get_serving_users


@receives(ACT_REQUESTED, name="desk.tell_approvers")
def tell_approvers(*, approval_id: int, **_future: object) -> None:
    """One mail to each of the others who may decide; it names nothing and nobody."""
    approval = Approval.objects.select_related("requested_by").get(pk=approval_id)
    kind, now = get_act_kind(approval.kind), timezone.now()
    if kind is None or kind.approve_role not in Role.values or not approval.is_open(now):
        return
    for user in get_serving_users(Role(kind.approve_role), on=timezone.localdate(now)):
        if are_one_person(approval.requested_by, user) or not kind.can_approve(user, approval.ids):
            continue
        queue_mail(
            kind=ACT_WAITING.name,
            dedupe_key=f"{ACT_WAITING.name}:{approval.public_id}:{user.public_id}",
            user=user,
            ids={"approval_id": approval.pk, "user_id": user.pk},
            at=now,
        )
