"""Series by the clock on the wall: written out, moved, called off, and who would be in two places."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from schedule.models import Event

from live import activities, agenda, services
from live.enums import Modality, ParticipantRole
from live.models import Series, Session
from live.recurrence import WallClockRule, shift, spans
from tests.factories.live import SCHEDULED_AT, ParticipantFactory, SeriesFactory, SessionFactory

SAN_SALVADOR = "America/El_Salvador"
FACTS = activities.ActivityFacts("Extorsión", "t", "Temas", "SV", "El Salvador")
DRAFT = services.SessionDraft({"es": "Clase", "en": "Class"}, Modality.REMOTE)


def rule(**changes):
    told = {
        "zone": SAN_SALVADOR,
        "first_on": date(2026, 11, 24),
        "weekdays": frozenset({1, 3}),
        "begins": time(14),
        "minutes": 90,
        "times": 6,
        **changes,
    }
    return WallClockRule(**told)


def local(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M")


def test_tuesdays_and_thursdays_six_times():
    assert [local(start, SAN_SALVADOR) for start, _end in spans(rule())] == [
        "11-24 14:00",
        "11-26 14:00",
        "12-01 14:00",
        "12-03 14:00",
        "12-08 14:00",
        "12-10 14:00",
    ]


@pytest.mark.parametrize(
    ("reader", "before", "after"),
    [
        ("America/Santo_Domingo", "16:00", "16:00"),
        ("America/Bogota", "15:00", "15:00"),
        ("America/Tijuana", "13:00", "12:00"),
        ("Europe/Madrid", "22:00", "21:00"),
    ],
)
def test_fourteen_hours_in_san_salvador_read_elsewhere_across_a_change_of_clocks(reader, before, after):
    """Madrid changes on 25 October 2026, Tijuana on 1 November, San Salvador never."""
    found = list(spans(rule(first_on=date(2026, 10, 20), weekdays=frozenset({1}), times=3)))

    assert [local(start, SAN_SALVADOR) for start, _end in found] == ["10-20 14:00", "10-27 14:00", "11-03 14:00"]
    hours = [local(start, reader)[6:] for start, _end in found]
    assert (hours[0], hours[-1]) == (before, after)


def test_a_rule_keeps_its_hour_where_the_organisers_own_clock_changes():
    found = list(spans(rule(zone="Europe/Madrid", first_on=date(2026, 10, 20), weekdays=frozenset({1}), times=2)))

    assert [local(start, "Europe/Madrid") for start, _end in found] == ["10-20 14:00", "10-27 14:00"]
    assert [start.astimezone(UTC).hour for start, _end in found] == [12, 13]
    moved = shift(found[0], days=7, begins=time(14), minutes=90, zone="Europe/Madrid")
    assert moved == found[1]


def test_an_hour_that_is_skipped_or_shown_twice_is_one_instant():
    skipped = list(
        spans(
            rule(
                zone="America/Tijuana", first_on=date(2027, 3, 14), begins=time(2, 30), times=1, weekdays=frozenset({6})
            )
        )
    )
    twice = list(
        spans(
            rule(
                zone="America/Tijuana", first_on=date(2026, 11, 1), begins=time(1, 30), times=1, weekdays=frozenset({6})
            )
        )
    )

    assert skipped[0][0] == datetime(2027, 3, 14, 10, 30, tzinfo=UTC)
    assert twice[0][0] == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert twice[0][1] - twice[0][0] == timedelta(minutes=90)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"times": None, "until_on": date(2029, 11, 24), "weekdays": frozenset({1})}, services.TooManySessions),
        ({"every_weeks": 4, "times": 40, "weekdays": frozenset({1})}, services.SeriesTooLong),
        ({"times": 61}, services.TooManySessions),
        ({"times": None, "until_on": date(2026, 11, 23)}, services.NoDayChosen),
        ({"weekdays": frozenset()}, services.NoDayChosen),
        ({"first_on": date(2026, 11, 2), "times": 1, "weekdays": frozenset({0})}, services.FirstDayPast),
        ({"minutes": 5}, services.LengthOutOfRange),
        ({"minutes": 721}, services.LengthOutOfRange),
    ],
    ids=["three-years", "four-weekly", "61-times", "backwards", "no-day", "past", "short", "long"],
)
def test_a_rule_that_cannot_be_is_refused_and_nothing_is_kept(changes, refusal):
    series = SeriesFactory()

    for _ in range(2):
        with pytest.raises(refusal):
            services.plan_sessions(series=series, rule=rule(**changes), draft=DRAFT, actor=None, at=SCHEDULED_AT)

    assert not series.sessions.exists()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_plan_sessions_writes_rows_once():
    series = SeriesFactory()
    planned = [
        services.plan_sessions(series=series, rule=rule(), draft=DRAFT, actor=None, at=SCHEDULED_AT) for _ in range(2)
    ]

    assert [one.pk for one in planned[0]] == [one.pk for one in planned[1]]
    assert [one.title["es"] for one in planned[0]] == [f"Clase ({n})" for n in range(1, 7)]
    assert Event.objects.filter(calendar=series.calendar, rule=None).count() == 6
    assert {one.rooms.count() for one in planned[0]} == {1}


def plan(times=3):
    series = SeriesFactory()
    made = services.plan_sessions(series=series, rule=rule(times=times), draft=DRAFT, actor=None, at=SCHEDULED_AT)
    return series, made


def hours(series):
    return [local(one.starts_at, SAN_SALVADOR) for one in series.sessions.scheduled()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("and_later", "expected"),
    [
        (False, ["11-24 14:00", "11-27 09:00", "12-01 14:00"]),
        (True, ["11-24 14:00", "11-27 09:00", "12-02 09:00"]),
    ],
    ids=["one", "rest"],
)
def test_moving_one_or_the_rest(and_later, expected):
    series, made = plan()
    asked = {"day": date(2026, 11, 27), "begins": time(9), "minutes": 60, "and_later": and_later}

    for _ in range(2):
        services.move_sessions(session=made[1], actor=None, at=SCHEDULED_AT, **asked)

    assert hours(series) == expected
    made[1].refresh_from_db()
    assert (made[1].sequence, made[1].scheduled_seconds) == (1, 3600)
    assert made[1].event.start == made[1].starts_at


@pytest.mark.django_db
def test_moving_the_rest_into_the_past_moves_none():
    series, made = plan()
    before = hours(series)

    with pytest.raises(services.FirstDayPast):
        services.move_sessions(
            session=made[0],
            day=date(2026, 10, 1),
            begins=time(9),
            minutes=60,
            and_later=True,
            actor=None,
            at=SCHEDULED_AT,
        )

    assert hours(series) == before


@pytest.mark.django_db
def test_cancelling_the_rest_leaves_what_came_before():
    series, made = plan()

    for _ in range(2):
        services.cancel_sessions(session=made[1], and_later=True, actor=None, at=SCHEDULED_AT, reason="Feriado")

    assert hours(series) == ["11-24 14:00"]
    assert [one.sequence for one in series.sessions.all()] == [0, 1, 1]


@pytest.mark.django_db
def test_overlaps_tell_how_many_of_the_people_are_expected_elsewhere():
    series, made = plan(times=2)
    teacher = ParticipantFactory(session=made[0], role=ParticipantRole.FACILITATOR).person
    learner = ParticipantFactory(session=made[0]).person
    elsewhere = SessionFactory(starts_at=made[0].starts_at + timedelta(days=30))
    for person in (teacher, learner):
        ParticipantFactory(session=elsewhere, person=person)
    free = (elsewhere.ends_at, elsewhere.ends_at + timedelta(hours=1))
    taken = (elsewhere.ends_at - timedelta(seconds=1), elsewhere.ends_at + timedelta(hours=1))

    assert agenda.get_overlaps(series, [free]) == []
    assert agenda.get_overlaps(series, [taken]) == [agenda.Overlap(*taken, facilitators=1, participants=1)]
    services.cancel_session(session=elsewhere, actor=None, at=SCHEDULED_AT)
    assert agenda.get_overlaps(series, [taken]) == []


# --- through the door


@pytest.fixture
def planner(monkeypatch):
    """Somebody who arranges the sessions of a series, as an activity would say."""
    series = SeriesFactory()
    user = ParticipantFactory().person.user
    own = activities.Activity(
        "trial",
        facts=lambda _user, ids: dict.fromkeys(set(ids) & {series.pk}, FACTS),
        planned_by=lambda asker: Series.objects.filter(pk=series.pk if asker == user else 0).values_list(
            "pk", flat=True
        ),
        fill=lambda _session, _actor, _at: None,
    )
    monkeypatch.setitem(activities._activities, "trial", own)
    return user, series


def form(**changes):
    first = timezone.localdate() + timedelta(days=7)
    told = {
        "title_es": "Clase",
        "title_en": "",
        "modality": "REMOTE",
        "first_on": first.isoformat(),
        "begins": "14:00",
        "minutes": "90",
        "weekdays": [str(first.weekday())],
        "times": "2",
        "until_on": "",
        "preparation_es": "",
    }
    return told | changes


@pytest.mark.django_db
def test_the_planner_sees_the_dates_first_and_then_schedules_them(client, planner):
    user, series = planner
    client.force_login(user)
    url = reverse("live:plan", args=[series.public_id])

    seen = client.post(url, form())
    assert "2 sesiones, sin programar todavía" in seen.content.decode()
    assert not series.sessions.exists()

    for _ in range(2):
        assert client.post(url, form(confirm="1")).status_code == 302
    assert series.sessions.count() == 2
    page = client.get(reverse("live:series", args=[series.public_id])).content.decode()
    assert "Clase (2)" in page

    refused = client.post(url, form(times="", confirm="1")).content.decode()
    assert "Indique cuántas veces" in refused
    assert series.sessions.count() == 2


@pytest.mark.django_db
def test_move_and_cancel_from_the_screen(client, planner):
    user, series = planner
    client.force_login(user)
    client.post(reverse("live:plan", args=[series.public_id]), form(confirm="1"))
    first = series.sessions.first()
    address = [series.public_id, first.public_id]
    day = (timezone.localdate() + timedelta(days=8)).isoformat()

    client.post(reverse("live:move", args=address), {"day": day, "begins": "10:00", "minutes": "60", "scope": "rest"})
    assert {local(one.starts_at, SAN_SALVADOR)[6:] for one in series.sessions.all()} == {"10:00"}

    client.post(reverse("live:cancel", args=address), {"scope": "rest", "reason": "Feriado"})
    assert not series.sessions.scheduled().exists()


@pytest.mark.django_db
def test_nobody_else_finds_the_series(client, planner):
    _user, series = planner
    session = SessionFactory(series=series)
    client.force_login(ParticipantFactory(session=session).person.user)

    assert client.get(reverse("live:series", args=[series.public_id])).status_code == 404
    assert client.post(reverse("live:plan", args=[series.public_id]), form(confirm="1")).status_code == 404
    for name in ("move", "cancel"):
        assert client.post(reverse(f"live:{name}", args=[series.public_id, session.public_id])).status_code == 404
    assert Session.objects.get(pk=session.pk).sequence == 0


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["", "&vista=lista"], ids=["month", "list"])
def test_the_calendar_of_the_network_filters_and_names_nothing_of_others_sessions(client, planner, view):
    user, series = planner
    own = SessionFactory(series=series, title={"es": "La mía"})
    SessionFactory(series=series, title={"es": "La ajena"}, starts_at=own.starts_at + timedelta(days=1))
    ParticipantFactory(session=own, person=user.person)
    client.force_login(user)
    url = reverse("live:agenda") + "?mes=2026-11" + view

    page = client.get(url).content.decode()
    assert page.count("Extorsión") == 2
    assert "La mía" in page
    assert "La ajena" not in page
    assert own.rooms.get().name not in page
    for narrow, count in [
        ("&pais=SV", 2),
        ("&pais=GT", 0),
        ("&tema=t", 2),
        ("&tema=x", 0),
        ("&modalidad=REMOTE", 2),
        ("&modalidad=HYBRID", 0),
        ("&solo=propias", 1),
    ]:
        assert client.get(url + narrow).content.decode().count("Extorsión") == count, narrow
    assert client.get(reverse("live:agenda") + "?mes=9999-99").status_code == 200
    assert client.get(reverse("live:agenda") + "?mes=2026-10").content.decode().count("Extorsión") == 0


@pytest.mark.django_db
def test_the_calendar_costs_the_same_with_one_session_or_three(client, planner):
    user, series = planner
    client.force_login(user)
    counted = []
    for _ in range(2):
        SessionFactory(series=series)
        SessionFactory()
        client.get(reverse("live:agenda") + "?mes=2026-11")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("live:agenda") + "?mes=2026-11")
        counted.append(len(queries))
    assert counted[0] == counted[1]
