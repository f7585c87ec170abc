"""What stands at each address: one builder per subject of the matrix. A room that lands adds its builders here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from wagtail.models import Collection

from certificates.services import request_revocation
from certificates.services.sharing import make_link
from certificates.services.templates import create_template
from courses.models import Area, CoursePage, LessonPage, ModulePage, ProgrammePage
from internships.enums import PlacementState, ReportKind
from internships.forms_spec import write_body
from internships.models import Placement, Preparation, Report
from internships.moves import SEATED
from live import services as live
from live.enums import Modality, ParticipantRole
from live.providers import keys
from lms.accounts.links import invitation_token
from lms.accounts.models import Invitation
from lms.accounts.services import note_device
from lms.accounts.views.factors import KEY_SIGNER
from lms.common.fields import new_public_id
from lms.common.matrix import Scope, Seat
from lms.desk.models import HomePage
from lms.desk.site import seed_site
from lms.exports.services import ask_export
from lms.mail.enums import MailState
from lms.mail.models import Mail
from media.models import NetworkDocument
from moderation.services import report_leak
from network import services as network
from network.enums import Tier
from network.models import Appointment, Person
from tests.accounts.softkey import SoftKey
from tests.factories.certificates import AwardFactory, code_of
from tests.factories.internships import ENDS_ON, STARTS_ON, HostOfferFactory
from tests.factories.internships import CallFactory as InternshipCallFactory
from tests.factories.learning import EnrolledFactory, RunningEditionFactory
from tests.factories.live import SessionFactory
from tests.factories.network import PersonFactory, texts
from tests.factories.rights import make_export
from tests.factories.workshops import (
    CallFactory,
    EditionFactory,
    EditionStaffFactory,
    EnrolmentFactory,
    ProposalFactory,
)
from tests.security.world import Land, World
from workshops.enums import EnrolmentState
from workshops.models import Attempt, Call, Edition, Enrolment
from workshops.services.notes import save_note
from workshops.services.quiz import start_attempt
from workshops.services.schedule import open_edition_series

ABSENT_ID = "0" * 20
Address = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One object: its place in the address, and how it stands to the readers of ``here``."""

    label: str
    address: Address
    relations: Mapping[Seat, frozenset[Scope]] = field(default_factory=dict)

    def to(self, seat: Seat) -> frozenset[Scope]:
        return self.relations.get(seat, frozenset())


@dataclass(frozen=True, slots=True)
class Subject:
    """The objects to try at an address, and an identifier of the same shape that nothing has."""

    cases: list[Case]
    absent: Address


BUILDERS: dict[str, Callable[[World], Subject]] = {}


def subject(build: Callable[[World], Subject]) -> Callable[[World], Subject]:
    """Register ``build`` under its own name."""
    BUILDERS[build.__name__] = build
    return build


def stands(*seats: Seat, as_: Scope) -> dict[Seat, frozenset[Scope]]:
    return dict.fromkeys(seats, frozenset({as_}))


# --- pages


def make_pages(world: World) -> dict[str, str]:
    """A programme with a course, a module and a lesson, all published; the path of one page of each type."""
    seed_site()
    home = HomePage.objects.get(locale__language_code="es")
    about = {"key": "ensayo", "summary": "Un resumen.", "live": True, "locale": home.locale}
    area = Area.objects.create(key="ensayo", title=texts("Área de ensayo"), position=99)
    programme = ProgrammePage(title="Programa", slug="programa", **about)
    course = CoursePage(
        title="Curso", slug="curso", code="ENS", area=area, school=world.here.school, audience="Fiscales.", hours=10,
        version_label="2026.1", quiz_title="Evaluación", **about,
    )  # fmt: skip
    module = ModulePage(title="Módulo", slug="modulo", hours=2, **about)
    lesson = LessonPage(title="Lección", slug="leccion", minutes=20, **about)
    for parent, page in [(home, programme), (programme, course), (course, module), (module, lesson)]:
        parent.add_child(instance=page)
    return {
        "desk.homepage": "/es/",
        "courses.programmepage": "/es/programa/",
        "courses.coursepage": "/es/programa/curso/",
        "courses.modulepage": "/es/programa/curso/modulo/",
        "courses.lessonpage": "/es/programa/curso/modulo/leccion/",
    }


# --- accounts and network


@subject
def reset_link(world: World) -> Subject:
    user = world.here.colleague.user  # nobody who signs in meanwhile: that ends the link
    key = default_token_generator.make_token(user)
    return Subject([Case("open", {"uidb36": user.public_id, "key": key})], absent={"uidb36": ABSENT_ID, "key": key})


@subject
def person(world: World) -> Subject:
    return Subject(
        [
            Case("colleague", {"person_id": world.here.colleague.public_id}, stands(Seat.CP, as_=Scope.OFFICE)),
            Case("foreign", {"person_id": world.there.colleague.public_id}),
        ],
        absent={"person_id": ABSENT_ID},
    )


@subject
def appointment(world: World) -> Subject:
    """The contact point's, in either land."""

    def address(land: Land) -> Address:
        contact = land.people[Seat.CP]
        return {"person_id": contact.public_id, "appointment_id": contact.appointments.get().public_id}

    return Subject(
        [
            Case("of the office", address(world.here), stands(Seat.CP, as_=Scope.OFFICE)),
            Case("foreign", address(world.there)),
        ],
        absent={"person_id": ABSENT_ID, "appointment_id": ABSENT_ID},
    )


@subject
def invitation(world: World) -> Subject:
    made = network.invite_person(person=PersonFactory(office=world.here.office), actor=None, at=world.now)
    return Subject(
        [Case("open", {"token": invitation_token(made)})],
        absent={"token": invitation_token(Invitation(public_id=ABSENT_ID))},
    )


@subject
def office_provider(_world: World) -> Subject:
    """Of the test settings: that there is such a provider is no secret of a person."""
    return Subject([Case("configured", {"provider_id": "ensayo"})], absent={"provider_id": "otro"})


@subject
def notice(world: World) -> Subject:
    """Of the learner's own, and of the same land's colleague: not even the Secretariat reads anybody else's."""
    made = [
        Mail.objects.create(
            kind="certificates.ready",
            dedupe_key=f"sweep:{person.pk}",
            user=person.user,
            to_address=person.user.email,
            language="es",
            time_zone="America/El_Salvador",
            subject="Tiene un aviso",
            link_path="/es/escritorio/",
            queued_at=world.now,
            not_before=world.now,
            noticed_at=world.now,
            state=MailState.NOTED,
        )
        for person in (world.here.people[Seat.LRN], world.here.colleague)
    ]
    return Subject(
        [
            Case("own", {"notice_id": made[0].public_id}, stands(Seat.LRN, as_=Scope.OWN)),
            Case("colleague", {"notice_id": made[1].public_id}),
        ],
        absent={"notice_id": ABSENT_ID},
    )


@subject
def passkey(world: World) -> Subject:
    """The learner has a passkey and recovery codes; so has the learner of the other country."""
    names = []
    for land in (world.here, world.there):
        user = land.user(Seat.LRN)
        RecoveryCodes.activate(user)
        names.append(KEY_SIGNER.sign(str(SoftKey().enrol(user).pk)))
    return Subject(
        [Case("own", {"name": names[0]}, stands(Seat.LRN, as_=Scope.OWN)), Case("foreign", {"name": names[1]})],
        absent={"name": KEY_SIGNER.sign("0")},
    )


@subject
def device(world: World) -> Subject:
    made = [
        note_device(
            user=land.user(Seat.LRN), public_id=new_public_id(), session_key=new_public_id(), browser="", at=world.now
        ).public_id
        for land in (world.here, world.there)
    ]
    return Subject(
        [Case("own", {"device_id": made[0]}, stands(Seat.LRN, as_=Scope.OWN)), Case("foreign", {"device_id": made[1]})],
        absent={"device_id": ABSENT_ID},
    )


@subject
def export(world: World) -> Subject:
    own, foreign = make_export(world.here.people[Seat.LRN]), make_export(world.there.people[Seat.LRN])
    return Subject(
        [
            Case("own", {"export_id": own.public_id}, stands(Seat.LRN, as_=Scope.OWN)),
            Case("colleague", {"export_id": make_export(world.here.colleague).public_id}),
            Case("foreign", {"export_id": foreign.public_id}),
        ],
        absent={"export_id": ABSENT_ID},
    )


@subject
def lent_appointment(world: World) -> Subject:
    own, foreign = (Appointment.objects.get(person=land.people[Seat.CP]) for land in (world.here, world.there))
    return Subject(
        [
            Case("own", {"appointment_id": own.public_id}, stands(Seat.CP, as_=Scope.OWN)),
            Case("foreign", {"appointment_id": foreign.public_id}),
        ],
        absent={"appointment_id": ABSENT_ID},
    )


@subject
def delegation(world: World) -> Subject:
    """Lent by each land's contact point to its colleague, who is no reader: nobody's powers change."""
    tomorrow = world.now.date() + timedelta(days=1)
    own, foreign = (
        network.delegate_powers(
            appointment=Appointment.objects.get(person=land.people[Seat.CP]),
            delegate=land.colleague,
            started_on=tomorrow,
            ended_on=tomorrow + timedelta(days=7),
            actor=land.user(Seat.CP),
            at=world.now,
        )
        for land in (world.here, world.there)
    )
    return Subject(
        [
            Case("own", {"delegation_id": own.public_id}, stands(Seat.CP, as_=Scope.OWN)),
            Case("foreign", {"delegation_id": foreign.public_id}),
        ],
        absent={"delegation_id": ABSENT_ID},
    )


@subject
def office(world: World) -> Subject:
    return Subject(
        [
            Case("own", {"office_id": world.here.office.public_id}),
            Case("foreign", {"office_id": world.there.office.public_id}),
        ],
        absent={"office_id": ABSENT_ID},
    )


@subject
def school(world: World) -> Subject:
    return Subject(
        [
            Case("own", {"school_id": world.here.school.public_id}),
            Case("foreign", {"school_id": world.there.school.public_id}),
        ],
        absent={"school_id": ABSENT_ID},
    )


@subject
def list_taken_out(world: World) -> Subject:
    """Each Secretariat has a file of its own; the other's is not there."""
    own, foreign = (
        ask_export(
            kind="certificates.register", params={}, file_format="CSV", actor=land.user(Seat.SEC), at=world.now
        ).public_id
        for land in (world.here, world.there)
    )
    return Subject(
        [Case("own", {"export_id": own}, stands(Seat.SEC, as_=Scope.OWN)), Case("foreign", {"export_id": foreign})],
        absent={"export_id": ABSENT_ID},
    )


# --- live


def make_session(world: World, land: Land):
    """A session that is going on, with the land's learner (and the suspended one) and its facilitator admitted."""
    session = SessionFactory(starts_at=world.an_hour_ago, ends_at=world.an_hour_ago + timedelta(hours=3))
    roles = {
        Seat.LRN: ParticipantRole.PARTICIPANT,
        Seat.SUS: ParticipantRole.PARTICIPANT,
        Seat.FAC: ParticipantRole.FACILITATOR,
    }
    for seat, role in roles.items():
        live.admit_participant(session=session, person=land.people[seat], role=role, actor=None, at=world.an_hour_ago)
    learner = session.participants.get(person=land.people[Seat.LRN])
    live.excuse_absence(
        session_id=session.pk,
        participant_ref=learner.public_id,
        reason="Audiencia señalada.",
        actor=land.user(Seat.FAC),
        at=world.an_hour_ago,
    )
    return session


def the_session(world: World, land: Land):
    """The land's session, made once."""
    key = f"session {land.country.iso}"
    if key not in world.made:
        world.made[key] = make_session(world, land)
    return world.made[key]


@subject
def session(world: World) -> Subject:
    here, there = the_session(world, world.here), the_session(world, world.there)
    others = SessionFactory(starts_at=world.an_hour_ago, ends_at=world.an_hour_ago + timedelta(hours=3))
    live.admit_participant(
        session=others, person=world.here.colleague, role=ParticipantRole.PARTICIPANT, actor=None, at=world.an_hour_ago
    )
    return Subject(
        [
            Case("own", {"public_id": here.public_id}, stands(Seat.LRN, Seat.FAC, as_=Scope.ASSIGNED)),
            Case("colleague", {"public_id": others.public_id}),
            Case("foreign", {"public_id": there.public_id}),
        ],
        absent={"public_id": ABSENT_ID},
    )


def led(world: World, mine, foreign) -> Subject:
    """A session as its register is kept: for its facilitator only."""
    return Subject(
        [
            Case("own", {"public_id": mine.public_id}, stands(Seat.FAC, as_=Scope.ASSIGNED)),
            Case("foreign", {"public_id": foreign.public_id}),
        ],
        absent={"public_id": ABSENT_ID},
    )


@subject
def led_session(world: World) -> Subject:
    return led(world, the_session(world, world.here), the_session(world, world.there))


@subject
def led_hybrid_session(world: World) -> Subject:
    """With a place, so that it has a code."""
    pair = []
    for land in (world.here, world.there):
        one = SessionFactory(
            starts_at=world.an_hour_ago, ends_at=world.an_hour_ago + timedelta(hours=3), modality=Modality.HYBRID
        )
        live.admit_participant(
            session=one,
            person=land.people[Seat.FAC],
            role=ParticipantRole.FACILITATOR,
            actor=None,
            at=world.an_hour_ago,
        )
        pair.append(one)
    return led(world, *pair)


@subject
def feed(world: World) -> Subject:
    learner = world.here.user(Seat.LRN)
    secret = live.create_feed(user=learner, actor=learner, at=world.now)
    return Subject([Case("own", {"secret": secret})], absent={"secret": "0" * len(secret)})


@subject
def live_key(_world: World) -> Subject:
    name = keys.published_name()
    return Subject([Case("published", {"name": name})], absent={"name": "0" * len(name)})


@subject
def live_event(_world: World) -> Subject:
    return Subject(
        [Case("known", {"subject": "occupant", "verb": "joined"})], absent={"subject": "occupant", "verb": "danced"}
    )


# --- workshops: editions and their lists


def make_list(world: World, land: Land) -> tuple[Edition, Enrolment, Enrolment]:
    """An edition whose nominations are open, with the land's learner and colleague nominated by its office."""
    key = f"list {land.country.iso}"
    if key not in world.made:
        edition = EditionFactory(current=True)
        EditionStaffFactory(edition=edition, person=land.people[Seat.FAC])
        people = [land.people[Seat.LRN], land.colleague, land.people[Seat.SUS]]
        made = [
            EnrolmentFactory(edition=edition, person=person, office=land.office, state=EnrolmentState.NOMINATED)
            for person in people
        ]
        world.made[key] = (edition, made[0], made[1])
    return world.made[key]  # type: ignore[return-value]


def make_call(world: World) -> Call:
    if "call" not in world.made:
        world.made["call"] = CallFactory()
    return world.made["call"]  # type: ignore[return-value]


@subject
def call(world: World) -> Subject:
    """A call is every contact point's: the matrix says so by seat."""
    return Subject([Case("open", {"call_id": make_call(world).public_id})], absent={"call_id": ABSENT_ID})


@subject
def proposal(world: World) -> Subject:
    """What the land's office proposes, and what another's does, in the same call."""
    made = []
    for land in (world.here, world.there):
        key = f"proposal {land.country.iso}"
        if key not in world.made:
            sender = land.people[Seat.CP].user
            world.made[key] = ProposalFactory(call=make_call(world), office=land.office, submitted_by=sender)
        made.append(world.made[key])
    return Subject(
        [
            Case("own", {"proposal_id": made[0].public_id}, stands(Seat.CP, as_=Scope.OFFICE)),  # type: ignore[attr-defined]
            Case("foreign", {"proposal_id": made[1].public_id}),  # type: ignore[attr-defined]
        ],
        absent={"proposal_id": ABSENT_ID},
    )


@subject
def edition(world: World) -> Subject:
    here, there = make_list(world, world.here)[0], make_list(world, world.there)[0]
    relations = stands(Seat.LRN, Seat.FAC, as_=Scope.ASSIGNED) | stands(Seat.CP, as_=Scope.OFFICE)
    return Subject(
        [
            Case("own", {"edition_id": here.public_id}, relations),
            Case("foreign", {"edition_id": there.public_id}),
        ],
        absent={"edition_id": ABSENT_ID},
    )


@subject
def enrolment(world: World) -> Subject:
    _, own, colleague = make_list(world, world.here)
    foreign = make_list(world, world.there)[1]
    others = stands(Seat.CP, as_=Scope.OFFICE) | stands(Seat.FAC, as_=Scope.ASSIGNED)
    return Subject(
        [
            Case("own", {"enrolment_id": own.public_id}, stands(Seat.LRN, as_=Scope.OWN) | others),
            Case("colleague", {"enrolment_id": colleague.public_id}, others),
            Case("foreign", {"enrolment_id": foreign.public_id}),
        ],
        absent={"enrolment_id": ABSENT_ID},
    )


def make_series(world: World, land: Land):
    """The series of the edition that the land's facilitator teaches, with one session ahead."""
    edition = make_enrolment(world, land).edition
    series = open_edition_series(edition=edition, at=world.now)
    return SessionFactory(series=series, title={"es": "Por venir"}, starts_at=world.now + timedelta(days=9))


@subject
def live_series(world: World) -> Subject:
    here, there = make_series(world, world.here), make_series(world, world.there)
    return Subject(
        [
            Case("own", {"series_id": here.series.public_id}, stands(Seat.FAC, as_=Scope.ASSIGNED)),
            Case("foreign", {"series_id": there.series.public_id}),
        ],
        absent={"series_id": ABSENT_ID},
    )


@subject
def planned_session(world: World) -> Subject:
    here, there = make_series(world, world.here), make_series(world, world.there)
    own = {"series_id": here.series.public_id, "public_id": here.public_id}
    return Subject(
        [
            Case("own", own, stands(Seat.FAC, as_=Scope.ASSIGNED)),
            Case("foreign", {"series_id": there.series.public_id, "public_id": there.public_id}),
        ],
        absent={"series_id": here.series.public_id, "public_id": ABSENT_ID},
    )


# --- workshops: reading and the assessment


def make_enrolment(world: World, land: Land) -> Enrolment:
    """The land's learner enrolled in an edition (the suspended one too) that its facilitator teaches."""
    key = f"enrolment {land.country.iso}"
    if key not in world.made:
        edition = RunningEditionFactory()
        EditionStaffFactory(edition=edition, person=land.people[Seat.FAC])
        EnrolledFactory(edition=edition, person=land.people[Seat.SUS], office=land.office)
        enrolment = EnrolledFactory(edition=edition, person=land.people[Seat.LRN], office=land.office)
        save_note(enrolment=enrolment, lesson_key="a1-01", text="Un apunte.", revision=0, at=world.now)
        world.made[key] = enrolment
    found = world.made[key]
    assert isinstance(found, Enrolment)
    return found


def make_course_of_colleague(world: World) -> Enrolment:
    """In the same country: the colleague enrolled in an edition of which no reader is a part."""
    key = "enrolment colleague"
    if key not in world.made:
        world.made[key] = EnrolledFactory(person=world.here.colleague, office=world.here.office)
    found = world.made[key]
    assert isinstance(found, Enrolment)
    return found


def make_attempt(world: World, land: Land) -> Attempt:
    enrolment = make_enrolment(world, land)
    return start_attempt(enrolment=enrolment, actor=land.user(Seat.LRN), at=world.now)


@subject
def course(world: World) -> Subject:
    here, there = make_enrolment(world, world.here).edition, make_enrolment(world, world.there).edition
    return Subject(
        [
            Case("own", {"edition_id": here.public_id}, stands(Seat.LRN, Seat.FAC, as_=Scope.ASSIGNED)),
            Case("colleague", {"edition_id": make_course_of_colleague(world).edition.public_id}),
            Case("foreign", {"edition_id": there.public_id}),
        ],
        absent={"edition_id": ABSENT_ID},
    )


@subject
def lesson(world: World) -> Subject:
    cases = [Case(case.label, {**case.address, "lesson_key": "a1-01"}, case.relations) for case in course(world).cases]
    return Subject(cases, absent={"edition_id": ABSENT_ID, "lesson_key": "a1-01"})


@subject
def case(world: World) -> Subject:
    cases = [Case(case.label, {**case.address, "case_key": "puerta"}, case.relations) for case in lesson(world).cases]
    return Subject(cases, absent={"edition_id": ABSENT_ID, "lesson_key": "a1-01", "case_key": "puerta"})


@subject
def attempt(world: World) -> Subject:
    here, there = make_attempt(world, world.here), make_attempt(world, world.there)
    of_colleague = make_course_of_colleague(world)
    theirs = start_attempt(enrolment=of_colleague, actor=world.here.colleague.user, at=world.now)
    own = {"edition_id": here.enrolment.edition.public_id, "attempt_id": here.public_id}
    return Subject(
        [
            Case("own", own, stands(Seat.LRN, as_=Scope.OWN)),
            Case("colleague", {"edition_id": of_colleague.edition.public_id, "attempt_id": theirs.public_id}),
            Case("foreign", {"edition_id": there.enrolment.edition.public_id, "attempt_id": there.public_id}),
            Case("foreign in own edition", {**own, "attempt_id": there.public_id}),
        ],
        absent={**own, "attempt_id": ABSENT_ID},
    )


@subject
def question(world: World) -> Subject:
    attempts = attempt(world)
    cases = [Case(case.label, {**case.address, "number": "1"}, case.relations) for case in attempts.cases]
    return Subject(cases, absent={**attempts.absent, "number": "1"})


# --- papers of pages


CIRCLES = {
    Tier.CONTACT_POINTS: [Seat.CP, Seat.RC, Seat.SEC],
    Tier.SECRETARIAT: [Seat.SEC],
}


@subject
def page_paper(_world: World) -> Subject:
    """Of the two inner circles, which nobody keeps who lost a role; all four by role in tests/media/test_tiers.py."""
    cases = []
    for number, (tier, circle) in enumerate(
        CIRCLES.items(), start=700_001
    ):  # numbers that stand nowhere else on a page
        root = Collection.get_first_root_node()
        document = NetworkDocument(pk=number, title=str(tier), tier=tier, collection=root)
        document.file.save("ensayo.txt", ContentFile(b"ensayo"))
        address = {"document_id": str(document.pk), "document_filename": document.filename}
        cases.append(Case(str(tier), address, stands(*circle, as_=Scope.ASSIGNED)))
    return Subject(cases, absent={"document_id": "700009", "document_filename": "ensayo.txt"})


# --- moderation


@subject
def report(world: World) -> Subject:
    own, foreign = (
        report_leak(place="/es/ediciones/", actor=land.user(Seat.LRN), at=world.now)
        for land in (world.here, world.there)
    )
    return Subject(
        [
            Case("own", {"report_id": own.public_id}, stands(Seat.LRN, as_=Scope.OWN)),
            Case("foreign", {"report_id": foreign.public_id}),
        ],
        absent={"report_id": ABSENT_ID},
    )


# --- certificates


@subject
def award(world: World) -> Subject:
    own = AwardFactory(person=world.here.people[Seat.LRN])
    colleague, foreign = AwardFactory(person=world.here.colleague), AwardFactory(person=world.there.people[Seat.LRN])
    of_office = stands(Seat.CP, as_=Scope.OFFICE)
    return Subject(
        [
            Case("own", {"public_id": own.public_id}, stands(Seat.LRN, as_=Scope.OWN) | of_office),
            Case("colleague", {"public_id": colleague.public_id}, of_office),
            Case("foreign", {"public_id": foreign.public_id}),
        ],
        absent={"public_id": ABSENT_ID},
    )


@subject
def document_template(world: World) -> Subject:
    made = create_template(name="Plantilla de ensayo", actor=world.here.user(Seat.SEC), at=world.now)
    return Subject([Case("any", {"template_id": made.public_id})], absent={"template_id": ABSENT_ID})


@subject
def template_act(world: World) -> Subject:
    made = create_template(name="Plantilla de actos", actor=world.here.user(Seat.SEC), at=world.now)
    cases = [Case("any", {"template_id": made.public_id, "act": "borrador"})]
    return Subject(cases, absent={"template_id": ABSENT_ID, "act": "borrador"})


@subject
def approval(world: World) -> Subject:
    """Asked for by the other land's Secretariat, so that the reader's is the second person."""
    made = request_revocation(
        award=AwardFactory(person=world.there.colleague, activity_ref="edition:revoked"),
        reason="Motivo de ensayo.",
        actor=world.there.user(Seat.SEC),
        at=world.now,
    )
    return Subject([Case("asked", {"approval_id": made.public_id})], absent={"approval_id": ABSENT_ID})


@subject
def share_link(world: World) -> Subject:
    def link(person: Person) -> str:
        award = AwardFactory(person=person, activity_ref="edition:shared")
        return make_link(award=award, label="Ensayo", days=7, actor=person.user, at=world.now)[0].public_id

    own, foreign = world.here.people[Seat.LRN], world.there.people[Seat.LRN]
    return Subject(
        [
            Case("own", {"link_id": link(own)}, stands(Seat.LRN, as_=Scope.OWN)),
            Case("foreign", {"link_id": link(foreign)}),
        ],
        absent={"link_id": ABSENT_ID},
    )


@subject
def share_key(world: World) -> Subject:
    person = world.there.people[Seat.LRN]
    award = AwardFactory(person=person, activity_ref="edition:key")
    key = make_link(award=award, label="Ensayo", days=7, actor=person.user, at=world.now)[1]
    return Subject([Case("open", {"key": key})], absent={"key": key[::-1]})


@subject
def award_code(world: World) -> Subject:
    code = code_of(AwardFactory(person=world.there.people[Seat.LRN], activity_ref="edition:public"))
    return Subject([Case("issued", {"code": code})], absent={"code": code[::-1]})


# --- internships


def make_placement(world: World, land: Land, state: str) -> Placement:
    """The learner's of that land in a call of its own, at that point of the way; hosted by the other land."""
    key = f"placement {land.country.iso} {state}"
    if key not in world.made:
        call = InternshipCallFactory(lead_school=land.school)
        other = world.there if land is world.here else world.here
        offer = HostOfferFactory(call=call, office=other.office, capacity=3) if state in SEATED else None
        days = {"starts_on": STARTS_ON, "ends_on": ENDS_ON, "host_accepted_at": world.now} if offer else {}
        placement = Placement.objects.create(
            call=call, person=land.people[Seat.LRN], office=land.office, country=land.country, state=state, offer=offer,
            motivation="Conocer otro sistema", **days,
        )  # fmt: skip
        Preparation.objects.create(placement=placement)
        world.made[key] = placement
    return world.made[key]  # type: ignore[return-value]


def placements(world: World, state: str, *, with_office: bool = True, **more: str) -> Subject:
    relations = stands(Seat.LRN, as_=Scope.OWN)
    if with_office:
        relations |= stands(Seat.CP, as_=Scope.OFFICE)
    own, foreign = (make_placement(world, land, state) for land in (world.here, world.there))
    return Subject(
        [
            Case("own", {"placement_id": own.public_id, **more}, relations),
            Case("foreign", {"placement_id": foreign.public_id, **more}),
        ],
        absent={"placement_id": ABSENT_ID, **more},
    )


@subject
def placement(world: World) -> Subject:
    return placements(world, PlacementState.SUBMITTED)


@subject
def placement_draft(world: World) -> Subject:
    return placements(world, PlacementState.DRAFT)


@subject
def placement_prepared(world: World) -> Subject:
    return placements(world, PlacementState.PREPARING)


@subject
def placement_reporting(world: World) -> Subject:
    return placements(world, PlacementState.REPORTING)


@subject
def placement_act(world: World) -> Subject:
    return placements(world, PlacementState.SUBMITTED, act="devolver")


@subject
def internship_report(world: World) -> Subject:
    made = []
    for land in (world.here, world.there):
        placement = make_placement(world, land, PlacementState.UNDER_REVIEW)
        report = Report.objects.create(
            placement=placement, kind=ReportKind.INTERN, form_version="intern-1", saved_at=world.now,
            submitted_at=world.now, body=write_body({"organisation": "Por etapas y equipos"}), private_note="Una nota",
        )  # fmt: skip
        made.append({"placement_id": placement.public_id, "report_id": report.public_id})
    return Subject(
        [Case("own", made[0], stands(Seat.LRN, as_=Scope.OWN)), Case("foreign", made[1])],
        absent={"placement_id": made[0]["placement_id"], "report_id": ABSENT_ID},
    )


@subject
def internship_call(world: World) -> Subject:
    call = InternshipCallFactory(lead_school=world.here.school)
    return Subject([Case("open", {"call_id": call.public_id})], absent={"call_id": ABSENT_ID})


@subject
def internship_step(world: World) -> Subject:
    call = InternshipCallFactory(lead_school=world.here.school)
    return Subject(
        [Case("open", {"call_id": call.public_id, "step": "anular"})], absent={"call_id": ABSENT_ID, "step": "anular"}
    )


@subject
def host_offer(world: World) -> Subject:
    call = InternshipCallFactory(lead_school=world.here.school)
    own, foreign = (
        HostOfferFactory(call=call, office=land.office, state="OFFERED") for land in (world.here, world.there)
    )
    return Subject(
        [
            Case("own", {"offer_id": own.public_id}, stands(Seat.CP, as_=Scope.OFFICE)),
            Case("foreign", {"offer_id": foreign.public_id}),
        ],
        absent={"offer_id": ABSENT_ID},
    )
