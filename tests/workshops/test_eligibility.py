"""Whom an edition is for: the same refusal when a contact point nominates and when somebody asks, with what to do."""

import pytest

from network.enums import Category
from tests.factories.learning import EnrolledFactory
from tests.factories.workshops import AT, EditionFactory, SeatPoolFactory, office_with_people
from workshops.enums import EnrolmentState, SeatKind
from workshops.models import Enrolment
from workshops.services import applications, eligibility
from workshops.services.nominations import nominate_prosecutor, register_alternate

pytestmark = pytest.mark.django_db


def nominate(edition, person, by):
    return nominate_prosecutor(edition=edition, person=person, modality=SeatKind.IN_PERSON, actor=by.user, at=AT)


def stand_by(edition, person, by):
    return register_alternate(edition=edition, person=person, modality=SeatKind.IN_PERSON, actor=by.user, at=AT)


def ask(edition, person, _by):
    return applications.apply_for_seat(
        edition=edition, modality=SeatKind.REMOTE, certificate_name="Ana Pérez", actor=person.user, at=AT
    )


@pytest.fixture
def scene():
    edition = EditionFactory(takes_applications=True)
    SeatPoolFactory(edition=edition, remote=True, capacity=5)
    contact_point, people, pool = office_with_people(edition)
    return edition, contact_point, people, pool


def restrict(edition, **rules):
    for name, value in rules.items():
        setattr(edition, name, value)
    edition.save()


@pytest.mark.parametrize("act", [nominate, stand_by, ask])
@pytest.mark.parametrize(
    ("rules", "refusal"),
    [
        ({"eligible_countries": ["--"]}, eligibility.CountryNotEligible),
        ({"eligible_categories": [Category.ANALYST.value]}, eligibility.CategoryNotEligible),
        ({"eligible_institution_types": ["police"]}, eligibility.InstitutionNotEligible),
        ({"prerequisites": ["curso-previo"]}, eligibility.CoursesMissing),
    ],
    ids=["country", "category", "institution", "course"],
)
def test_who_is_not_meant_is_refused_and_nothing_is_taken(scene, act, rules, refusal):
    edition, contact_point, people, pool = scene
    restrict(edition, **rules)
    with pytest.raises(refusal):
        act(edition, people[0], contact_point)

    pool.refresh_from_db()
    assert (Enrolment.objects.count(), pool.taken) == (0, 0)


@pytest.mark.parametrize("act", [nominate, ask])
def test_who_is_meant_gets_the_seat(scene, act):
    edition, contact_point, people, pool = scene
    done = EnrolledFactory(person=people[0], office=pool.office)
    Enrolment.objects.filter(pk=done.pk).update(state=EnrolmentState.COMPLETED, completed_at=AT)
    restrict(
        edition,
        eligible_countries=[pool.office.country.iso],
        eligible_categories=[Category.PROSECUTOR.value],
        eligible_institution_types=["police", "prosecution-office"],
        prerequisites=[done.edition.course_version.course_key],
    )

    assert act(edition, people[0], contact_point).is_seated


def test_a_course_only_begun_is_not_completed(scene):
    edition, contact_point, people, pool = scene
    begun = EnrolledFactory(person=people[0], office=pool.office)
    restrict(edition, prerequisites=[begun.edition.course_version.course_key])

    with pytest.raises(eligibility.CoursesMissing, match=str(begun.edition.course_version.title)):
        nominate(edition, people[0], contact_point)
