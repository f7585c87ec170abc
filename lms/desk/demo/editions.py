"""Editions in each stage of life: open for nominations, under way, waiting for the assessment, past."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from courses.models import CourseVersion
from courses.selectors import get_latest_version
from live.enums import Modality
from live.models import Session
from lms.common.errors import DomainError
from lms.desk.demo.people import Cast
from network.models import Office, Person, School
from workshops.enums import ActivityType, SeatKind, StaffRole
from workshops.models import Edition, Enrolment
from workshops.services.answers import accept_seat
from workshops.services.editions import EditionPlan, create_edition, open_nominations, start_edition
from workshops.services.nominations import nominate_prosecutor
from workshops.services.schedule import appoint_edition_staff, schedule_edition_session
from workshops.services.seats import open_seat_pools

ZONE = "America/El_Salvador"
HOUR = time(14)  # inside everybody's working day, from Mexico to Santo Domingo (DOMAIN §5, note 5)
LENGTH = timedelta(minutes=75)
DONOR = {
    "es": "Demostración con datos inventados. Una instalación nombra aquí a quien financia el programa.",
    "en": "Demonstration with invented data. An installation names the programme’s donor here.",
}


def local(day: date, hour: time = HOUR) -> datetime:
    """``day`` at ``hour`` on San Salvador's clock."""
    return datetime.combine(day, hour, tzinfo=ZoneInfo(ZONE))


def next_monday(day: date) -> date:
    """The first Monday after ``day``."""
    return day + timedelta(days=7 - day.weekday())


class Stage:
    """Makes the editions; ``at`` is now, and what lies in the past is made with the hour it would have had."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast, self.at = cast, at
        self.today = at.astimezone(ZoneInfo(ZONE)).date()
        self.school = School.objects.get(is_lead=True)
        self.host = Office.objects.get(code="FGR-SV")
        self.facilitator = cast.offices["FGR-SV"][2]

    def plan(self, title: str, title_en: str, starts_on: date, ends_on: date, **more: object) -> EditionPlan:
        """A hybrid workshop at the lead school, as the first one was."""
        facts: dict[str, object] = {
            "title": {"es": title, "en": title_en},
            "activity_type": ActivityType.REGIONAL,
            "modality": Modality.HYBRID,
            "lead_school": self.school,
            "host_office": self.host,
            "venue": {"es": "San Salvador, El Salvador", "en": "San Salvador, El Salvador"},
            "time_zone": ZONE,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "remote_capacity": 50,
            "donor_line": DONOR,
            **more,
        }
        return EditionPlan(**facts)  # type: ignore[arg-type]

    def historical(self) -> Edition:
        """The first workshop of the programme: 5 to 9 March 2012 (REFCO Strategic Plan of Action 2012)."""
        note = "Primer taller del programa, celebrado en El Salvador con dos fiscales de cada oficina."
        plan = self.plan(
            "Extorsión: primer taller regional",
            "Extortion: first regional workshop",
            date(2012, 3, 5),
            date(2012, 3, 9),
            modality=Modality.IN_PERSON,
            remote_capacity=0,
            donor_line={},
            is_historical=True,
            closing_note=note,
        )
        return create_edition(course_version=version_of("extorsion"), plan=plan, actor=None, at=self.at)

    def open_for_nomination(self) -> Edition:
        """Extortion, three weeks ahead, its window closing in six days; some offices have nominated."""
        monday = next_monday(self.today + timedelta(days=14))
        edition = self.begin(
            "extorsion",
            self.plan(
                f"Extorsión: taller regional {monday.year}",
                f"Extortion: regional workshop {monday.year}",
                monday,
                monday + timedelta(days=4),
                nomination_opens_at=self.at - timedelta(days=8),
                nomination_closes_at=local(self.today + timedelta(days=6), time(23, 59)),
            ),
            [local(monday + timedelta(days=day)) for day in range(5)],
            opened_at=self.at - timedelta(days=8),
        )
        for code, seats in {"FGN-CO": 2, "MP-CR": 1, "MP-HN": 2, "PGN-PA": 2, "FGR-MX": 1}.items():
            for person in self.cast.offices[code][2 : 2 + seats]:
                self.nominate(edition, code, person, at=self.at - timedelta(days=3))
        for code in ("FGN-CO", "PGN-PA"):
            self.accept(edition, self.cast.offices[code][2], at=self.at - timedelta(days=2))
        self.nominate(edition, "MP-GT", self.cast.learners["nominee"], at=self.at - timedelta(hours=20))
        return edition

    def under_way(self) -> Edition:
        """Cybercrime: three sessions held, one open now, one tomorrow."""
        now = self.at.replace(second=0, microsecond=0) - timedelta(minutes=10)
        starts = [now + timedelta(days=day) for day in (-3, -2, -1, 0, 1)]
        titles = "Ciberdelincuencia y evidencia digital", "Cybercrime and digital evidence"
        return self.held("ciberdelincuencia", titles, starts)

    def awaiting_assessment(self) -> Edition:
        """Oral litigation: every session held, the assessment still to be taken."""
        monday = next_monday(self.today - timedelta(days=21))
        starts = [local(monday + timedelta(days=day)) for day in range(5)]
        titles = "Litigación oral en crimen organizado", "Oral litigation in organised-crime cases"
        return self.held("litigacion-oral", titles, starts)

    def held(self, course_key: str, titles: tuple[str, str], starts: Sequence[datetime]) -> Edition:
        """An edition that began at ``starts[0]`` with people of five offices on its list."""
        opened_at = min(starts[0], self.at) - timedelta(days=30)
        edition = self.begin(
            course_key,
            self.plan(
                *titles,
                starts[0].astimezone(ZoneInfo(ZONE)).date(),
                starts[-1].astimezone(ZoneInfo(ZONE)).date(),
                modality=Modality.REMOTE,
                nomination_opens_at=opened_at,
                nomination_closes_at=opened_at + timedelta(days=20),
            ),
            starts,
            opened_at=opened_at,
        )
        for code in ("MP-GT", "MP-CR", "MP-HN", "PGN-PA", "FGN-CO"):
            person = self.cast.offices[code][2]
            self.nominate(edition, code, person, at=opened_at + timedelta(days=2), kind=SeatKind.REMOTE)
            self.accept(edition, person, at=opened_at + timedelta(days=3))
        start_edition(edition=edition, actor=None, at=starts[0])
        return edition

    def begin(self, course_key: str, plan: EditionPlan, starts: Sequence[datetime], *, opened_at: datetime) -> Edition:
        edition = create_edition(course_version=version_of(course_key), plan=plan, actor=None, at=opened_at)
        open_seat_pools(edition=edition, actor=None, at=opened_at)
        appoint_edition_staff(
            edition=edition, person=self.facilitator, role=StaffRole.FACILITATOR, actor=None, at=opened_at
        )
        for number, starts_at in enumerate(starts, start=1):
            schedule_edition_session(
                edition=edition,
                title={"es": f"Sesión {number}", "en": f"Session {number}"},
                starts_at=starts_at,
                ends_at=starts_at + LENGTH,
                actor=None,
                at=opened_at,
            )
        open_nominations(edition=edition, actor=None, at=opened_at)
        edition.refresh_from_db()
        return edition

    def nominate(
        self, edition: Edition, code: str, person: Person, *, at: datetime, kind: SeatKind = SeatKind.IN_PERSON
    ) -> Enrolment:
        contact_point = self.cast.offices[code][0].user
        if contact_point is None:
            raise DomainError
        return nominate_prosecutor(edition=edition, person=person, modality=kind, actor=contact_point, at=at)

    def accept(self, edition: Edition, person: Person, *, at: datetime) -> Enrolment:
        enrolment = Enrolment.objects.get(edition=edition, person=person)
        if person.user is None:
            raise DomainError
        return accept_seat(enrolment=enrolment, certificate_name=person.full_name, actor=person.user, at=at)


def version_of(course_key: str) -> CourseVersion:
    """The newest version of a course; the curriculum is loaded before the demonstration's people are invented."""
    version = get_latest_version(course_key)
    if version is None:
        raise DomainError
    return version


def past_sessions(edition: Edition, at: datetime) -> list[Session]:
    """The sessions that were over at ``at``, in order."""
    return list(Session.objects.filter(series=edition.series, ends_at__lte=at).order_by("starts_at"))
