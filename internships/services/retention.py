"""What this room lets go of in time. Rules that empty a column have a service of their own."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from internships.models import Preparation


@transaction.atomic
def purge_emergency_contacts(*, at: datetime) -> int:
    """Whom to call in an emergency is forgotten some weeks after the internship; answers how many were."""
    cutoff = at - timedelta(days=settings.RETENTION["emergency_contacts"])
    past = Preparation.objects.filter(placement__ended_at__lt=cutoff).exclude(emergency_contact="")
    rows = list(past.select_for_update(no_key=True))
    for row in rows:
        row.emergency_contact = ""
        row.save(update_fields=["emergency_contact"])
    return len(rows)
