"""What this room announces. Receivers get ids and read fresh rows."""

from lms.records.events import EventKind

EDITION_OPENED = EventKind("workshops.edition_opened")  # edition_id
ENROLMENT_APPLIED = EventKind("workshops.enrolment_applied")  # enrolment_id
ENROLMENT_LAPSED = EventKind("workshops.enrolment_lapsed")  # enrolment_id
ENROLMENT_NOMINATED = EventKind("workshops.enrolment_nominated")  # enrolment_id
ENROLMENT_WAITING = EventKind("workshops.enrolment_waiting")  # enrolment_id
ENROLMENT_PROMOTED = EventKind("workshops.enrolment_promoted")  # enrolment_id
ENROLMENT_ACCEPTED = EventKind("workshops.enrolment_accepted")  # enrolment_id
ENROLMENT_DECLINED = EventKind("workshops.enrolment_declined")  # enrolment_id
ENROLMENT_WITHDRAWN = EventKind("workshops.enrolment_withdrawn")  # enrolment_id
SEAT_FREED = EventKind("workshops.seat_freed")  # pool_id
QUIZ_SUBMITTED = EventKind("workshops.quiz_submitted")  # attempt_id, enrolment_id
ENROLMENT_COMPLETED = EventKind("workshops.enrolment_completed")  # enrolment_id
