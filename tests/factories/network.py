"""Countries, offices, schools and invented people."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from lms.common.fields import Translated
from network.enums import Role
from network.models import (
    Appointment,
    Country,
    Delegation,
    Institution,
    InstitutionType,
    Membership,
    Office,
    OfficeName,
    Person,
    School,
    SchoolName,
    Unit,
)
from tests.factories.accounts import UserFactory

STARTED_ON = date(2020, 1, 1)  # terms that hold today and in every test of this century's rules
ENDED_ON = date(2021, 1, 1)

GIVEN_NAMES = ["Ixchel", "Tomás", "Amaranta", "Nicanor", "Zoila", "Ramiro", "Xiomara", "Eleuterio"]
FAMILY_NAMES = ["Quetzal Rivas", "Ceiba Montes", "Jiquilite Paz", "Torogoz Lara", "Añil Cordero", "Izote Vela"]


def texts(es: str, en: str = "") -> Translated:
    """A text in both languages of the screen."""
    return Translated(es=es, en=en or es)


class CountryFactory(DjangoModelFactory):
    """An invented country with a real zone."""

    class Meta:
        model = Country
        django_get_or_create = ("iso",)

    # User-assigned codes of ISO 3166: no country will ever bear them.
    iso = factory.Sequence(lambda n: f"X{'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[n % 36]}")
    name = factory.LazyAttribute(lambda country: texts(f"Tierra {country.iso}", f"Land {country.iso}"))
    time_zone = "America/Guatemala"
    language = "es"


class OfficeNameFactory(DjangoModelFactory):
    class Meta:
        model = OfficeName

    name = factory.LazyAttribute(lambda row: texts(f"Fiscalía de {row.office.code}", f"Office of {row.office.code}"))
    started_on = STARTED_ON


class OfficeFactory(DjangoModelFactory):
    """An office in a country of its own, with one name in force since ``STARTED_ON``."""

    class Meta:
        model = Office
        skip_postgeneration_save = True

    country = factory.SubFactory(CountryFactory)
    code = factory.Sequence(lambda n: f"FX-{n}")
    current_name = factory.RelatedFactory(OfficeNameFactory, factory_related_name="office")


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    office = factory.SubFactory(OfficeFactory)
    code = factory.Sequence(lambda n: f"unidad-{n}")
    name = factory.Sequence(lambda n: texts(f"Unidad {n}", f"Unit {n}"))


class SchoolNameFactory(DjangoModelFactory):
    class Meta:
        model = SchoolName

    name = factory.LazyAttribute(lambda row: texts(f"Escuela {row.school.code}", f"School {row.school.code}"))
    started_on = STARTED_ON


class SchoolFactory(DjangoModelFactory):
    """A school in a country of its own. Trait: ``lead``."""

    class Meta:
        model = School
        skip_postgeneration_save = True

    class Params:
        lead = factory.Trait(is_lead=True)

    country = factory.SubFactory(CountryFactory)
    code = factory.Sequence(lambda n: f"EX-{n}")
    current_name = factory.RelatedFactory(SchoolNameFactory, factory_related_name="school")


class InstitutionTypeFactory(DjangoModelFactory):
    class Meta:
        model = InstitutionType
        django_get_or_create = ("code",)

    code = "police"
    name = factory.LazyFunction(lambda: texts("Policía", "Police"))


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    kind = factory.SubFactory(InstitutionTypeFactory)
    country = factory.SubFactory(CountryFactory)
    name = factory.Sequence(lambda n: texts(f"Cuerpo {n}", f"Body {n}"))


class PersonFactory(DjangoModelFactory):
    """An invented person without an account, belonging nowhere.

    ``PersonFactory(with_user=True)`` has an account at the same address; ``office=`` makes a membership there.
    Traits that give account, office and appointment at once: ``contact_point``, ``secretariat``, ``coordinator``,
    ``auditor``, ``mentor``, ``school_editor`` (of ``school=``), ``expert`` (no office). ``prosecutor`` has an
    account and an office and no appointment.
    """

    class Meta:
        model = Person

    class Params:
        with_user = factory.Trait(user=factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")))
        prosecutor = factory.Trait(with_user=True, office=factory.SubFactory(OfficeFactory))
        contact_point = factory.Trait(prosecutor=True, role=Role.CONTACT_POINT)
        secretariat = factory.Trait(prosecutor=True, role=Role.SECRETARIAT)
        coordinator = factory.Trait(prosecutor=True, role=Role.COORDINATOR)
        mentor = factory.Trait(prosecutor=True, role=Role.MENTOR)
        auditor = factory.Trait(with_user=True, role=Role.AUDITOR)
        expert = factory.Trait(with_user=True, role=Role.EXPERT)
        school_editor = factory.Trait(with_user=True, role=Role.SCHOOL_EDITOR, school=factory.SubFactory(SchoolFactory))

    given_names = factory.Iterator(GIVEN_NAMES)
    family_names = factory.Iterator(FAMILY_NAMES)
    email = factory.Sequence(lambda n: f"persona{n}@example.org")

    # Not columns: what ``_create`` builds around the person.
    office: Any = None
    school: Any = None
    role = ""

    @classmethod
    def _create(cls, model_class: type[Person], *args: Any, **kwargs: Any) -> Person:
        office, school, role = kwargs.pop("office"), kwargs.pop("school"), kwargs.pop("role")
        person: Person = super()._create(model_class, *args, **kwargs)
        if office is not None:
            MembershipFactory(person=person, office=office)
        if role:
            AppointmentFactory(
                person=person, role=role, office=office if role == Role.CONTACT_POINT else None, school=school
            )
        return person


class MembershipFactory(DjangoModelFactory):
    """A prosecutor's membership since ``STARTED_ON``. Trait: ``ended``."""

    class Meta:
        model = Membership

    class Params:
        ended = factory.Trait(ended_on=ENDED_ON)

    person = factory.SubFactory(PersonFactory)
    office = factory.SubFactory(OfficeFactory)
    started_on = STARTED_ON


class AppointmentFactory(DjangoModelFactory):
    """An appointment since ``STARTED_ON``, for the whole network unless a scope is given. Trait: ``ended``."""

    class Meta:
        model = Appointment

    class Params:
        ended = factory.Trait(ended_on=ENDED_ON)

    person = factory.SubFactory(PersonFactory, with_user=True)
    role = Role.MENTOR
    started_on = STARTED_ON


class DelegationFactory(DjangoModelFactory):
    """A contact point's powers lent to a colleague of the same office, over long ago unless days are given."""

    class Meta:
        model = Delegation

    appointment = factory.LazyFunction(lambda: PersonFactory(contact_point=True).appointments.get())  # noqa: PLW0108
    delegate = factory.LazyAttribute(lambda row: PersonFactory(prosecutor=True, office=row.appointment.office))
    started_on = STARTED_ON
    ended_on = ENDED_ON
