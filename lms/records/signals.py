"""What records tell rooms above."""

from lms.records.events import EventKind

ACT_REQUESTED = EventKind("records.act_requested")  # approval_id
