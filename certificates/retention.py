from certificates.models import NameComparison, ShareLink
from lms.records.retention import RetentionRule

RULES = [
    RetentionRule(
        name="certificates.comparisons",
        period="comparisons",
        find=lambda cutoff: NameComparison.objects.filter(compared_at__lt=cutoff),
    ),
    RetentionRule(
        name="certificates.share_links",
        period="share_links",
        find=lambda cutoff: ShareLink.objects.filter(expires_at__lt=cutoff),
    ),
]
