"""What the network announces."""

from lms.records.events import EventKind

PERSON_JOINED = EventKind("network.person_joined")  # person_id: the person now has an account
APPOINTMENT_CHANGED = EventKind("network.appointment_changed")  # appointment_id: made or ended
PERSON_MOVED = EventKind("network.person_moved")  # person_id: belongs to another office from a day on
PERSON_LEFT = EventKind("network.person_left")  # person_id: every membership and role has ended, the account is closed
DELEGATION_CHANGED = EventKind("network.delegation_changed")  # delegation_id: made, withdrawn or shortened
