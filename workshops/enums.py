"""States of the room and the table of moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ActivityType(TextChoices):
    """What an edition counts as in the network's plan (DOMAIN T-12)."""

    NATIONAL = "NATIONAL", _("National workshop")
    REGIONAL = "REGIONAL", _("Regional workshop")
    VIRTUAL = "VIRTUAL", _("Virtual workshop")


class SeatKind(TextChoices):
    """How one person takes part, and so from which pool the seat comes."""

    IN_PERSON = "IN_PERSON", pgettext_lazy("seat", "In person")
    REMOTE = "REMOTE", pgettext_lazy("seat", "Remote")


class EditionState(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("edition", "In preparation")
    OPEN = "OPEN", pgettext_lazy("edition", "Open")
    RUNNING = "RUNNING", pgettext_lazy("edition", "Under way")
    CLOSED = "CLOSED", pgettext_lazy("edition", "Closed")
    CANCELLED = "CANCELLED", pgettext_lazy("edition", "Cancelled")


class EnrolmentState(TextChoices):
    NOMINATED = "NOMINATED", pgettext_lazy("enrolment", "Awaiting an answer")
    ALTERNATE = "ALTERNATE", pgettext_lazy("enrolment", "Alternate")
    ENROLLED = "ENROLLED", pgettext_lazy("enrolment", "Enrolled")
    DECLINED = "DECLINED", pgettext_lazy("enrolment", "Declined")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("enrolment", "Withdrawn")
    COMPLETED = "COMPLETED", pgettext_lazy("enrolment", "Completed")
    NOT_COMPLETED = "NOT_COMPLETED", pgettext_lazy("enrolment", "Not completed")


class StaffRole(TextChoices):
    FACILITATOR = "FACILITATOR", pgettext_lazy("edition", "Facilitator")
    EXPERT = "EXPERT", pgettext_lazy("edition", "Expert")


class Outcome(TextChoices):
    """What became of a proposal."""

    ACCEPTED = "ACCEPTED", pgettext_lazy("proposal", "Accepted")
    DECLINED = "DECLINED", pgettext_lazy("proposal", "Not accepted")


class OfficeStatus(TextChoices):
    """Where an office stands in a call; read from its proposal and the reminders sent, never stored."""

    SUBMITTED = "SUBMITTED", pgettext_lazy("proposal", "Submitted")
    LATE = "LATE", pgettext_lazy("proposal", "Submitted late")
    REMINDED = "REMINDED", pgettext_lazy("proposal", "Reminded")
    SILENT = "SILENT", pgettext_lazy("proposal", "No answer yet")


class KeyHolder(TextChoices):
    """Whose agreement an edition needs before it opens (DOMAIN T-06)."""

    SECRETARIAT = "SECRETARIAT", _("Secretariat")
    SCHOOL = "SCHOOL", _("Coordination of the lead school")


class MakeUp(TextChoices):
    """How somebody called to a hearing makes up for a session."""

    NONE = "NONE", _("A missed session is not made up")
    RECORDING = "RECORDING", _("With the recording of the session")
    LESSON = "LESSON", _("With the lesson on the same subject")


PARTICIPANT = "PARTICIPANT"  # acting for oneself: no appointment, so not one of network.enums.Role

EDITION_MOVES: dict[str, frozenset[str]] = {
    EditionState.DRAFT: frozenset({EditionState.OPEN, EditionState.CANCELLED}),
    EditionState.OPEN: frozenset({EditionState.RUNNING, EditionState.CANCELLED}),
    EditionState.RUNNING: frozenset({EditionState.CLOSED, EditionState.CANCELLED}),
    EditionState.CLOSED: frozenset(),
    EditionState.CANCELLED: frozenset(),
}

# "" is "not on the list yet". Who declined or withdrew may be nominated anew by a person, never by the waiting list.
ENROLMENT_MOVES: dict[str, frozenset[str]] = {
    "": frozenset({EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE}),
    EnrolmentState.NOMINATED: frozenset({EnrolmentState.ENROLLED, EnrolmentState.DECLINED, EnrolmentState.WITHDRAWN}),
    EnrolmentState.ALTERNATE: frozenset({EnrolmentState.NOMINATED, EnrolmentState.WITHDRAWN}),
    EnrolmentState.ENROLLED: frozenset(
        {EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED, EnrolmentState.WITHDRAWN}
    ),
    EnrolmentState.DECLINED: frozenset({EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE}),
    EnrolmentState.WITHDRAWN: frozenset({EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE}),
    EnrolmentState.COMPLETED: frozenset(),
    EnrolmentState.NOT_COMPLETED: frozenset(),
}

SEATED_STATES = frozenset(
    {
        EnrolmentState.NOMINATED,
        EnrolmentState.ENROLLED,
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_COMPLETED,
    }
)

# Who may read lessons and take the assessment.
LEARNING_STATES = (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED)


class AttemptState(TextChoices):
    """One way only: an attempt that is closed stays closed, with its result."""

    OPEN = "OPEN", _("In progress")
    SUBMITTED = "SUBMITTED", _("Handed in")
    EXPIRED = "EXPIRED", _("Closed when its time was over")


class RequirementKind(TextChoices):
    ATTENDANCE = "ATTENDANCE", _("Attendance")
    QUIZ = "QUIZ", _("Assessment")


class RequirementState(TextChoices):
    """Provisional: reached as things stand, and not yet for good."""

    OPEN = "OPEN", _("Still to be met")
    PROVISIONAL = "PROVISIONAL", _("Met so far")
    MET = "MET", _("Met")
    MISSED = "MISSED", _("Not met")
