"""Who may see a session and who may enter it: what an activity wrote, nothing else."""

from datetime import timedelta

import pytest

from live.enums import SessionState
from live.models import Session
from live.permissions import can_join
from tests.factories.accounts import UserFactory
from tests.factories.live import CLOSES, DURING, OPENS, ParticipantFactory, SessionFactory
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("trait", ["facilitator", "observer", None])
def test_the_admitted_see_the_session_and_enter_while_it_is_open(trait):
    participant = ParticipantFactory(**({trait: True} if trait else {}))
    user, session = participant.person.user, participant.session

    assert list(Session.objects.visible_to(user)) == [session]
    assert can_join(user, session, DURING)
    assert not can_join(user, session, OPENS - timedelta(seconds=1))
    assert not can_join(user, session, CLOSES)


def test_nobody_else_sees_or_enters():
    session = ParticipantFactory().session
    removed = ParticipantFactory(session=session, removed=True).person.user
    elsewhere = ParticipantFactory().person.user
    secretariat = PersonFactory(secretariat=True).user

    for user in (removed, secretariat, UserFactory()):
        assert list(Session.objects.visible_to(user)) == []
        assert not can_join(user, session, DURING)
    assert session not in Session.objects.visible_to(elsewhere)
    assert not can_join(elsewhere, session, DURING)


def test_a_suspended_account_does_not_enter():
    participant = ParticipantFactory(person__user__is_active=False)

    assert not can_join(participant.person.user, participant.session, DURING)


def test_a_cancelled_session_is_seen_and_not_entered():
    participant = ParticipantFactory(session=SessionFactory(state=SessionState.CANCELLED))
    user = participant.person.user

    assert list(Session.objects.visible_to(user)) == [participant.session]
    assert not can_join(user, participant.session, DURING)
