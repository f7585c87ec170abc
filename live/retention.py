"""What the engine lets go of in time: never before the minutes drawn from it are final."""

from datetime import datetime

from django.db.models import Q, QuerySet

from live.enums import AttendanceState, EventState, SessionState
from live.models import Connection, FeedToken, PracticeOccupant, RawEvent
from lms.records.retention import RetentionRule


def find_raw_events(cutoff: datetime) -> QuerySet[RawEvent]:
    """Told for sessions whose minutes are final since, for cancelled ones, or for no room of ours."""
    is_final = Q(room__session__attendance_state=AttendanceState.FINAL, room__session__settled_at__lt=cutoff)
    is_unneeded = Q(room__isnull=True) | Q(room__session__state=SessionState.CANCELLED)
    return RawEvent.objects.exclude(state=EventState.RECEIVED).filter(
        is_final | (is_unneeded & Q(received_at__lt=cutoff)), received_at__lt=cutoff
    )


def find_connections(cutoff: datetime) -> QuerySet[Connection]:
    return Connection.objects.filter(
        session__attendance_state=AttendanceState.FINAL, session__settled_at__lt=cutoff, left_at__lt=cutoff
    )


RULES = [
    RetentionRule(name="live.raw_events", period="live_events", find=find_raw_events),
    RetentionRule(name="live.connections", period="live_events", find=find_connections),
    RetentionRule(
        name="live.practice",
        period="practice",
        find=lambda cutoff: PracticeOccupant.objects.filter(seen_at__lt=cutoff, left_at__lt=cutoff),
    ),
    RetentionRule(
        name="live.feeds", period="feeds", find=lambda cutoff: FeedToken.objects.filter(revoked_at__lt=cutoff)
    ),
]
