"""Why a person cannot be erased yet: an internship that is not over."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from internships.models import Mentorship, Placement
from internships.moves import NOT_TERMINAL
from network.models import Person


def is_in_internship(person: Person, _at: datetime) -> str | Promise | None:
    """On the way to one, in one, or accompanying one."""
    if Placement.objects.filter(person=person, state__in=NOT_TERMINAL).exists():
        return _("This person has an internship that is not over. It has to be withdrawn, cancelled or closed first.")
    mentored = Mentorship.objects.filter(person=person, ended_on__isnull=True, placement__state__in=NOT_TERMINAL)
    if mentored.exists():
        return _("This person is the mentor of an internship that is not over. Name another mentor first.")
    return None
