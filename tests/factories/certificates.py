"""Awards for tests, made by the service that makes real ones. Everybody here is invented."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import factory

from certificates import codes
from certificates.enums import AwardKind, AwardState
from certificates.models import Award
from certificates.services import Signatory, Statement, issue_award
from tests.factories.network import PersonFactory

ISSUED_AT = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)

STATEMENT = Statement(
    holder_name="María Fernanda Ñáñez Güell",
    title={"es": "Extorsión: investigación y litigación", "en": "Extortion: investigation and litigation"},
    course_version="2026.1",
    modality={"es": "Taller virtual", "en": "Online workshop"},
    place={"es": "a distancia", "en": "online"},
    starts_on=date(2026, 11, 23),
    ends_on=date(2026, 11, 27),
    minutes_scheduled=900,
    minutes_attended=855,
    modules=(
        {"es": "El fenómeno de la extorsión", "en": "The phenomenon of extortion"},
        {"es": "Tipicidad y prueba", "en": "Elements of the offence and evidence"},
    ),
    issuers=(
        {"es": "Escuela de Capacitación Fiscal", "en": "Prosecutors’ Training School"},
        {"es": "Red de Fiscales contra el Crimen Organizado", "en": "Network of Prosecutors against Organized Crime"},
    ),
    signatories=(
        Signatory({"es": "Directora de la Escuela", "en": "Director of the School"}, "Lucía Arévalo Quintanilla"),
        Signatory({"es": "Secretario de la Red", "en": "Secretary of the Network"}, "Tomás Ixcot Barrera"),
    ),
    donor_line={"es": "Con el apoyo financiero de un donante", "en": "Funded by a donor"},
    issued_in={"es": "San Salvador", "en": "San Salvador"},
    evidence_digest="5b" * 32,
)


def make_statement(**changes: Any) -> Statement:
    """The usual statement with some of it changed."""
    return replace(STATEMENT, **changes)


class AwardFactory(factory.django.DjangoModelFactory[Award]):
    """An award issued by the service; traits close it. ``with_`` arguments change the statement."""

    class Meta:
        model = Award

    class Params:
        revoked = factory.Trait(state=AwardState.REVOKED, closed_at=ISSUED_AT)

    person = factory.SubFactory(PersonFactory)
    kind = AwardKind.APPROVAL
    activity_ref = factory.Sequence(lambda number: f"edition:test{number}")
    statement = STATEMENT
    at = ISSUED_AT

    @classmethod
    def _create(cls, model_class: type[Award], *args: Any, **kwargs: Any) -> Award:
        asked = ("person", "kind", "activity_ref", "statement", "at")
        award = issue_award(**{name: kwargs.pop(name) for name in asked})
        if kwargs:  # states that no service reaches yet
            Award.objects.filter(pk=award.pk).update(**kwargs)
            award.refresh_from_db()
        return award


def code_of(award: Award) -> str:
    """The code that is printed on the award's document, as it is printed."""
    return codes.spaced(codes.unseal_code(award.code_sealed, award_ref=award.public_id))


def supersede(award: Award, **changes: Any) -> Iterator[Award]:
    """Close ``award`` and issue its successor: yields the old one and the new one."""
    Award.objects.filter(pk=award.pk).update(state=AwardState.REVOKED, closed_at=ISSUED_AT)
    successor: Award = AwardFactory(person=award.person, activity_ref=award.activity_ref, kind=award.kind, **changes)
    Award.objects.filter(pk=award.pk).update(state=AwardState.SUPERSEDED, superseded_by=successor)
    award.refresh_from_db()
    yield award
    yield successor
