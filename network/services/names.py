"""A new official name of an office or a school, from a day on; the old one stays for the years it held."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import Translated
from lms.common.text import clean_name
from lms.common.times import date_in_words
from lms.records import audit
from network.models import Office, OfficeName, School, SchoolName
from network.models.places import TermName
from network.selectors import get_acting_role

LANGUAGES = ("es", "en")


class NameIncomplete(DomainError):
    message = _("Write the name in Spanish and in English.")


class SameName(DomainError):
    message = _("That is the name already.")


class NameBeginsTooEarly(DomainError):
    message = _("The latest name began on %(date)s. The new one must begin later.")


class NameLeavesGap(DomainError):
    message = _("The latest name ends on %(date)s. The new one must begin on that day.")


@transaction.atomic
def rename_office(
    *, office: Office, name: Translated, started_on: date, actor: User | None, at: datetime
) -> OfficeName:
    """From ``started_on`` the office bears ``name`` and the old name ends there; the same again changes nothing.

    A name that has not begun yet may be written anew for the same day. The office's row is locked, so two renamings
    at once leave one history without gaps.
    """
    office = Office.objects.select_for_update().get(pk=office.pk)
    if _rename(office.names.all(), OfficeName(office=office), name=name, started_on=started_on, at=at):
        role = get_acting_role(actor, office_id=office.pk)
        audit.log(action="network.rename_office", instance=office, actor=actor, at=at, role=role)
    return OfficeName.objects.get(office=office, started_on=started_on)


@transaction.atomic
def rename_school(
    *, school: School, name: Translated, started_on: date, actor: User | None, at: datetime
) -> SchoolName:
    """As ``rename_office``, for a school."""
    school = School.objects.select_for_update().get(pk=school.pk)
    if _rename(school.names.all(), SchoolName(school=school), name=name, started_on=started_on, at=at):
        audit.log(action="network.rename_school", instance=school, actor=actor, at=at, role=get_acting_role(actor))
    return SchoolName.objects.get(school=school, started_on=started_on)


def _rename(history: QuerySet[Any], new: TermName, *, name: Translated, started_on: date, at: datetime) -> bool:
    """Write the name into the history of its (locked) place; False where it stood there already."""
    name = Translated({language: clean_name(name.get(language, "")) for language in LANGUAGES})
    if not all(name.values()):
        raise NameIncomplete
    latest: TermName | None = history.order_by("-started_on").first()
    if latest is not None:
        if latest.name == name:
            if latest.started_on == started_on:
                return False
            raise SameName
        if latest.started_on == started_on and started_on > at.date():
            new = latest  # it has not begun: nobody has borne it yet
        else:
            _close(latest, started_on)
    new.name, new.started_on, new.is_by_hand, new.is_confirmed = name, started_on, True, True
    new.save()
    return True


def _close(latest: TermName, started_on: date) -> None:
    """The latest name ends where the new one begins, or did so already."""
    if started_on <= latest.started_on:
        raise NameBeginsTooEarly(date=date_in_words(latest.started_on))
    if latest.ended_on is not None and latest.ended_on != started_on:
        raise NameLeavesGap(date=date_in_words(latest.ended_on))
    latest.ended_on = started_on
    latest.save(update_fields=["ended_on"])
