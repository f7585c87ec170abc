"""What this engine announces; whoever asked for a session listens."""

from lms.records.events import EventKind

# Minutes of a session were counted or counted anew: ids are ``session_id``.
ATTENDANCE_SETTLED = EventKind("live.attendance_settled")
