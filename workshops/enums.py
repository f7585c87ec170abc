"""States of the room and the table of moves between them."""

from dataclasses import dataclass

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
    APPLIED = "APPLIED", pgettext_lazy("enrolment", "Awaiting the office")
    NOMINATED = "NOMINATED", pgettext_lazy("enrolment", "Awaiting an answer")
    ALTERNATE = "ALTERNATE", pgettext_lazy("enrolment", "Alternate")
    ENROLLED = "ENROLLED", pgettext_lazy("enrolment", "Enrolled")
    DECLINED = "DECLINED", pgettext_lazy("enrolment", "Declined")
    LAPSED = "LAPSED", pgettext_lazy("enrolment", "Not answered in time")
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

NEW = ""  # not on the list yet
PERSON, OFFICE, COORDINATION, THE_LIST, THE_CLOCK = "person", "contact point", "coordination", "list", "clock"
WHOEVER_LEFT = (EnrolmentState.DECLINED, EnrolmentState.LAPSED, EnrolmentState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class EnrolmentAct:
    """One line of the table: which act leads from where to where, and who does it."""

    act: str
    sources: tuple[str, ...]
    target: EnrolmentState
    by: tuple[str, ...]


# The table that services obey and tests and the page of the room read. Who declined, withdrew or let an offer lapse
# comes back by a person's act only, never by the list.
ENROLMENT_ACTS: tuple[EnrolmentAct, ...] = (
    EnrolmentAct("nominate", (NEW, *WHOEVER_LEFT), EnrolmentState.NOMINATED, (OFFICE,)),
    EnrolmentAct("apply", (NEW, *WHOEVER_LEFT), EnrolmentState.APPLIED, (PERSON,)),
    EnrolmentAct("stand in line", (NEW, *WHOEVER_LEFT), EnrolmentState.ALTERNATE, (OFFICE, PERSON)),
    EnrolmentAct("promote", (EnrolmentState.ALTERNATE,), EnrolmentState.NOMINATED, (THE_LIST,)),
    EnrolmentAct("promote unconfirmed", (EnrolmentState.ALTERNATE,), EnrolmentState.APPLIED, (THE_LIST,)),
    EnrolmentAct("accept", (EnrolmentState.NOMINATED,), EnrolmentState.ENROLLED, (PERSON,)),
    EnrolmentAct("confirm belonging", (EnrolmentState.APPLIED,), EnrolmentState.ENROLLED, (OFFICE,)),
    EnrolmentAct("decline", (EnrolmentState.NOMINATED,), EnrolmentState.DECLINED, (PERSON,)),
    EnrolmentAct(
        "refuse belonging", (EnrolmentState.APPLIED, EnrolmentState.ALTERNATE), EnrolmentState.DECLINED, (OFFICE,)
    ),
    EnrolmentAct("lapse", (EnrolmentState.NOMINATED, EnrolmentState.APPLIED), EnrolmentState.LAPSED, (THE_CLOCK,)),
    EnrolmentAct(
        "withdraw",
        (EnrolmentState.APPLIED, EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE, EnrolmentState.ENROLLED),
        EnrolmentState.WITHDRAWN,
        (PERSON, OFFICE, COORDINATION, THE_CLOCK),
    ),
    EnrolmentAct("complete", (EnrolmentState.ENROLLED,), EnrolmentState.COMPLETED, (THE_CLOCK,)),
    EnrolmentAct("leave incomplete", (EnrolmentState.ENROLLED,), EnrolmentState.NOT_COMPLETED, (THE_CLOCK,)),
)

ENROLMENT_MOVES: dict[str, frozenset[str]] = {
    state: frozenset(act.target.value for act in ENROLMENT_ACTS if state in act.sources)
    for state in (NEW, *EnrolmentState.values)
}

SEATED_STATES = frozenset(
    {
        EnrolmentState.APPLIED,
        EnrolmentState.NOMINATED,
        EnrolmentState.ENROLLED,
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_COMPLETED,
    }
)

# A seat is kept, and somebody has still to answer.
OFFERED_STATES = (EnrolmentState.APPLIED, EnrolmentState.NOMINATED)

# On the list for something still to come.
ACTIVE_STATES = frozenset(
    {EnrolmentState.APPLIED, EnrolmentState.NOMINATED, EnrolmentState.ALTERNATE, EnrolmentState.ENROLLED}
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


class SeatDecisionKind(TextChoices):
    """What the Secretariat decided about the seats of an edition."""

    CAPACITY = "CAPACITY", _("Number of places changed")
    RELEASE = "RELEASE", _("Unused places passed on")
