"""What the network announces."""

from lms.records.events import EventKind

PERSON_JOINED = EventKind("network.person_joined")  # person_id: the person now has an account
APPOINTMENT_CHANGED = EventKind("network.appointment_changed")  # appointment_id: made or ended
DELEGATION_CHANGED = EventKind("network.delegation_changed")  # delegation_id: made, withdrawn or shortened
