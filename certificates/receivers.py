"""What certificates do when something happened."""

from certificates.models import Award
from certificates.signals import ARTIFACT_STORED
from lms.mail.services import queue_mail
from lms.records.events import receives


@receives(ARTIFACT_STORED, name="certificates.mail_ready")
def mail_holder(*, award_id: int) -> None:
    """Tell the holder once. Somebody without an account could not sign in to see it and is not written to."""
    award = Award.objects.select_related("artifact", "person__user").get(pk=award_id)
    if award.person.user is None:
        return
    queue_mail(
        kind="certificates.ready",
        dedupe_key=f"certificates.ready:{award.pk}",
        user=award.person.user,
        at=award.artifact.signed_at,
        ids={"award_id": award.pk},
    )
