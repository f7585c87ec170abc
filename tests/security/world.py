"""Two countries with a full copy of everything and one reader in every seat of each."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from lms.accounts.models import User
from lms.common.matrix import SIGNED_IN, Seat
from network.models import Country, Office, Person, School
from tests.factories.network import CountryFactory, OfficeFactory, PersonFactory, SchoolFactory

TRAITS = {
    Seat.LRN: "prosecutor",
    Seat.FAC: "prosecutor",
    Seat.CP: "contact_point",
    Seat.NSE: "school_editor",
    Seat.RC: "coordinator",
    Seat.SEC: "secretariat",
    Seat.AUD: "auditor",
    Seat.EXT: "expert",
    Seat.SUS: "prosecutor",
}


@dataclass(slots=True)
class Land:
    """One country: its office, its school, a reader in every seat, and a colleague of the learner."""

    country: Country
    office: Office
    school: School
    people: dict[Seat, Person]
    colleague: Person

    def user(self, seat: Seat) -> User:
        user = self.people[seat].user
        assert user is not None
        return user


@dataclass(slots=True)
class World:
    """The land the readers look from, the land they do not belong to, and what stands in both."""

    here: Land
    there: Land
    now = timezone.now()
    made: dict[str, object] = field(default_factory=dict)

    @property
    def an_hour_ago(self):
        return self.now - timedelta(hours=1)


def make_land(iso: str) -> Land:
    country = CountryFactory(iso=iso)
    office = OfficeFactory(country=country)
    school = SchoolFactory(country=country, office=office)
    people = {}
    for seat, trait in TRAITS.items():
        more = {"school": school} if seat == Seat.NSE else {} if seat in {Seat.AUD, Seat.EXT} else {"office": office}
        people[seat] = PersonFactory(**{trait: True}, **more)
    colleague = PersonFactory(prosecutor=True, office=office)
    return Land(country=country, office=office, school=school, people=people, colleague=colleague)


def make_world() -> World:
    world = World(here=make_land("XA"), there=make_land("XB"))
    assert set(world.here.people) == {*SIGNED_IN, Seat.SUS}
    return world
