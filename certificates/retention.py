from certificates.models import NameComparison
from lms.records.retention import RetentionRule

RULES = [
    RetentionRule(
        name="certificates.comparisons",
        period="comparisons",
        find=lambda cutoff: NameComparison.objects.filter(compared_at__lt=cutoff),
    ),
]
