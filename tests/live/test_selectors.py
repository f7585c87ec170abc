"""What other rooms ask: the offer to join, and the sessions ahead."""

from datetime import timedelta

import pytest

from live import selectors
from live.enums import Door, Modality, SessionState
from tests.factories.accounts import UserFactory
from tests.factories.live import CLOSES, DURING, ENDS, OPENS, STARTS, ParticipantFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at", "door", "opens_in", "can_join"),
    [
        (OPENS - timedelta(minutes=5), Door.WAITING, 300, False),
        (OPENS - timedelta(microseconds=1), Door.WAITING, 1, False),
        (OPENS, Door.OPEN, 0, True),
        (DURING, Door.OPEN, 0, True),
        (ENDS, Door.OPEN, 0, True),
        (CLOSES, Door.CLOSED, 0, False),
    ],
)
def test_the_offer_follows_the_window(at, door, opens_in, can_join, django_assert_num_queries):
    participant = ParticipantFactory()

    with django_assert_num_queries(1):
        offer = selectors.get_join_offer(participant.person.user, participant.session, at)

    assert (offer.door, offer.opens_in, offer.can_join, offer.is_facilitator) == (door, opens_in, can_join, False)
    assert (offer.opens_at, offer.closes_at) == (OPENS, CLOSES)


@pytest.mark.parametrize(
    ("columns", "at", "door"),
    [
        ({"state": SessionState.CANCELLED}, DURING, Door.CANCELLED),
        ({"modality": Modality.IN_PERSON}, DURING, Door.IN_PERSON),
        ({"modality": Modality.IN_PERSON}, CLOSES, Door.CLOSED),
        ({"modality": Modality.HYBRID}, DURING, Door.OPEN),
    ],
)
def test_the_door_of_other_sessions(columns, at, door):
    assert selectors.read_door(SessionFactory(**columns), at) == door


def test_the_offer_to_somebody_not_admitted_is_none():
    session = ParticipantFactory().session
    removed = ParticipantFactory(session=session, removed=True).person.user

    for user in (removed, UserFactory()):
        offer = selectors.get_join_offer(user, session, DURING)
        assert (offer.door, offer.is_admitted, offer.can_join) == (Door.OPEN, False, False)


def test_sessions_ahead_are_own_standing_and_not_closed():
    ana = ParticipantFactory(session=SessionFactory(starts_at=STARTS + timedelta(days=1))).person
    now = ParticipantFactory(person=ana, session=SessionFactory()).session
    ParticipantFactory(person=ana, session=SessionFactory(state=SessionState.CANCELLED))
    ParticipantFactory(person=ana, removed=True)
    ParticipantFactory()
    tomorrow = ana.live_participations.exclude(session=now).earliest("pk").session

    assert selectors.get_upcoming_sessions(ana.user, DURING) == [now, tomorrow]
    assert selectors.get_upcoming_sessions(ana.user, CLOSES) == [tomorrow]
    assert selectors.get_upcoming_sessions(ana.user, DURING, limit=1) == [now]
