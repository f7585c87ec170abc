"""Editions, seats and enrolments, with fixed times to count from."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.db.models import F, Max
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.models import Area, CourseVersion
from live.enums import Modality
from network.models import Office, Person
from tests.factories.network import OfficeFactory, PersonFactory, SchoolFactory, texts
from workshops.enums import SEATED_STATES, ActivityType, EditionState, EnrolmentState, SeatKind, StaffRole
from workshops.models import Call, Edition, EditionStaff, Enrolment, Proposal, SeatPool

OPENS = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
AT = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)  # inside the window
STARTS_ON = date(2026, 11, 24)
ENDS_ON = date(2026, 11, 28)
BEGINS = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)  # midnight before the first day in San Salvador
INSTANT = timedelta(microseconds=1)


class CourseVersionFactory(DjangoModelFactory):
    """An invented frozen course without lessons."""

    class Meta:
        model = CourseVersion

    course_key = factory.Sequence(lambda n: f"curso-{n}")
    number = 1
    label = "2026.1"
    code = "EXT"
    title = factory.LazyFunction(lambda: texts("Curso de ensayo", "Trial course"))
    summary = factory.LazyFunction(lambda: texts("Un curso inventado.", "An invented course."))
    hours = 20
    school = factory.SubFactory(SchoolFactory)
    content_hash = factory.LazyAttribute(lambda version: hashlib.sha256(version.course_key.encode()).hexdigest())
    frozen_at = OPENS


class EditionFactory(DjangoModelFactory):
    """A hybrid edition, open for nominations from ``OPENS`` to ``CLOSES``, held from ``STARTS_ON`` to ``ENDS_ON``.

    It has no seats until a pool is made. Traits: ``draft``, ``running``, ``closed``, ``cancelled``, ``historical``,
    ``current`` (its window is open on the real clock, for views).
    """

    class Meta:
        model = Edition

    class Params:
        draft = factory.Trait(state=EditionState.DRAFT)
        running = factory.Trait(state=EditionState.RUNNING)
        closed = factory.Trait(state=EditionState.CLOSED)
        cancelled = factory.Trait(state=EditionState.CANCELLED)
        historical = factory.Trait(state=EditionState.CLOSED, is_historical=True)
        current = factory.Trait(
            nomination_opens_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)),
            nomination_closes_at=factory.LazyFunction(lambda: timezone.now() + timedelta(days=10)),
            starts_on=factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=20)),
            ends_on=factory.LazyFunction(lambda: timezone.now().date() + timedelta(days=24)),
        )

    course_version = factory.SubFactory(CourseVersionFactory)
    title = factory.Sequence(lambda n: texts(f"Edición de ensayo {n}", f"Trial edition {n}"))
    activity_type = ActivityType.REGIONAL
    modality = Modality.HYBRID
    lead_school = factory.SelfAttribute("course_version.school")
    venue = factory.LazyFunction(lambda: texts("Sala de ensayo", "Trial room"))
    time_zone = "America/El_Salvador"
    starts_on = STARTS_ON
    ends_on = ENDS_ON
    nomination_opens_at = OPENS
    nomination_closes_at = CLOSES
    state = EditionState.OPEN


class SeatPoolFactory(DjangoModelFactory):
    """Two seats in person for one office. Trait ``remote``: five remote ones for all."""

    class Meta:
        model = SeatPool

    class Params:
        remote = factory.Trait(kind=SeatKind.REMOTE, office=None, capacity=5)

    edition = factory.SubFactory(EditionFactory)
    kind = SeatKind.IN_PERSON
    office = factory.SubFactory(OfficeFactory)
    capacity = 2


class EditionStaffFactory(DjangoModelFactory):
    """A facilitator with an account. Trait: ``expert``."""

    class Meta:
        model = EditionStaff

    class Params:
        expert = factory.Trait(role=StaffRole.EXPERT)

    edition = factory.SubFactory(EditionFactory)
    person = factory.SubFactory(PersonFactory, with_user=True)
    role = StaffRole.FACILITATOR


class EnrolmentFactory(DjangoModelFactory):
    """A prosecutor with an account, enrolled in person; the pool it needs is made and counted.

    ``state=`` gives any other state with the columns that belong to it; ``office=`` the office of both person and
    seat; ``modality=SeatKind.REMOTE`` a seat of the open pool.
    """

    class Meta:
        model = Enrolment

    edition = factory.SubFactory(EditionFactory)
    person = factory.SubFactory(PersonFactory, prosecutor=True, office=factory.SelfAttribute("..office"))
    office = factory.SubFactory(OfficeFactory)
    modality = SeatKind.IN_PERSON
    state = EnrolmentState.ENROLLED
    nominated_at = AT

    @classmethod
    def _create(cls, model_class: type[Enrolment], *args: Any, **kwargs: Any) -> Enrolment:
        state = kwargs["state"]
        kwargs.setdefault("country", kwargs["office"].country)
        pool = cls._pool(kwargs["edition"], kwargs["office"], kwargs["modality"])
        if state in SEATED_STATES:
            kwargs["pool"] = pool
            SeatPool.objects.filter(pk=pool.pk, taken=F("capacity")).update(capacity=F("capacity") + 1)
            SeatPool.objects.filter(pk=pool.pk).update(taken=F("taken") + 1)
        elif state == EnrolmentState.ALTERNATE:
            last = pool.awaited_by.aggregate(last=Max("alternate_position"))["last"] or 0
            kwargs |= {"awaited_pool": pool, "alternate_position": last + 1}
        if state in {EnrolmentState.ENROLLED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED}:
            kwargs.setdefault("certificate_name", kwargs["person"].full_name)
        if state == EnrolmentState.COMPLETED:
            kwargs.setdefault("completed_at", AT)
        return super()._create(model_class, *args, **kwargs)

    @staticmethod
    def _pool(edition: Edition, office: Office, modality: str) -> SeatPool:
        whose = office if modality == SeatKind.IN_PERSON else None
        capacity = edition.seats_per_office if whose else 5
        return SeatPool.objects.get_or_create(
            edition=edition, kind=modality, office=whose, defaults={"capacity": capacity}
        )[0]


def office_with_people(edition: Edition, *, people: int = 3, **pool: Any) -> tuple[Person, list[Person], SeatPool]:
    """An office with two seats in ``edition``, its contact point, and ``people`` who may be nominated."""
    seats = SeatPoolFactory(edition=edition, **pool)
    contact_point = PersonFactory(contact_point=True, office=seats.office)
    return contact_point, PersonFactory.create_batch(people, prosecutor=True, office=seats.office), seats


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area
        django_get_or_create = ("key",)

    key = "area-de-ensayo"
    title = factory.LazyFunction(lambda: texts("Área de ensayo", "Trial area"))


class CallFactory(DjangoModelFactory):
    """A call open on the real clock for five more days. Trait ``ended``: its deadline was an hour ago."""

    class Meta:
        model = Call

    class Params:
        ended = factory.Trait(closes_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1)))

    title = factory.LazyFunction(lambda: texts("Convocatoria de ensayo", "Trial call"))
    lead_school = factory.SubFactory(SchoolFactory)
    opens_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    closes_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=5, hours=1))


class ProposalFactory(DjangoModelFactory):
    """A proposal that came in time and is undecided."""

    class Meta:
        model = Proposal

    call = factory.SubFactory(CallFactory)
    office = factory.SubFactory(OfficeFactory)
    title = factory.Sequence(lambda n: f"Propuesta de ensayo {n}")
    area = factory.SubFactory(AreaFactory)
    justification = "Razones inventadas."
    objectives = "Objetivos inventados."
    starts_on = STARTS_ON
    ends_on = ENDS_ON
    submitted_by = factory.LazyAttribute(lambda made: PersonFactory(contact_point=True, office=made.office).user)
    submitted_at = factory.LazyAttribute(lambda proposal: proposal.call.opens_at + timedelta(days=1))
