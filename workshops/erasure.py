"""Why a person cannot be erased yet: they take part in something that is still to be held or being held."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import Person
from workshops.enums import EditionState
from workshops.models import EditionStaff, Enrolment

UNDER_WAY_OR_AHEAD = [EditionState.DRAFT, EditionState.OPEN, EditionState.RUNNING]


def takes_part(person: Person, _at: datetime) -> str | Promise | None:
    """On the list of an edition that is not over, or teaching in one."""
    if Enrolment.objects.active().filter(person=person, edition__state__in=UNDER_WAY_OR_AHEAD).exists():
        return _("This person is enrolled in an edition that is not over. Withdraw them, or wait until it closes.")
    if EditionStaff.objects.filter(person=person, edition__state__in=UNDER_WAY_OR_AHEAD).exists():
        return _("This person teaches in an edition that is not over. Appoint somebody else, or wait until it closes.")
    return None
