"""Scenes that no screen offers yet (setting an edition up), played beside a running platform on its database.

``python stage.py SCENE JSON`` prints the scene's answer as JSON. Scenes call services, never write tables.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from courses.selectors import get_latest_version  # noqa: E402
from live.enums import Modality, ParticipantRole  # noqa: E402
from live.services import admit_participant, create_series, schedule_session  # noqa: E402
from lms.accounts.models import User  # noqa: E402
from lms.desk.demo.people import SINCE  # noqa: E402
from network.models import Office, Person, School  # noqa: E402
from network.services import add_membership, register_person  # noqa: E402
from workshops.enums import ActivityType, StaffRole  # noqa: E402
from workshops.models import Attempt, Edition, Enrolment  # noqa: E402
from workshops.services.editions import EditionPlan, create_edition, open_nominations, start_edition  # noqa: E402
from workshops.services.schedule import appoint_edition_staff, schedule_edition_session  # noqa: E402
from workshops.services.seats import open_seat_pools  # noqa: E402


def open_edition(*, course_key: str = "extorsion", **_more: Any) -> dict[str, str]:
    """A hybrid edition of El Salvador's, open for nominations now, with two seats per office."""
    now = timezone.now()
    version = get_latest_version(course_key)
    assert version is not None
    edition = create_edition(
        course_version=version,
        plan=EditionPlan(
            title={"es": "Taller de la travesía", "en": "Workshop of the journey"},
            activity_type=ActivityType.REGIONAL,
            modality=Modality.HYBRID,
            lead_school=School.objects.get(is_lead=True),
            host_office=Office.objects.get(code="FGR-SV"),
            venue={"es": "San Salvador", "en": "San Salvador"},
            time_zone="America/El_Salvador",
            starts_on=(now + timedelta(days=20)).date(),
            ends_on=(now + timedelta(days=24)).date(),
            nomination_opens_at=now - timedelta(days=1),
            nomination_closes_at=now + timedelta(days=5),
            remote_capacity=10,
        ),
        actor=None,
        at=now,
    )
    open_seat_pools(edition=edition, actor=None, at=now)
    facilitator = Person.objects.get(email="fiscal3.fgr.sv@example.org")
    appoint_edition_staff(edition=edition, person=facilitator, role=StaffRole.FACILITATOR, actor=None, at=now)
    open_nominations(edition=edition, actor=None, at=now)
    return {"edition": edition.public_id}


def register_newcomer(*, office: str, email: str, given: str, family: str) -> dict[str, str]:
    """A prosecutor of that office who has no account yet."""
    now = timezone.now()
    person = register_person(given_names=given, family_names=family, email=email, actor=None, at=now)
    add_membership(person=person, office=Office.objects.get(code=office), started_on=SINCE, actor=None, at=now)
    return {"person": person.public_id}


def meet_soon(*, facilitator: str, participant: str, starts_in: float, seconds: float) -> dict[str, str]:
    """A session of no activity, whose door opens with its beginning."""
    now = timezone.now()
    starts_at = now + timedelta(seconds=starts_in)
    series = create_series(title={"es": "Encuentro"}, time_zone="America/El_Salvador", at=now)
    session = schedule_session(
        series=series,
        title={"es": "Encuentro breve", "en": "Short meeting"},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=seconds),
        modality=Modality.REMOTE,
        early_minutes=0,
        actor=None,
        at=now,
    )
    for email, role in ((facilitator, ParticipantRole.FACILITATOR), (participant, ParticipantRole.PARTICIPANT)):
        person = Person.objects.get(email=email)
        admit_participant(session=session, person=person, role=role, actor=None, at=now)
    return {"session": session.public_id, "ends_at": session.ends_at.isoformat()}


def name_of(*, email: str) -> dict[str, str]:
    """How the lists call the person with that address."""
    return {"name": Person.objects.get(email=email).full_name}


def hold_session(*, edition: str, starts_in: float, seconds: float) -> dict[str, str]:
    """The edition's one session, beginning in a moment and over in another."""
    now = timezone.now()
    starts_at = now + timedelta(seconds=starts_in)
    session = schedule_edition_session(
        edition=Edition.objects.get(public_id=edition),
        title={"es": "Sesión única", "en": "The one session"},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=seconds),
        actor=None,
        at=now,
    )
    start_edition(edition=Edition.objects.get(public_id=edition), actor=None, at=now)
    return {"session": session.public_id, "ends_at": session.ends_at.isoformat()}


def right_answers(*, edition: str) -> dict[str, list[str]]:
    """What the stage may know and a learner may not: the right option's text for each question's stem."""
    version = Edition.objects.get(public_id=edition).course_version
    found = {}
    for question in version.questions.all():
        texts = {one["id"]: one["text"]["es"] for one in question.asked["options"]}
        right = next(name for name, one in question.answer["options"].items() if one["weight"] == 100)
        found[question.asked["stem"]["es"]] = [texts[right]]
    return found


def count(*, edition: str) -> dict[str, Any]:
    """What stands in the tables: states, attempts and awards of an edition."""
    enrolments = Enrolment.objects.filter(edition__public_id=edition).select_related("award__artifact")
    return {
        "states": sorted(one.state for one in enrolments),
        "awards": [one.award.public_id for one in enrolments if one.award],
        "artifacts": [one.award.artifact.sha256 for one in enrolments if one.award and hasattr(one.award, "artifact")],
        "attempts": Attempt.objects.filter(enrolment__edition__public_id=edition).count(),
    }


def unfinished(**_more: Any) -> dict[str, int]:
    """What is still owed: events not delivered, mails not sent, documents not rendered."""
    from certificates.models import Award
    from lms.mail.models import Mail
    from lms.records.models import Event

    return {
        "events": Event.objects.filter(delivered_at__isnull=True).count(),
        "mails": Mail.objects.filter(state="QUEUED").count(),
        "awards": Award.objects.filter(artifact__isnull=True).count(),
        "users": User.objects.count(),
    }


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
