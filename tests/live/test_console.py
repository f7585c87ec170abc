"""The facilitator's console: who is in, removal that holds, new and parallel rooms, the list as a file."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from live import services
from live.models import RawEvent, Room
from live.presence_now import get_console, list_attendance
from live.providers.practice import read_visitor
from lms.exports.models import Export
from lms.records.models import AuditEntry
from tests.factories.live import CLOSES, DURING, STARTS, ParticipantFactory, SessionFactory

pytestmark = pytest.mark.django_db


def enter(participant, at=DURING):
    ticket = services.join_session(session=participant.session, actor=participant.person.user, at=at)
    visitor = read_visitor(token=ticket.token, room_name=ticket.room_name, at=at)
    occupant = services.enter_practice_room(visitor=visitor, at=at)
    for event in RawEvent.objects.waiting():
        services.process_event(event_id=event.pk, at=at)
    return visitor, occupant


@pytest.fixture
def session():
    return SessionFactory()


@pytest.fixture
def teacher(session):
    return ParticipantFactory(session=session, facilitator=True)


@pytest.fixture
def ana(session):
    return ParticipantFactory(session=session)


def test_the_console_tells_who_is_in_and_who_is_missing(session, teacher, ana):
    visitor, occupant = enter(ana, STARTS)
    user = teacher.person.user

    now = get_console(user, session, STARTS + timedelta(minutes=10))
    assert (now.here, now.expected) == (1, 2)
    assert {one.ref: (one.is_here, one.seconds) for one in now.people} == {
        ana.public_id: (True, 600),
        teacher.public_id: (False, 0),
    }

    services.leave_practice_room(visitor=visitor, seat=occupant.public_id, at=STARTS + timedelta(minutes=20))
    for event in RawEvent.objects.waiting():
        services.process_event(event_id=event.pk, at=DURING)
    later = get_console(user, session, STARTS + timedelta(minutes=30))
    assert later.here == 0
    assert {one.ref: one.seconds for one in later.people}[ana.public_id] == 1200


def test_a_kick_is_no_ban_but_a_removal_with_a_new_room_is(session, teacher, ana):
    visitor, occupant = enter(ana)
    old = Room.objects.get(session=session)
    for _ in range(2):
        services.remove_participant(session=session, person=ana.person, actor=teacher.person.user, at=DURING)
    for _ in range(2):
        services.change_room(session=session, actor=teacher.person.user, at=DURING, known=1)

    rooms = list(Room.objects.filter(session=session).order_by("pk"))
    assert [one.is_current for one in rooms] == [False, True]
    assert rooms[0].name == old.name != rooms[1].name
    with pytest.raises(services.NotAdmitted):
        services.join_session(session=session, actor=ana.person.user, at=DURING)
    with pytest.raises(services.PracticeDoorShut):
        services.keep_practice_seat(visitor=visitor, seat=occupant.public_id, at=DURING)
    with pytest.raises(services.PracticeDoorShut):
        services.enter_practice_room(visitor=visitor, at=DURING)
    ticket = services.join_session(session=session, actor=teacher.person.user, at=DURING)
    assert ticket.room_name == rooms[1].name


def test_events_of_the_old_room_still_count(session, teacher, ana):
    _visitor, occupant = enter(ana, STARTS)
    services.change_room(session=session, actor=teacher.person.user, at=DURING)
    occupant.seen_at = DURING
    occupant.save()
    services.end_silent_seat(occupant_id=occupant.pk, at=CLOSES)

    services.settle_attendance(session_id=session.pk, at=CLOSES)

    ana.refresh_from_db()
    assert ana.attendance.seconds == 30 * 60


def test_rooms_are_changed_only_while_the_door_is_open(session):
    for at in (STARTS - timedelta(hours=1), CLOSES):
        with pytest.raises(services.DoorShut):
            services.change_room(session=session, actor=None, at=at)
    with pytest.raises(services.NoSuchParallelRoom):
        services.change_room(session=session, actor=None, at=DURING, language="en")
    assert Room.objects.filter(session=session).count() == 1


def test_a_parallel_room_is_opened_once_and_entered_by_its_language(session, ana):
    for _ in range(2):
        room = services.open_parallel_room(session=session, language="en", actor=None, at=DURING)

    assert Room.objects.filter(session=session, is_current=True).count() == 2
    user = ana.person.user
    assert services.join_session(session=session, actor=user, at=DURING, language="en").room_name == room.name
    assert services.join_session(session=session, actor=user, at=DURING).room_name != room.name
    with pytest.raises(services.DoorShut):
        services.join_session(session=session, actor=user, at=DURING, language="pt")
    with pytest.raises(services.NoSuchParallelRoom):
        services.open_parallel_room(session=session, language="xx", actor=None, at=DURING)


# --- through the door


@pytest.fixture
def now_session():
    return SessionFactory(starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def conductor(client, now_session):
    teacher = ParticipantFactory(session=now_session, facilitator=True)
    client.force_login(teacher.person.user)
    return teacher


def test_the_facilitator_removes_and_lets_in_again(client, now_session, conductor):
    learner = ParticipantFactory(session=now_session)
    url = reverse("live:remove_person", args=[now_session.public_id])

    answer = client.post(url, {"quien": learner.public_id, "motivo": "Se equivocó de sesión"}, follow=True)
    assert "Esta persona ya no puede entrar" in answer.content.decode()
    learner.refresh_from_db()
    assert learner.removed_at is not None
    assert AuditEntry.objects.filter(action="live.remove_participant").count() == 1

    client.post(url, {"quien": learner.public_id, "volver": "1"})
    learner.refresh_from_db()
    assert learner.removed_at is None

    answer = client.post(url, {"quien": conductor.public_id, "motivo": "x"}, follow=True)
    assert "No puede retirarse" in answer.content.decode()
    conductor.refresh_from_db()
    assert conductor.removed_at is None


def test_participants_do_not_conduct(client, now_session, conductor):
    learner = ParticipantFactory(session=now_session)
    client.force_login(learner.person.user)
    names = ["remove_person", "change_room", "open_parallel_room", "export_attendance"]

    assert client.get(reverse("live:console", args=[now_session.public_id])).status_code == 403
    for name in names:
        assert client.post(reverse(f"live:{name}", args=[now_session.public_id])).status_code == 403
    client.force_login(ParticipantFactory().person.user)
    assert client.get(reverse("live:console", args=[now_session.public_id])).status_code == 404
    assert Room.objects.filter(session=now_session).count() == 1


def test_the_door_tells_of_a_new_room_without_naming_it(client, now_session, conductor):
    door = reverse("live:door", args=[now_session.public_id])
    assert client.get(door).json()["rooms"] == 1

    for _ in range(2):
        client.post(reverse("live:change_room", args=[now_session.public_id]), {"salas": "1"})

    told = client.get(door)
    assert told.json()["rooms"] == 2
    for room in Room.objects.all():
        assert room.name not in told.content.decode()
        assert room.name not in client.get(reverse("live:console", args=[now_session.public_id])).content.decode()


def test_the_console_costs_the_same_with_one_person_or_three(client, now_session, conductor):
    url, counted = reverse("live:console", args=[now_session.public_id]), []
    for _ in range(2):
        ParticipantFactory(session=now_session)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counted.append(len(queries))
        ParticipantFactory(session=now_session)
    assert counted[0] == counted[1]


def test_the_list_leaves_through_the_one_writer(client, now_session, conductor):
    learner = ParticipantFactory(session=now_session)
    url = reverse("live:export_attendance", args=[now_session.public_id])

    assert client.post(url, {"file_format": "CSV"}).status_code == 302
    export = Export.objects.get()
    assert export.params == {"sesion": now_session.public_id}
    params = json.loads(json.dumps(export.params))
    names = {row[0] for row in list_attendance(conductor.person.user, params)}
    assert names == {learner.person.full_name, conductor.person.full_name}
    assert list(list_attendance(learner.person.user, params)) == []
