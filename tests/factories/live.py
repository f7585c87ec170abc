"""Series, sessions and participants, with fixed times to count from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from live import services
from live.enums import Modality, ParticipantRole
from live.models import Participant, Series, Session
from tests.factories.network import PersonFactory

SCHEDULED_AT = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # 14:00 in San Salvador
ENDS = STARTS + timedelta(minutes=90)
OPENS = STARTS - timedelta(minutes=15)
CLOSES = ENDS + timedelta(minutes=15)
DURING = STARTS + timedelta(minutes=30)


class SeriesFactory(DjangoModelFactory):
    """A series on San Salvador's clock, with its calendar."""

    class Meta:
        model = Series

    title = factory.LazyFunction(lambda: {"es": "Taller de ensayo", "en": "Trial workshop"})
    time_zone = "America/El_Salvador"

    @classmethod
    def _create(cls, model_class: type[Series], *args: Any, **kwargs: Any) -> Series:
        return services.create_series(at=kwargs.pop("at", SCHEDULED_AT), **kwargs)


class SessionFactory(DjangoModelFactory):
    """A remote session from ``STARTS`` to ``ENDS`` with its calendar event and room; other columns as given."""

    class Meta:
        model = Session

    series = factory.SubFactory(SeriesFactory)
    title = factory.Sequence(lambda n: {"es": f"Sesión {n}", "en": f"Session {n}"})
    starts_at = STARTS
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + (ENDS - STARTS))
    modality = Modality.REMOTE

    @classmethod
    def _create(cls, model_class: type[Session], *args: Any, **kwargs: Any) -> Session:
        asked = {key: kwargs.pop(key) for key in ("series", "title", "starts_at", "ends_at", "modality")}
        session = services.schedule_session(actor=None, at=kwargs.pop("at", SCHEDULED_AT), **asked)
        for column, value in kwargs.items():
            setattr(session, column, value)
        if kwargs:
            session.save()
        return session


class ParticipantFactory(DjangoModelFactory):
    """Somebody with an account who is admitted to a session. Traits: ``facilitator``, ``observer``, ``removed``."""

    class Meta:
        model = Participant

    class Params:
        facilitator = factory.Trait(role=ParticipantRole.FACILITATOR)
        observer = factory.Trait(role=ParticipantRole.OBSERVER)
        removed = factory.Trait(removed_at=SCHEDULED_AT + timedelta(days=1))

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory, with_user=True)
    admitted_at = SCHEDULED_AT
