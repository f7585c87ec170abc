"""What becomes of places when somebody moves to another office or leaves the network.

A place is an office's: what has not been accepted goes back to it. Who has accepted and only moved keeps the place, and
the office that nominated is told and may withdraw it. Who has left the network can take part in nothing more.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from live.models import Session
from live.services import remove_participant
from lms.accounts.models import User
from lms.mail.services import queue_mail
from lms.records.events import publish
from network.enums import Role
from network.models import Appointment, Membership
from workshops import mail_kinds, signals
from workshops.enums import EditionState, EnrolmentState
from workshops.models import Enrolment, EnrolmentMove
from workshops.querysets import EnrolmentQuerySet
from workshops.services.moves import lock_enrolment, move_enrolment
from workshops.services.seats import give_back_seat

AHEAD = (EditionState.DRAFT, EditionState.OPEN, EditionState.RUNNING)


def departed(on: date) -> EnrolmentQuerySet:
    """On the list of something not over, for an office to which the person does not belong on that day.

    ``has_left`` says that the person belongs nowhere, now or later. Alternates first: a place given back then is not
    offered to somebody who has gone too.
    """
    own = Membership.objects.filter(person_id=OuterRef("person_id"))
    still_here = own.on(on).filter(office_id=OuterRef("office_id"))
    anywhere = own.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    ahead = Enrolment.objects.active().filter(edition__state__in=AHEAD, edition__ends_on__gte=on)
    return ahead.exclude(Exists(still_here)).annotate(has_left=~Exists(anywhere)).order_by("state", "pk")


def settle_departures(*, at: datetime) -> int:
    """Give back what can no longer be taken, and tell the offices; how many places were given back. Again: none."""
    given_back = 0
    for pk in list(departed(at.date()).values_list("pk", flat=True)):
        given_back += settle_departure(enrolment_id=pk, at=at)
    return given_back


@transaction.atomic
def settle_departure(*, enrolment_id: int, at: datetime) -> bool:
    """Decide one place, with its row held; whether it was given back."""
    lock_enrolment(Enrolment(pk=enrolment_id))
    enrolment = departed(at.date()).filter(pk=enrolment_id).first()
    if enrolment is None:  # settled meanwhile, or the person is back
        return False
    has_left = enrolment.has_left  # type: ignore[attr-defined]
    enrolment = lock_enrolment(enrolment)
    if enrolment.state == EnrolmentState.ENROLLED and not has_left:
        _tell_office(enrolment, at=at)
        return False
    _withdraw(enrolment, at=at)
    return True


def _withdraw(enrolment: Enrolment, *, at: datetime) -> None:
    sessions = Session.objects.scheduled().filter(series=enrolment.edition.series)
    for session in sessions.not_over(at):  # what was attended stays attended
        remove_participant(session=session, person=enrolment.person, actor=None, at=at)
    seat = enrolment.pool
    enrolment.pool = enrolment.awaited_pool = enrolment.alternate_position = None
    with translation.override(settings.LANGUAGE_CODE):  # kept, so in the language of the house
        reason = _("The person no longer belongs to the office.")
    move_enrolment(
        enrolment=enrolment,
        to_state=EnrolmentState.WITHDRAWN,
        actor=None,
        role="",
        at=at,
        touched_pool=seat,
        reason=reason,
    )
    _tell_office(enrolment, at=at)
    publish(signals.ENROLMENT_WITHDRAWN, enrolment_id=enrolment.pk)
    if seat is not None:
        give_back_seat(pool=seat, at=at)


def _tell_office(enrolment: Enrolment, *, at: datetime) -> None:
    """One mail a contact point of today for how the place stands, however often it is looked at."""
    latest = EnrolmentMove.objects.filter(enrolment=enrolment).order_by("-pk").values_list("pk", flat=True).first()
    held = Appointment.objects.on(at.date()).filter(role=Role.CONTACT_POINT, office_id=enrolment.office_id)
    for user in User.objects.filter(is_active=True, pk__in=held.values("person__user_id")).order_by("pk"):
        queue_mail(
            kind=mail_kinds.PERSON_GONE,
            dedupe_key=f"{mail_kinds.PERSON_GONE}:{enrolment.pk}:{latest or 0}:{user.public_id}",
            user=user,
            ids={"edition_id": enrolment.edition_id},
            at=at,
        )
