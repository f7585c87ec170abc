"""Taking files in and letting them go."""

from media.services.taking import QuotaReached, delete_file, delete_orphans, keep_file, take_file

__all__ = ["QuotaReached", "delete_file", "delete_orphans", "keep_file", "take_file"]
