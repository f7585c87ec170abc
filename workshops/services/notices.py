"""The mails this room owes. One per move of the ledger, whatever is repeated."""

from datetime import datetime

from lms.accounts.models import User
from lms.mail.services import queue_mail
from network.enums import Role
from network.models import Appointment
from network.services import invite_person
from workshops import mail_kinds
from workshops.models import Enrolment, EnrolmentMove


def tell_nominated(*, enrolment: Enrolment, move: EnrolmentMove, at: datetime) -> None:
    """Ask the nominated person to look at the seat and answer."""
    _tell_person(mail_kinds.NOMINATED, enrolment, move, at)


def tell_promoted(*, enrolment: Enrolment, move: EnrolmentMove, at: datetime) -> None:
    """Tell an alternate that a seat has become free for them."""
    _tell_person(mail_kinds.ALTERNATE_PROMOTED, enrolment, move, at)


def tell_confirmed(*, enrolment: Enrolment, move: EnrolmentMove, at: datetime) -> None:
    """Tell whoever asked for a seat that the office has answered."""
    _tell_person(mail_kinds.OFFICE_ANSWERED, enrolment, move, at)


def tell_office_asked(*, enrolment_id: int) -> None:
    """Tell the contact points that somebody waits for their word: once a day for an edition, however many ask."""
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    at = enrolment.applied_at or enrolment.nominated_at
    ids = {"edition_id": enrolment.edition_id, "office_id": enrolment.office_id}
    posts = Appointment.objects.on(at.date()).filter(role=Role.CONTACT_POINT, office_id=enrolment.office_id)
    for user in User.objects.filter(is_active=True, pk__in=posts.values("person__user_id")).order_by("pk"):
        key = f"{mail_kinds.OFFICE_ASKED}:{enrolment.edition_id}:{enrolment.office_id}:{user.pk}:{at.date()}"
        queue_mail(kind=mail_kinds.OFFICE_ASKED, dedupe_key=key, user=user, ids=ids, at=at)


def tell_seat_given_back(*, enrolment: Enrolment, move: EnrolmentMove, at: datetime) -> None:
    """Tell the contact point who nominated that the seat was declined or given back; not of the own act."""
    nominator = enrolment.nominated_by
    if nominator is None or nominator.public_id == move.actor_ref:
        return
    queue_mail(
        kind=mail_kinds.SEAT_DECLINED,
        dedupe_key=f"{mail_kinds.SEAT_DECLINED}:{move.pk}",
        user=nominator,
        ids={"enrolment_id": enrolment.pk, "edition_id": enrolment.edition_id},
        at=at,
    )


def _tell_person(kind: str, enrolment: Enrolment, move: EnrolmentMove, at: datetime) -> None:
    person = enrolment.person
    if person.user is None:  # a link behind the sign-in would lead nowhere: the invitation opens the way to it
        invite_person(person=person, actor=enrolment.nominated_by, at=at)
        return
    queue_mail(
        kind=kind,
        dedupe_key=f"{kind}:{move.pk}",
        user=person.user,
        ids={"enrolment_id": enrolment.pk, "move_id": move.pk},
        at=at,
    )
