from lms.records.events import EventKind

COURSE_FROZEN = EventKind("courses.course_frozen")
