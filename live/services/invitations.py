"""Mails about sessions: owed as rows, each thing once; what they say is read anew when they are sent."""

from datetime import datetime

from django.db import transaction

from live.mail_kinds import CANCELLED, INVITED, REMINDED
from live.models import Participant
from live.telling import get_reminders_due, is_expected, reminder_key
from lms.mail.models import Mail
from lms.mail.services import queue_mail


@transaction.atomic
def tell_calendar(*, participant_id: int, at: datetime) -> bool:
    """Owe one person the word that sets their calendar right; False where it is right already."""
    participant = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("session", "person__user")
        .get(pk=participant_id)
    )
    sequence, expected = participant.calendar_sequence, is_expected(participant)
    if participant.told_sequence == sequence or participant.session.ends_at <= at:
        return False
    if not expected and participant.told_sequence is None:
        return False  # who was never invited need not be told that nothing comes of it
    _owe(
        INVITED if expected else CANCELLED,
        f"live.calendar:{participant.public_id}:{sequence}",
        participant,
        at,
        sequence=sequence,
    )
    participant.told_sequence = sequence
    participant.save(update_fields=["told_sequence"])
    return True


@transaction.atomic
def owe_reminders(*, at: datetime) -> int:
    """Owe whoever is expected soon their reminders; how many were new."""
    owed = 0
    for reminder, people in get_reminders_due(at):
        keys = {reminder_key(one, reminder.hours): one for one in people}
        known = set(Mail.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
        for key in [key for key in keys if key not in known]:
            starts_at = int(keys[key].session.starts_at.timestamp())
            _owe(REMINDED, key, keys[key], at, starts_at=starts_at)
            owed += 1
    return owed


def _owe(kind: str, key: str, participant: Participant, at: datetime, **ids: int) -> None:
    person = participant.person
    queue_mail(
        kind=kind,
        dedupe_key=key,
        at=at,
        user=person.user,
        to_address=person.email,
        ids={"participant_id": participant.pk, **ids},
    )
