"""What the video server would have told of past sessions: raw events in its own format, through the same door."""

import json
from datetime import datetime, timedelta

from live.models import Participant, Session
from live.services import receive_event, settle_attendance

LATE = {2: timedelta(minutes=5), 3: timedelta(minutes=9)}  # somebody always is


def attend(session: Session, at: datetime) -> None:
    """Everybody admitted was there, some a little late; then the session is settled."""
    room = session.rooms.get(is_current=True)
    people = Participant.objects.filter(session=session, removed_at__isnull=True).order_by("pk")
    for place, participant in enumerate(people):
        joined = session.starts_at + LATE.get(place % 5, timedelta(minutes=-2))
        occupant = {
            "id": participant.public_id,
            "name": "",
            "email": "",
            "occupant_jid": f"demo-{participant.public_id}@meet.example.org/1",
            "joined_at": int(joined.timestamp()),
            "left_at": int(session.ends_at.timestamp()),
        }
        body = {
            "event_name": "muc-occupant-left",
            "room_name": room.name,
            "room_jid": f"{room.name}@conference.meet.example.org",
            "is_breakout": False,
            "active_occupants_count": 0,
            "occupant": occupant,
        }
        receive_event(body=json.dumps(body).encode(), source="demo", at=session.ends_at)
    settle_attendance(session_id=session.pk, at=at)
