"""Internships in each stage of life: a call that takes applications, and one whose weeks are prepared and held."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from internships.enums import ActivityKind, CallState, LogisticsKind, LogisticsState, OfferState, Overall
from internships.forms_spec import CRITERIA, FORM_VERSIONS
from internships.models import Call, HostOffer, Placement
from internships.services import applications, closing, matching, preparation, reports, selection, week
from internships.undertaking import UNDERTAKING_VERSION, hash_text
from lms.accounts.models import User
from lms.desk.demo.editions import Stage
from network.models import Office, Person

ANSWERS = {
    "motivation": "Quiero ver cómo otra oficina dirige una investigación desde el primer día. Texto inventado.",
    "objectives": ["EXPERIENCE", "CONTACT", "SYSTEMS"],
    "interests": ["INTERN"],
    "language_level": "NATIVE",
    "years_in_post": 6,
}
REPORT = {
    "overview": "Una semana en la unidad especializada, un tribunal y el laboratorio forense.",
    "organisation": "La oficina reparte los asuntos por etapas y cada equipo tiene analistas propios.",
    "practices": [
        {"title": "Mesa semanal con analistas", "why": "Acorta la espera de los informes", "difficulty": "2"}
    ],
    "cascade": [{"commitment": "Una charla a la unidad", "audience": "Equipo de extorsión", "by": "En un mes"}],
    "declaration": True,
}
EVALUATION = {
    "marks": dict.fromkeys(CRITERIA, "4"),
    "overall": Overall.SATISFACTORY.value,
    "strengths": "Pregunta bien y escucha mejor.",
}


def ready_user(person: Person) -> User:
    """The account with its standing read anew."""
    return User.objects.get(person=person)


@dataclass(frozen=True, slots=True)
class Trip:
    """Who goes where, in which week, with whom, and how far it has come."""

    intern: Person
    host: str
    monday: date
    mentor: Person
    until: str


class Internships:
    """Makes them; what lies in the past is made with the hour it would have had."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.cast, self.today = stage, stage.cast, stage.today
        self.secretariat = stage.cast.accounts["Secretariat"]
        self.monday = self.today - timedelta(days=self.today.weekday())

    def make(self) -> None:
        self.taking_applications()
        self.under_way()

    def moment(self, day: date, hour: int = 15) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=self.stage.at.tzinfo)

    def call(self, title: str, title_en: str, opens: int, closes: int, starts: int) -> Call:
        days = [self.today + timedelta(days=number) for number in (opens, closes, starts)]
        return Call.objects.create(
            title={"es": title, "en": title_en},
            introduction={
                "es": "Una semana en la oficina contra el crimen organizado de otro país, con un mentor o mentora.",
                "en": "A week in another country's office against organised crime, with a mentor.",
            },
            lead_school=self.stage.school, state=CallState.INTERNS_CALL, opens_on=days[0], closes_on=days[1],
            earliest_start_on=days[2], quota_per_office=5, form_versions=dict(FORM_VERSIONS),
            undertaking_version=UNDERTAKING_VERSION,
        )  # fmt: skip

    def offer(self, call: Call, code: str, capacity: int) -> HostOffer:
        office = Office.objects.get(code=code)
        weeks = [str(call.earliest_start_on + timedelta(days=7 * number)) for number in range(2)]
        return HostOffer.objects.create(
            call=call, office=office, capacity=capacity, weeks=weeks, state=OfferState.CONFIRMED
        )

    def taking_applications(self) -> None:
        """One application that is written, one that waits for its office."""
        call = self.call("Pasantías: segunda ronda", "Internships: second round", -12, 9, 40)
        self.offer(call, "FGR-SV", 2)
        at = self.moment(self.today - timedelta(days=3))
        for person, is_sent in [(self.cast.learners["learner"], False), (self.cast.learners["nominee"], True)]:
            placement = applications.start_application(call=call, actor=ready_user(person), at=at)
            applications.save_application(placement=placement, answers=ANSWERS, actor=ready_user(person), at=at)
            if is_sent:
                self.send(placement, at)

    def under_way(self) -> None:
        """A call that was announced, with internships before, in and after their week."""
        call = self.call("Pasantías: primera ronda", "Internships: first round", -110, -80, -60)
        people, week_ = self.cast.offices, timedelta(days=7)
        salvador, guatemala = people["FGR-SV"], people["MP-GT"]
        trips = [
            Trip(self.cast.learners["learner"], "FGR-SV", self.monday + 3 * week_, salvador[2], "preparing"),
            Trip(people["FGN-CO"][3], "MP-GT", self.monday + week_, guatemala[5], "ready"),
            Trip(people["MP-HN"][3], "FGR-SV", self.monday, salvador[3], "in_progress"),
            Trip(self.cast.learners["second"], "FGR-SV", self.monday - 2 * week_, salvador[2], "reporting"),
            Trip(people["MP-HN"][4], "MP-GT", self.monday - 4 * week_, guatemala[6], "under_review"),
            Trip(people["FGN-CO"][4], "FGR-SV", self.monday - 6 * week_, salvador[4], "completed"),
            Trip(guatemala[4], "FGR-SV", self.monday + 2 * week_, salvador[5], "proposed"),
        ]
        offers = {code: self.offer(call, code, 5) for code in ("FGR-SV", "MP-GT")}
        waiting, leaver = people["MP-HN"][5], people["MP-CR"][4]
        sent_at = self.moment(call.closes_on - timedelta(days=4))
        placements = {trip.intern.pk: self.endorse(call, trip.intern, sent_at) for trip in trips}
        for person in (waiting, leaver):
            placements[person.pk] = self.endorse(call, person, sent_at)
        Call.objects.filter(pk=call.pk).update(state=CallState.SELECTION)
        chosen_at = self.moment(call.closes_on + timedelta(days=4))
        for person_id, placement in placements.items():
            self.choose(placement, chosen_at, waits=person_id == waiting.pk)
        Call.objects.filter(pk=call.pk).update(
            state=CallState.ANNOUNCED,
            ranking_rationale="Por mérito, necesidad de la oficina y equilibrio entre países.",
        )
        closing.withdraw_placement(
            placement=placements[leaver.pk], reason="Necesidad del servicio", actor=ready_user(leaver), at=chosen_at
        )
        for trip in trips:
            self.go(placements[trip.intern.pk], trip, offers[trip.host])

    def send(self, placement: Placement, at: datetime) -> None:
        sender = ready_user(self.cast.offices[placement.office.code][0])
        applications.verify_profile(placement=placement, actor=sender, at=at)
        intern = ready_user(placement.person)
        applications.submit_application(placement=placement, has_consented=True, actor=intern, at=at)

    def endorse(self, call: Call, person: Person, at: datetime) -> Placement:
        placement = applications.start_application(call=call, actor=ready_user(person), at=at)
        applications.save_application(placement=placement, answers=ANSWERS, actor=ready_user(person), at=at)
        self.send(placement, at)
        office = self.cast.offices[placement.office.code]
        applications.endorse_application(
            placement=placement, alternate=office[1], is_authorised=True, actor=ready_user(office[0]), at=at
        )
        return placement

    def choose(self, placement: Placement, at: datetime, *, waits: bool) -> None:
        scores = dict.fromkeys(selection.SCORED, 3 if waits else 4)
        selection.score_application(placement=placement, scores=scores, actor=self.secretariat, at=at)
        choose = selection.waitlist_application if waits else selection.select_application
        choose(placement=placement, actor=self.secretariat, at=at)

    def go(self, placement: Placement, trip: Trip, offer: HostOffer) -> None:
        """As far as this one has come."""
        friday = trip.monday + timedelta(days=4)
        before = min(self.moment(trip.monday - timedelta(days=12)), self.stage.at - timedelta(hours=2))
        host, mentor = ready_user(self.cast.offices[trip.host][0]), ready_user(trip.mentor)
        matching.propose_host(
            placement=placement, offer=offer, starts_on=trip.monday, ends_on=friday, actor=self.secretariat, at=before
        )
        if trip.until == "proposed":
            return
        matching.accept_hosting(placement=placement, actor=host, at=before)
        mentorship = matching.name_mentor(placement=placement, person=trip.mentor, actor=host, at=before)
        matching.accept_mentoring(mentorship=mentorship, actor=mentor, at=before)
        matching.read_briefing(mentorship=mentorship, actor=mentor, at=before)
        preparation.fill_from_template(placement=placement, actor=host, at=before)
        if trip.until == "preparing":
            return
        self.prepare(placement, trip, host, before)
        if trip.until == "ready":
            return
        week.confirm_arrival(placement=placement, actor=mentor, at=self.moment(trip.monday, 14))
        self.attend(placement, trip, mentor)
        if trip.until == "in_progress":
            return
        self.report(placement, trip, mentor, friday)

    def prepare(self, placement: Placement, trip: Trip, host: User, at: datetime) -> None:
        intern = ready_user(trip.intern)
        visit = preparation.PlannedItem(
            held_on=trip.monday, starts=time(17), ends=time(18), title="Recorrido por el tribunal",
            activity=ActivityKind.VISIT,
        )  # fmt: skip
        preparation.plan_item(placement=placement, item=visit, actor=host, at=at)
        version = Placement.objects.get(pk=placement.pk).preparation.programme_version
        for actor in (intern, host, self.secretariat):
            preparation.approve_programme(placement=placement, version=version, actor=actor, at=at)
        preparation.sign_undertaking(placement=placement, language="es", text_hash=hash_text("es"), actor=intern, at=at)
        for kind in (LogisticsKind.TRAVEL, LogisticsKind.LODGING, LogisticsKind.COVER):
            preparation.set_logistics(
                placement=placement, kind=kind, state=LogisticsState.CONFIRMED, actor=intern, at=at
            )
        preparation.give_emergency_contact(
            placement=placement, contact="Persona inventada, 5555 0101", actor=intern, at=at
        )

    def attend(self, placement: Placement, trip: Trip, mentor: User) -> None:
        for number in range(5):
            day = trip.monday + timedelta(days=number)
            if day <= self.today:
                at = min(self.moment(day, 22), self.stage.at)
                week.record_day(placement=placement, held_on=day, minutes=390, actor=mentor, at=at)

    def report(self, placement: Placement, trip: Trip, mentor: User, friday: date) -> None:
        at, intern = self.moment(friday, 23), ready_user(trip.intern)
        week.close_sheet(placement=placement, actor=mentor, at=at)
        own = reports.open_own_report(placement=placement, actor=mentor, at=at)
        reports.save_report(report=own, answers=EVALUATION, private_note="", actor=mentor, at=at)
        reports.submit_report(report=own, actor=mentor, at=at)
        if trip.until == "reporting":
            return
        at += timedelta(days=3)
        report = reports.open_own_report(placement=placement, actor=intern, at=at)
        reports.save_report(report=report, answers=REPORT, private_note="", actor=intern, at=at)
        reports.submit_report(report=report, actor=intern, at=at)
        if trip.until == "completed":
            at += timedelta(days=5)
            reports.release_reports(placement=placement, actor=self.secretariat, at=at)
            closing.complete_internship(placement=placement, actor=self.secretariat, at=at)
