from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from live.attendance_engine import End


class Modality(TextChoices):
    """Where a session takes place; only one with a room on line can be entered from here."""

    REMOTE = "REMOTE", pgettext_lazy("session", "Remote")
    IN_PERSON = "IN_PERSON", pgettext_lazy("session", "In person")
    HYBRID = "HYBRID", pgettext_lazy("session", "Hybrid")


class SessionState(TextChoices):
    SCHEDULED = "SCHEDULED", pgettext_lazy("session", "Scheduled")
    CANCELLED = "CANCELLED", pgettext_lazy("session", "Cancelled")


class AttendanceState(TextChoices):
    """Provisional while late events are still heard, then final for good."""

    NONE = "NONE", pgettext_lazy("attendance", "Not yet counted")
    PROVISIONAL = "PROVISIONAL", pgettext_lazy("attendance", "Provisional")
    FINAL = "FINAL", pgettext_lazy("attendance", "Final")


class ParticipantRole(TextChoices):
    FACILITATOR = "FACILITATOR", _("Facilitator")
    PARTICIPANT = "PARTICIPANT", _("Participant")
    OBSERVER = "OBSERVER", _("Observer")


class EventSource(TextChoices):
    """Who told us: the video server's own module, a hosted service, or the practice room of this house."""

    EVENT_SYNC = "EVENT_SYNC", pgettext_lazy("event", "Video server")
    PRACTICE = "PRACTICE", pgettext_lazy("event", "Practice room")
    JAAS = "JAAS", pgettext_lazy("event", "Hosted video service")


class EventState(TextChoices):
    """What became of a raw event. It is kept whatever becomes of it."""

    RECEIVED = "RECEIVED", pgettext_lazy("event", "Received")
    COUNTED = "COUNTED", pgettext_lazy("event", "Counted")
    UNKNOWN_ROOM = "UNKNOWN_ROOM", pgettext_lazy("event", "Unknown room")
    MALFORMED = "MALFORMED", pgettext_lazy("event", "Malformed")
    LATE = "LATE", pgettext_lazy("event", "After the attendance was final")


class ClosedBy(TextChoices):
    """Which evidence ended a connection, strongest first; all but the first are inferred (LIVE §3)."""

    LEFT = End.LEFT.value, pgettext_lazy("connection", "Left")
    DESTROYED = End.DESTROYED.value, pgettext_lazy("connection", "The room closed")
    RESTARTED = End.RESTARTED.value, pgettext_lazy("connection", "The room started anew")
    HARD_END = End.HARD_END.value, pgettext_lazy("connection", "The session ended")


class EntryKind(TextChoices):
    """What a line of the register says. Only an excuse adds no time."""

    CHECK_IN = "CHECK_IN", pgettext_lazy("register", "Check-in code")
    ON_SITE = "ON_SITE", pgettext_lazy("register", "Seen by the facilitator")
    SHARED_SCREEN = "SHARED_SCREEN", pgettext_lazy("register", "Before somebody else’s screen")
    TELEPHONE = "TELEPHONE", pgettext_lazy("register", "By telephone")
    MAKE_UP = "MAKE_UP", pgettext_lazy("register", "Made up")
    CORRECTION = "CORRECTION", pgettext_lazy("register", "Correction")
    EXCUSED = "EXCUSED", pgettext_lazy("register", "Excused absence")


class AttendanceMark(TextChoices):
    """How a participant stands in the register of one session."""

    PRESENT = "PRESENT", pgettext_lazy("register", "Present")
    PARTIAL = "PARTIAL", pgettext_lazy("register", "Partly present")
    ABSENT = "ABSENT", pgettext_lazy("register", "Absent")
    EXCUSED = "EXCUSED", pgettext_lazy("register", "Excused")
    PENDING = "PENDING", pgettext_lazy("register", "Not counted yet")


class ConnectionResult(TextChoices):
    """How the trial of an office's connection went."""

    GOOD = "GOOD", pgettext_lazy("connection test", "Good")
    POOR = "POOR", pgettext_lazy("connection test", "Sound only")
    FAILED = "FAILED", pgettext_lazy("connection test", "Did not work")


class Door(TextChoices):
    """What the door of a session says to whoever may pass it."""

    WAITING = "WAITING", pgettext_lazy("door", "Not open yet")
    OPEN = "OPEN", pgettext_lazy("door", "Open")
    CLOSED = "CLOSED", pgettext_lazy("door", "Over")
    CANCELLED = "CANCELLED", pgettext_lazy("door", "Cancelled")
    IN_PERSON = "IN_PERSON", pgettext_lazy("door", "In person")
