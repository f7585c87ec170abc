"""Reads that leave a trace: somebody else than the holder fetched a document."""

from datetime import datetime

from certificates.models import Award
from lms.accounts.models import User
from lms.records import audit
from network.selectors import get_acting_role


def record_download(*, award: Award, actor: User, at: datetime) -> None:
    """Write down that ``actor`` fetched the document of another person; fetching the own one leaves no trace."""
    if award.person.user_id != actor.pk:
        role = get_acting_role(actor, office_id=award.office_id)
        audit.log(
            action="certificates.download",
            instance=award,
            actor=actor,
            at=at,
            role=role,
            about=award.person.public_id,
        )
