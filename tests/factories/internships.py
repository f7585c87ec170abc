"""Calls and internships, brought to a stage by the services themselves."""

from datetime import UTC, date, datetime, time
from typing import Any

import factory
from factory.django import DjangoModelFactory

from internships.enums import ActivityKind, CallState, LogisticsKind, LogisticsState, OfferState, Overall
from internships.forms_spec import CRITERIA, FORM_VERSIONS
from internships.models import Call, HostOffer, Placement, Preparation
from internships.services import applications, closing, matching, preparation, reports, selection, week
from internships.undertaking import UNDERTAKING_VERSION, hash_text
from lms.common.fields import Translated
from network.models import Institution
from tests.factories.network import InstitutionFactory, OfficeFactory, PersonFactory, SchoolFactory

OPENS_ON, CLOSES_ON = date(2024, 6, 1), date(2024, 7, 5)
STARTS_ON, ENDS_ON = date(2024, 9, 9), date(2024, 9, 13)  # a Monday and a Friday


def noon(day: date) -> datetime:
    """Noon in Panama."""
    return datetime.combine(day, time(17), tzinfo=UTC)


AT_CALL, AT_SELECTION, AT_PREPARATION = noon(date(2024, 6, 20)), noon(date(2024, 7, 8)), noon(date(2024, 7, 20))
AT_START, AT_END, AT_REVIEW = noon(STARTS_ON), noon(ENDS_ON), noon(date(2024, 9, 20))


class CallFactory(DjangoModelFactory):
    """A call taking applications, with what is asked frozen."""

    class Meta:
        model = Call

    title = Translated(es="Pasantías", en="Internships")
    introduction = Translated(es="Una semana en otra oficina.", en="A week in another office.")
    lead_school = factory.SubFactory(SchoolFactory)
    state = CallState.INTERNS_CALL
    opens_on = OPENS_ON
    closes_on = CLOSES_ON
    earliest_start_on = date(2024, 9, 2)
    form_versions = factory.LazyFunction(lambda: dict(FORM_VERSIONS))
    undertaking_version = UNDERTAKING_VERSION


class HostOfferFactory(DjangoModelFactory):
    class Meta:
        model = HostOffer

    call = factory.SubFactory(CallFactory)
    office = factory.SubFactory(OfficeFactory)
    state = OfferState.CONFIRMED
    weeks = factory.LazyFunction(lambda: [str(STARTS_ON)])
    capacity = 1


GOOD_ANSWERS = {
    "motivation": "Quiero conocer otro sistema.",
    "objectives": ["EXPERIENCE", "SYSTEMS"],
    "language_level": "C1",
    "years_in_post": 6,
}
GOOD_REPORT = {
    "organisation": "La oficina anfitriona reparte los asuntos por etapas.",
    "practices": [{"title": "Mesa semanal", "difficulty": 2}],
    "cascade": [{"commitment": "Una charla para la unidad"}],
    "declaration": True,
}
GOOD_EVALUATION = {"marks": dict.fromkeys(CRITERIA, "4"), "overall": Overall.SATISFACTORY.value}
SCORES = dict.fromkeys(selection.SCORED, 4)


def fresh(person: Any) -> Any:
    """The account with its standing read anew."""
    return type(person.user).objects.get(pk=person.user_id)


class Cast:
    """The five roles of one internship, the way they meet, and the stages in order."""

    def __init__(self, *, call: Call | None = None, capacity: int = 1) -> None:
        self.call = call or CallFactory()
        self.sending, self.hosting = OfficeFactory(), OfficeFactory()
        self.offer = HostOfferFactory(call=self.call, office=self.hosting, capacity=capacity)
        self.intern = PersonFactory(prosecutor=True, office=self.sending)
        self.alternate = PersonFactory(prosecutor=True, office=self.sending)
        self.sender = PersonFactory(contact_point=True, office=self.sending)
        self.host = PersonFactory(contact_point=True, office=self.hosting)
        self.mentor = PersonFactory(prosecutor=True, office=self.hosting)
        self.secretariat = PersonFactory(secretariat=True)
        self.placement: Placement = None  # type: ignore[assignment]

    def user(self, who: str) -> Any:
        return fresh(getattr(self, who))

    def now(self) -> Placement:
        return Placement.objects.get(pk=self.placement.pk)

    # --- the stages, each from the one before

    def draft(self) -> "Cast":
        self.placement = applications.start_application(call=self.call, actor=self.user("intern"), at=AT_CALL)
        answers = GOOD_ANSWERS
        applications.save_application(placement=self.placement, answers=answers, actor=self.user("intern"), at=AT_CALL)
        return self

    def submitted(self) -> "Cast":
        self.draft()
        applications.verify_profile(placement=self.placement, actor=self.user("sender"), at=AT_CALL)
        applications.submit_application(
            placement=self.placement, has_consented=True, actor=self.user("intern"), at=AT_CALL
        )
        return self

    def endorsed(self) -> "Cast":
        self.submitted()
        applications.endorse_application(
            placement=self.placement,
            alternate=self.alternate,
            is_authorised=True,
            actor=self.user("sender"),
            at=AT_CALL,
        )
        return self

    def selected(self) -> "Cast":
        self.endorsed()
        Call.objects.filter(pk=self.call.pk).update(state=CallState.SELECTION)
        self.call.refresh_from_db()
        office = self.user("secretariat")
        selection.score_application(placement=self.placement, scores=SCORES, actor=office, at=AT_SELECTION)
        selection.select_application(placement=self.placement, actor=office, at=AT_SELECTION)
        Call.objects.filter(pk=self.call.pk).update(state=CallState.ANNOUNCED)
        self.call.refresh_from_db()
        return self

    def proposed(self, starts_on: date = STARTS_ON, ends_on: date = ENDS_ON) -> "Cast":
        self.selected()
        matching.propose_host(
            placement=self.placement,
            offer=self.offer,
            starts_on=starts_on,
            ends_on=ends_on,
            actor=self.user("secretariat"),
            at=AT_PREPARATION,
        )
        return self

    def preparing(self) -> "Cast":
        self.proposed()
        matching.accept_hosting(placement=self.placement, actor=self.user("host"), at=AT_PREPARATION)
        self.take_mentor(self.mentor)
        return self

    def take_mentor(self, person: Any) -> Any:
        mentorship = matching.name_mentor(
            placement=self.now(), person=person, actor=self.user("host"), at=AT_PREPARATION
        )
        matching.accept_mentoring(mentorship=mentorship, actor=fresh(person), at=AT_PREPARATION)
        matching.read_briefing(mentorship=mentorship, actor=fresh(person), at=AT_PREPARATION)
        return mentorship

    def approve(self) -> None:
        version = Preparation.objects.get(placement=self.placement).programme_version
        for who in ("intern", "host", "secretariat"):
            preparation.approve_programme(
                placement=self.placement, version=version, actor=self.user(who), at=AT_PREPARATION
            )

    def sign(self) -> None:
        preparation.sign_undertaking(
            placement=self.placement,
            language="es",
            text_hash=hash_text("es"),
            actor=self.user("intern"),
            at=AT_PREPARATION,
        )

    def set_logistics(self, kind: LogisticsKind, state: LogisticsState = LogisticsState.CONFIRMED) -> None:
        preparation.set_logistics(
            placement=self.placement, kind=kind, state=state, actor=self.user("intern"), at=AT_PREPARATION
        )

    def plan(self, institution: Institution | None = None) -> None:
        preparation.fill_from_template(placement=self.placement, actor=self.user("host"), at=AT_PREPARATION)
        item = preparation.PlannedItem(
            held_on=STARTS_ON,
            starts=time(17),
            ends=time(18),
            title="Visita",
            activity=ActivityKind.VISIT,
            institution=institution or InstitutionFactory(),
        )
        preparation.plan_item(placement=self.placement, item=item, actor=self.user("host"), at=AT_PREPARATION)

    def give_contact(self) -> None:
        preparation.give_emergency_contact(
            placement=self.placement, contact="Zoila, 5555 0101", actor=self.user("intern"), at=AT_PREPARATION
        )

    def ready(self) -> "Cast":
        self.preparing()
        self.plan()
        self.approve()
        self.sign()
        for kind in (LogisticsKind.TRAVEL, LogisticsKind.LODGING, LogisticsKind.COVER, LogisticsKind.INDUCTION):
            self.set_logistics(kind)
        self.give_contact()
        preparation.draft_cascade_plan(
            placement=self.placement, commitments=[{"what": "Charla"}], actor=self.user("intern"), at=AT_PREPARATION
        )
        return self

    def in_progress(self) -> "Cast":
        self.ready()
        week.confirm_arrival(placement=self.placement, actor=self.user("mentor"), at=AT_START)
        return self

    def attend(self, minutes: int = 450, days: int = 5) -> None:
        for number in range(days):
            week.record_day(
                placement=self.placement,
                held_on=date.fromordinal(STARTS_ON.toordinal() + number),
                minutes=minutes,
                actor=self.user("mentor"),
                at=AT_END,
            )

    def reporting(self, minutes: int = 450) -> "Cast":
        self.in_progress()
        self.attend(minutes)
        week.close_sheet(placement=self.placement, actor=self.user("mentor"), at=AT_END)
        return self

    def report(self, who: str, answers: dict[str, Any] | None = None, note: str = "", *, submit: bool = True) -> Any:
        report = reports.open_own_report(placement=self.placement, actor=self.user(who), at=AT_END)
        good = GOOD_REPORT if who == "intern" else GOOD_EVALUATION
        reports.save_report(report=report, answers=answers or good, private_note=note, actor=self.user(who), at=AT_END)
        if submit:
            reports.submit_report(report=report, actor=self.user(who), at=AT_END)
        return report

    def under_review(self, minutes: int = 450) -> "Cast":
        self.reporting(minutes)
        self.report("intern")
        self.report("mentor")
        return self

    def completed(self) -> "Cast":
        self.under_review()
        closing.complete_internship(placement=self.placement, actor=self.user("secretariat"), at=AT_REVIEW)
        return self
