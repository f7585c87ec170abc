"""Before the day: the second way in, and each office's trial of its connection."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from live.enums import ConnectionResult
from live.models import ConnectionTest, Fallback
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit
from network.models import Office

is_address = URLValidator(schemes=["https"])


class AddressUnsafe(DomainError):
    message = _("The second address has to be a whole one that begins with https://.")


class ResultUnknown(DomainError):
    message = _("Choose how the trial went.")


@transaction.atomic
def set_fallback(*, phones: str, address: str, actor: User, at: datetime) -> Fallback:
    """The telephone numbers and the address that the page of a session shows when the video does not work."""
    phones, address = phones.strip()[:300], address.strip()
    if address:
        try:
            is_address(address)
        except ValidationError:
            raise AddressUnsafe
        if len(address) > 300:
            raise AddressUnsafe
    fallback, is_new = Fallback.objects.select_for_update().get_or_create(
        is_the_one=True, defaults={"phones": phones, "address": address, "changed_at": at}
    )
    if not is_new and (fallback.phones, fallback.address) == (phones, address):
        return fallback
    fallback.phones, fallback.address, fallback.changed_at = phones, address, at
    fallback.save()
    audit.log(action="live.set_fallback", instance=fallback, actor=actor, at=at, role="SECRETARIAT")
    return fallback


@transaction.atomic
def record_connection_test(
    *, office: Office, result: str, note: str, actor: User, role: str, at: datetime
) -> ConnectionTest:
    """``office`` tried its connection. The same result told again within the minute is the row that exists."""
    if result not in ConnectionResult.values:
        raise ResultUnknown
    Office.objects.select_for_update().get(pk=office.pk)
    last = ConnectionTest.objects.filter(office=office).first()
    told = (result, note.strip()[:300])
    if last is not None and (last.result, last.note) == told and (at - last.tested_at).total_seconds() < 60:
        return last
    test = ConnectionTest.objects.create(office=office, result=told[0], note=told[1], tested_at=at, tested_by=actor)
    audit.log(action="live.record_connection_test", instance=test, actor=actor, at=at, role=role, to_state=result)
    return test
