"""What certificates do when something happened."""

from certificates.models import Award
from certificates.signals import ARTIFACT_STORED, AWARD_REVOKED, AWARD_SUPERSEDED
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


@receives(AWARD_SUPERSEDED, name="certificates.mail_superseded")
@receives(AWARD_REVOKED, name="certificates.mail_revoked")
def mail_former_holder(*, award_id: int) -> None:
    """Tell the holder once that something changed; what, they read behind the sign-in."""
    award = Award.objects.select_related("person__user").get(pk=award_id)
    if award.person.user is not None and award.closed_at is not None:
        queue_mail(
            kind="certificates.revoked",
            dedupe_key=f"certificates.revoked:{award.pk}",
            user=award.person.user,
            at=award.closed_at,
            ids={"award_id": award.pk},
        )
