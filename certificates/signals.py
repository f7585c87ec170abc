"""What certificates announce; ids only."""

from lms.records.events import EventKind

AWARD_ISSUED = EventKind("certificates.award_issued")  # award_id
AWARD_REVOKED = EventKind("certificates.award_revoked")  # award_id
AWARD_SUPERSEDED = EventKind("certificates.award_superseded")  # award_id, of the one that gave way
ARTIFACT_STORED = EventKind("certificates.artifact_stored")  # award_id
