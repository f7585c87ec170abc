"""What this room lets go of in time."""

from lms.records.retention import RetentionRule
from network.models import Delegation

RULES = [
    RetentionRule(
        name="network.delegations",
        period="delegations",
        # Who acted under lent powers stays in the audit trail.
        find=lambda cutoff: Delegation.objects.filter(ended_on__lt=cutoff.date()),
    ),
]
