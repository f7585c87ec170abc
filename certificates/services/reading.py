"""Reads that leave a trace: somebody else than the holder fetched a document."""

from datetime import datetime

from certificates.models import Award
from certificates.permissions import register_role
from lms.accounts.models import User
from lms.records import audit


def record_download(*, award: Award, actor: User, at: datetime) -> None:
    """Write down that ``actor`` fetched the document of another person; fetching the own one leaves no trace."""
    if award.person.user_id != actor.pk:
        audit.log(
            action="certificates.download",
            instance=award,
            actor=actor,
            role=register_role(actor),
            at=at,
            about=award.person.public_id,
        )
