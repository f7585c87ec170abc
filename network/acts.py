"""The act of this room that needs two persons: giving somebody the Secretariat's role."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import User
from lms.common.times import date_in_words
from lms.records.act_kinds import ActFact, ActKind, Ids
from network.enums import Role
from network.models import Person
from network.permissions import can_appoint
from network.services.appointments import grant_secretariat

GRANT = "network.grant_secretariat"  # ids: person_id, started_on (ISO)


def may_grant(user: User, ids: Ids | None) -> bool:
    """The Secretariat; nobody decides about the own role."""
    if not can_appoint(user):
        return False
    return ids is None or not Person.objects.filter(pk=ids["person_id"], user_id=user.pk).exists()


def execute(*, ids: Ids, approved_by: User, at: datetime, **_: object) -> None:
    grant_secretariat(
        person=Person.objects.get(pk=ids["person_id"]),
        started_on=date.fromisoformat(ids["started_on"]),
        actor=approved_by,
        at=at,
    )


def describe(ids: Ids) -> list[ActFact]:
    person = Person.objects.get(pk=ids["person_id"])
    return [
        ActFact(_("Person"), person.full_name),
        ActFact(_("From"), date_in_words(date.fromisoformat(ids["started_on"]))),
    ]


GRANT_SECRETARIAT = ActKind(
    name=GRANT,
    title=gettext_lazy("Give the Secretariat’s role"),
    can_request=may_grant,
    can_approve=may_grant,
    execute=execute,
    describe=describe,
    consequences=[gettext_lazy("The person sees and decides everything that the Secretariat sees and decides.")],
    request_role=Role.SECRETARIAT,
    approve_role=Role.SECRETARIAT,
)
