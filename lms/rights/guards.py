"""Why a person of the network cannot be erased yet."""

from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import Appointment, Delegation, Person


def holds_appointment(person: Person, at: datetime) -> str | Promise | None:
    """A role that holds, or that has been given for later, must be ended first."""
    unended = Q(ended_on__isnull=True) | Q(ended_on__gt=at.date())
    if Appointment.objects.filter(unended, person=person).exists():
        return _("This person holds an appointment. End it, or wait until it ends, and then erase.")
    if Delegation.objects.filter(delegate=person, ended_on__gt=at.date()).exists():
        return _("Powers of a contact point are delegated to this person. Withdraw the delegation, and then erase.")
    return None
