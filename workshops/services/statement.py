"""What is attested when somebody completes: facts copied out of the rows that decided, in every language printed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from certificates.services import Signatory, Statement
from live.enums import Modality
from lms.common.fields import Translated
from lms.common.times import zone_city
from network.enums import Role
from network.models import Appointment, School
from workshops.enums import SeatKind
from workshops.models import Edition, Enrolment
from workshops.selectors.requirements import AttendanceRequirement, QuizRequirement, Requirement

Texts = Mapping[str, str]


def build_statement(enrolment: Enrolment, requirements: Iterable[Requirement], *, on: date) -> Statement:
    """The statement about ``enrolment`` with the names and signatories in force ``on`` the day of issue."""
    edition = enrolment.edition
    languages = tuple(edition.certificate_languages)
    requirements = list(requirements)
    totals = next(one for one in requirements if isinstance(one, AttendanceRequirement)).totals
    version = edition.course_version

    def speak(text: Callable[[], str]) -> Texts:
        return in_languages(languages, text)

    return Statement(
        holder_name=enrolment.certificate_name,
        title=speak(lambda: str(version.title)),
        course_version=version.label,
        modality=speak(lambda: str(SeatKind(enrolment.modality).label)),
        place=speak(lambda: str(edition.venue)) if is_in_person(enrolment) and edition.venue else None,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        minutes_scheduled=totals.scheduled_seconds // 60,
        # Nobody is credited more than was scheduled, whatever a clock said.
        minutes_attended=min(totals.present_seconds, totals.scheduled_seconds) // 60,
        modules=tuple(speak(partial(str, module.title)) for module in version.modules.all()),
        issuers=(
            speak(lambda: edition.lead_school.name_on(on)),
            speak(lambda: str(Translated(settings.NETWORK_NAME))),
        ),
        signatories=get_signatories(edition.lead_school, languages, on=on),
        donor_line=speak(lambda: str(edition.donor_line)) if edition.donor_line else None,
        issued_in=speak(lambda: zone_city(settings.NETWORK_TIME_ZONE)),
        languages=languages,
        evidence_digest=digest_evidence(edition, requirements),
    )


def in_languages(languages: Iterable[str], text: Callable[[], str]) -> Texts:
    """What ``text`` says in each language, falling back as every text of the house does."""
    said = {}
    for language in languages:
        with override(language):
            said[language] = text()
    return said


def is_in_person(enrolment: Enrolment) -> bool:
    return enrolment.modality == SeatKind.IN_PERSON and enrolment.edition.modality != Modality.REMOTE


def get_signatories(school: School, languages: Iterable[str], *, on: date) -> tuple[Signatory, ...]:
    """Who signs on that day: the coordination of the lead school and the Secretariat, the longest serving of each."""
    positions = {
        Role.COORDINATOR: lambda: _("Academic coordination of the programme"),
        Role.SECRETARIAT: lambda: _("Secretariat of the network"),
    }
    serving: dict[str, Appointment] = {}
    appointments = Appointment.objects.on(on).filter(role__in=list(positions)).select_related("person")
    for one in appointments.order_by("started_on", "pk"):
        if one.school_id in {None, school.pk}:
            serving.setdefault(one.role, one)
    return tuple(
        Signatory(position=in_languages(languages, position), name=serving[role].person.full_name)
        for role, position in positions.items()
        if role in serving
    )


def digest_evidence(edition: Edition, requirements: Iterable[Requirement]) -> str:
    """The hash of what decided: the engine's attendance digest, the best result, and the edition's thresholds."""
    evidence: dict[str, Any] = {"edition": edition.public_id, "course": edition.course_version.content_hash}
    for one in requirements:
        if isinstance(one, AttendanceRequirement):
            totals = one.totals
            evidence["attendance"] = {
                "percent": one.percent,
                "present": totals.present_seconds,
                "scheduled": totals.scheduled_seconds,
                "digest": totals.evidence_digest,
            }
        elif isinstance(one, QuizRequirement) and one.quiz.best is not None:
            best = one.quiz.best
            evidence["quiz"] = {
                "attempt": best.public_id,
                "points": str(best.points),
                "of": best.max_points,
                "mark": best.pass_mark,
            }
    return hashlib.sha256(json.dumps(evidence, sort_keys=True).encode()).hexdigest()
