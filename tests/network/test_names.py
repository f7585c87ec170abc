"""Offices and schools get new names; the old ones stay for the years they held."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from lms.common.fields import Translated
from lms.records.models import AuditEntry
from network import services
from network.models import OfficeName
from network.services.reference import Listing, seed_reference
from tests.factories.network import STARTED_ON, OfficeFactory, PersonFactory, SchoolFactory, texts
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()
DAY = timedelta(days=1)
NEW = texts("Fiscalía General de la Nación", "Office of the Attorney General")


def rename(place, name=NEW, started_on=TODAY, **changes):
    values = {"name": name, "started_on": started_on, "actor": None, "at": NOW, **changes}
    if type(place).__name__ == "Office":
        return services.rename_office(office=place, **values)
    return services.rename_school(school=place, **values)


def terms(place):
    return list(place.names.order_by("started_on").values_list("started_on", "ended_on"))


@pytest.mark.parametrize("factory", [OfficeFactory, SchoolFactory])
def test_the_new_name_holds_from_its_day_and_the_old_one_until_then(factory):
    place, actor = factory(), PersonFactory(secretariat=True).user
    old = place.name_on(TODAY)

    first = rename(place, actor=actor)
    again = rename(place, actor=actor)

    assert first == again
    assert terms(place) == [(STARTED_ON, TODAY), (TODAY, None)]
    place = type(place).objects.get(pk=place.pk)
    assert [place.name_on(day) for day in (date(2020, 6, 1), TODAY - DAY, TODAY)] == [old, old, NEW["es"]]
    kind = type(place).__name__.lower()
    assert list(AuditEntry.objects.values_list("action", "actor_ref", "acting_role", "target_ref")) == [
        (f"network.rename_{kind}", actor.public_id, "SECRETARIAT", place.public_id)
    ]


def test_a_name_to_come_may_be_written_anew_and_one_that_has_begun_may_not():
    office = OfficeFactory()
    rename(office, started_on=TODAY + 9 * DAY)
    corrected = texts("Fiscalía Nacional", "National Prosecution Office")

    assert rename(office, corrected, started_on=TODAY + 9 * DAY).name == corrected
    assert terms(office) == [(STARTED_ON, TODAY + 9 * DAY), (TODAY + 9 * DAY, None)]

    for day in (STARTED_ON, STARTED_ON - DAY, TODAY):
        with pytest.raises(services.NameBeginsTooEarly):
            rename(office, started_on=day)
    assert len(terms(office)) == 2


def test_the_same_name_again_from_another_day_is_refused():
    office = OfficeFactory()
    rename(office)

    with pytest.raises(services.SameName):
        rename(office, started_on=TODAY + DAY)


@pytest.mark.parametrize("name", [{"es": "Fiscalía"}, {"es": "Fiscalía", "en": "  "}, {"es": "\u200b", "en": "Office"}])
def test_both_languages_are_needed(name):
    with pytest.raises(services.NameIncomplete):
        rename(OfficeFactory(), Translated(name))


def test_a_history_has_no_gaps():
    office = OfficeFactory()
    office.names.update(ended_on=TODAY)

    with pytest.raises(services.NameLeavesGap):
        rename(office, started_on=TODAY + DAY)
    assert rename(office, started_on=TODAY).started_on == TODAY


def listing_of(office, names):
    empty = {key: Listing([], []) for key in ("institution_types", "countries", "units", "schools")}
    row = {"code": office.code, "country": office.country.iso, "names": names}
    return {**empty, "offices": Listing([row], [])}


def seeded(name, begins, ends=None):
    row = {"name": {"es": name, "en": name}, "from": begins, "confirmed": False}
    return {**row, "until": ends} if ends else row


def test_the_seed_never_unsays_what_the_secretariat_named():
    office = OfficeFactory()
    old = seeded("Nombre de los datos", STARTED_ON)
    seed_reference(listings=listing_of(office, [old]), at=NOW)  # the control: before, the data's word counts
    assert office.name_on(TODAY) == "Nombre de los datos"
    rename(office)
    before = list(OfficeName.objects.filter(office=office).values())

    # A later release knows of a renaming too, on another day and under another name.
    later = [seeded("Otro", STARTED_ON, date(2026, 1, 1)), seeded("Otro más", date(2026, 1, 1))]
    for _ in range(2):
        assert seed_reference(listings=listing_of(office, later), at=NOW).is_empty

    assert list(OfficeName.objects.filter(office=office).values()) == before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_renamings_at_once_leave_one_history():
    office = OfficeFactory()
    days = [TODAY + DAY, TODAY + 2 * DAY, TODAY + 3 * DAY, TODAY + 4 * DAY]
    waiting = list(enumerate(days))

    def run():
        place, day = waiting.pop()
        try:
            rename(office, texts(f"Nombre {place}"), started_on=day)
        except services.NameBeginsTooEarly:
            return "refused"
        return "named"

    answers = at_once(len(days), run)

    history = terms(office)
    assert answers.count("named") == len(history) - 1 >= 1
    assert [end for _, end in history[:-1]] == [begin for begin, _ in history[1:]]
    assert history[-1][1] is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_the_lock_the_history_breaks():
    office = OfficeFactory()
    looked = threading.Barrier(2)
    days = [TODAY + DAY, TODAY + 2 * DAY]
    waiting = list(days)

    def run():
        day = waiting.pop()
        latest = office.names.order_by("-started_on").first()
        looked.wait()  # both have seen the same latest name: what the lock makes impossible
        latest.ended_on = day
        latest.save()
        # The database refuses two open names; that they overlap, only the lock keeps from happening.
        OfficeName.objects.create(office=office, name=NEW, started_on=day, ended_on=day + 9 * DAY)
        return "named"

    assert at_once(2, run) == ["named", "named"]
    history = terms(office)
    assert [end for _, end in history[:-1]] != [begin for begin, _ in history[1:]]


def test_days_in_a_refusal_are_words():
    office = OfficeFactory()

    with pytest.raises(services.NameBeginsTooEarly) as refusal:
        rename(office, started_on=date(2019, 1, 1), at=datetime.now(NOW.tzinfo))

    assert str(refusal.value) == (
        "El último nombre empezó el miércoles 1 de enero de 2020. El nuevo debe empezar después."
    )
