"""A network of the size it may have in ten years: 50 courses, 2,000 people, 10,000 enrolments, written in bulk.

The services that guard these tables are gone round here on purpose: one by one this would take an hour. What the
measured pages show of one edition (its sessions and doors) is made by them all the same.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from certificates.enums import AwardKind
from certificates.services import issue_award
from certificates.statement import Statement
from courses.models import CoursePage, CourseVersion, LessonVersion, ProgrammePage
from courses.selectors import get_latest_version
from live.enums import Modality
from live.models import FeedToken
from live.services import create_feed
from lms.accounts.models import User
from lms.records.models import Installation
from network.enums import Role
from network.models import Appointment, Membership, Office, Person, School
from workshops.enums import ActivityType, EditionState, EnrolmentState, SeatKind, StaffRole
from workshops.models import Edition, Enrolment, EnrolmentMove, LessonProgress, SeatPool
from workshops.services.schedule import appoint_edition_staff, schedule_edition_session

COURSES, PEOPLE, ENROLMENTS, ON_ONE_LIST = 50, 2_000, 10_000, 70
ZONE = "America/El_Salvador"
NO_PASSWORD = "!"  # noqa: S105 (Django's mark of an account that has none)
SINCE = date(2024, 1, 15)


class NotMeasurementError(RuntimeError):
    """This database is for something else."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who reads which page."""

    reader: User
    facilitator: User
    edition: Edition
    lesson_key: str
    feed_secret: str
    code: str


def fill(*, at: datetime) -> Scene:
    """Fill an empty database for measurement, or find again what was filled; anything else is refused."""
    if not Installation.objects.filter(purpose="MEASUREMENT").exists():
        raise NotMeasurementError
    with transaction.atomic():
        if not Person.objects.filter(email="persona0@example.org").exists():
            _fill(at)
    return _scene(at)


def _fill(at: datetime) -> None:
    versions = _fill_courses(at)
    people = _fill_people()
    editions = _fill_editions(versions, at)
    _fill_enrolments(editions, people, at)
    _set_the_stage(editions[0], people, at)


def _fill_courses(at: datetime) -> list[CourseVersion]:
    """Copies of the first written course, beside the written ones."""
    versions = [version for key in _written() if (version := get_latest_version(key))]
    programme = ProgrammePage.objects.filter(locale__language_code="es").get()
    original = CoursePage.objects.child_of(programme).first()
    if original is None:
        raise NotMeasurementError
    first = versions[0]
    for number in range(COURSES - len(versions)):
        key = f"curso-{number}"
        copied = {name: getattr(original, name) for name in _course_fields()}
        page = CoursePage(**{**copied, "title": f"{original.title} {number}", "slug": key, "key": key})
        page.locale = programme.locale
        programme.add_child(instance=page)
        versions.append(_copy_version(first, key, at))
    return versions


def _written() -> list[str]:
    return list(CourseVersion.objects.order_by("course_key").values_list("course_key", flat=True).distinct())


def _course_fields() -> list[str]:
    own = [field.name for field in CoursePage._meta.local_fields]
    return [name for name in own if name != "page_ptr"]


def _copy_version(original: CourseVersion, key: str, at: datetime) -> CourseVersion:
    return CourseVersion.objects.create(
        course_key=key,
        number=1,
        label=original.label,
        code=original.code,
        title=original.title,
        summary=original.summary,
        objectives=original.objectives,
        hours=original.hours,
        school=original.school,
        quiz=original.quiz,
        content_hash=secrets.token_hex(32),
        frozen_at=at,
    )


def _fill_people() -> list[Person]:
    """Two thousand people over ten offices, two contact points in each. Nobody can sign in with a password."""
    offices = list(Office.objects.members().order_by("code"))
    numbers = range(PEOPLE)
    users = User.objects.bulk_create(
        User(email=f"persona{number}@example.org", password=NO_PASSWORD, time_zone=ZONE) for number in numbers
    )
    people = Person.objects.bulk_create(
        Person(user=user, email=user.email, given_names=f"Persona {number}", family_names=f"Inventada {number}")
        for number, user in zip(numbers, users, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(person=person, office=offices[number % len(offices)], started_on=SINCE)
        for number, person in enumerate(people)
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, role=Role.CONTACT_POINT, office=offices[number % len(offices)], started_on=SINCE)
        for number, person in enumerate(people[-2 * len(offices) :])
    )
    return people


def _fill_editions(versions: list[CourseVersion], at: datetime) -> list[Edition]:
    """As many full editions as the enrolments need; the first is under way, the others are over."""
    school = School.objects.get(is_lead=True)
    today = at.astimezone(ZoneInfo(ZONE)).date()
    rows = []
    for number in range(ENROLMENTS // ON_ONE_LIST + 1):
        starts_on = today - timedelta(days=7 * number + 1)
        rows.append(
            Edition(
                course_version=versions[number % len(versions)],
                title={"es": f"Edición {number}", "en": f"Edition {number}"},
                activity_type=ActivityType.REGIONAL,
                modality=Modality.REMOTE,
                lead_school=school,
                host_office=school.office,
                time_zone=ZONE,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=4),
                nomination_opens_at=at - timedelta(days=7 * number + 60),
                nomination_closes_at=at - timedelta(days=7 * number + 30),
                remote_capacity=ON_ONE_LIST,
                state=EditionState.CLOSED if number else EditionState.RUNNING,
            )
        )
    return Edition.objects.bulk_create(rows)


def _fill_enrolments(editions: list[Edition], people: list[Person], at: datetime) -> None:
    memberships = dict(Membership.objects.values_list("person_id", "office_id"))
    countries = dict(Office.objects.values_list("pk", "country_id"))
    pools = SeatPool.objects.bulk_create(
        SeatPool(edition=edition, kind=SeatKind.REMOTE, capacity=ON_ONE_LIST, taken=ON_ONE_LIST) for edition in editions
    )
    rows = []
    for number in range(ENROLMENTS):
        place, person = number // ON_ONE_LIST, people[number % PEOPLE]
        office_id = memberships[person.pk]
        rows.append(
            Enrolment(
                edition=editions[place],
                person=person,
                modality=SeatKind.REMOTE,
                state=EnrolmentState.NOT_COMPLETED if place else EnrolmentState.ENROLLED,
                pool=pools[place],
                nominated_at=at - timedelta(days=40),
                certificate_name=person.full_name,
                office_id=office_id,
                country_id=countries[office_id],
            )
        )
    enrolments = Enrolment.objects.bulk_create(rows, batch_size=1000)
    EnrolmentMove.objects.bulk_create(
        (
            EnrolmentMove(enrolment=enrolment, to_state=EnrolmentState.NOMINATED, pool_id=enrolment.pool_id, at=at)
            for enrolment in enrolments
        ),
        batch_size=1000,
    )


def _set_the_stage(edition: Edition, people: list[Person], at: datetime) -> None:
    """The edition that is measured: five sessions, one of them now, a facilitator, and a reader half-way through."""
    facilitator = people[-1]
    appoint_edition_staff(edition=edition, person=facilitator, role=StaffRole.FACILITATOR, actor=None, at=at)
    for day in range(-2, 3):
        starts_at = at.replace(second=0, microsecond=0) + timedelta(days=day, hours=1)
        schedule_edition_session(
            edition=edition,
            title={"es": f"Sesión {day + 3}", "en": f"Session {day + 3}"},
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            actor=None,
            at=at,
        )
    enrolment = Enrolment.objects.get(edition=edition, person=people[0])
    LessonProgress.objects.bulk_create(
        LessonProgress(enrolment=enrolment, lesson_key=key, completed_at=at)
        for key in _lesson_keys(edition.course_version_id)[:3]
    )


def _lesson_keys(course_version_id: int) -> list[str]:
    lessons = LessonVersion.objects.filter(course_version_id=course_version_id, language="es")
    return list(lessons.values_list("lesson_key", flat=True))


def _scene(at: datetime) -> Scene:
    reader = Person.objects.select_related("user").get(email="persona0@example.org")
    facilitator = Person.objects.select_related("user").get(email=f"persona{PEOPLE - 1}@example.org")
    edition = Edition.objects.get(state=EditionState.RUNNING)
    if reader.user is None or facilitator.user is None:
        raise NotMeasurementError
    FeedToken.objects.filter(user=reader.user).delete()
    return Scene(
        reader=reader.user,
        facilitator=facilitator.user,
        edition=edition,
        lesson_key=_lesson_keys(edition.course_version_id)[0],
        feed_secret=create_feed(user=reader.user, actor=reader.user, at=at),
        code=_code(reader, at),
    )


def _code(holder: Person, at: datetime) -> str:
    """The code of an award of ``holder``, issued on first asking."""
    from certificates.codes import unseal_code

    statement = Statement(
        holder_name=holder.full_name,
        title={"es": "Extorsión", "en": "Extortion"},
        starts_on=SINCE,
        ends_on=SINCE,
        minutes_scheduled=375,
        minutes_attended=360,
        issuers=({"es": "Red de fiscales", "en": "Network of prosecutors"},),
        languages=("es", "en"),
    )
    award = issue_award(person=holder, kind=AwardKind.APPROVAL, activity_ref="measurement", statement=statement, at=at)
    return unseal_code(award.code_sealed, award_ref=award.public_id)
