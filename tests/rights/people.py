"""A person who has left something in every table that can hold something, each text with a token of its own."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.files.base import ContentFile
from django.db import models
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.users.models import UserProfile

from certificates.enums import AwardKind
from certificates.models import Artifact, NameComparison, ShareLink
from internships.enums import PlacementState
from internships.models import (
    Amendment,
    AttendanceDay,
    CostLine,
    LogisticsItem,
    MentorLink,
    Mentorship,
    Placement,
    PlacementMove,
    Preparation,
    ProgrammeItem,
    Report,
    ReportVersion,
    Undertaking,
)
from live.enums import ClosedBy, EntryKind, ParticipantRole
from live.models import Attendance, Connection, FeedToken, Participant, PracticeOccupant, RegisterEntry, Room
from lms.accounts.models import Device, Invitation
from lms.exports.models import Export
from lms.mail.enums import Delivery, MailState, Topic
from lms.mail.models import Mail, MailChoice
from lms.records import audit
from lms.records.declarations import FieldDeclaration, ModelDeclaration, get_declarations
from lms.records.models import Approval
from lms.rights.rows import rows_about
from media.fields import VaultTextField
from moderation.services import report_leak
from network.enums import Role
from network.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.certificates import AwardFactory
from tests.factories.internships import CallFactory as InternshipCallFactory
from tests.factories.learning import EnrolledFactory, RunningEditionFactory, pass_quiz
from tests.factories.live import SessionFactory
from tests.factories.network import AppointmentFactory, DelegationFactory, PersonFactory, UnitFactory
from tests.factories.rights import make_export
from tests.factories.workshops import EditionStaffFactory, ProposalFactory
from workshops.enums import EditionState, EnrolmentState
from workshops.models import (
    CasePlay,
    Edition,
    EditionKey,
    EditionStaff,
    Enrolment,
    EnrolmentMove,
    LessonNote,
    LessonProgress,
)

_numbers = count(1)
TRAIL = "records.auditentry"
NOT_TEXT = {"language", "time_zone", "preferred_language", "current_time_zone", "currency"}


@dataclass
class Planted:
    """``tokens[(label, column)]`` are the tokens that stand there about this person."""

    person: Person
    tokens: dict[tuple[str, str], list[str]] = field(default_factory=dict)


def make_whole_person(**where: Any) -> Person:
    """Somebody with at least one row in every declared table that a person can have rows in, and nothing running.

    ``office=`` is the one they belong to; without it, one of their own.
    """
    now = timezone.now()
    person = PersonFactory(prosecutor=True, **where)
    office, user = person.memberships.get().office, person.user
    person.memberships.update(unit=UnitFactory(office=office))
    AppointmentFactory(person=person, role=Role.MENTOR, ended=True)
    lent = AppointmentFactory(role=Role.CONTACT_POINT, office=office, ended=True)
    DelegationFactory(appointment=lent, delegate=person)
    person.invitation = Invitation.objects.create(
        email=person.email, created_at=now, expires_at=now + timedelta(days=1), user=user, state="ACCEPTED"
    )
    person.save()
    _in_an_edition(person, office)
    _for_an_office(person, office)
    _in_an_internship(person, office)
    _in_a_session(person)
    _in_the_editors_rooms(user)
    award = AwardFactory(person=person, kind=AwardKind.TEACHING)
    number = next(_numbers)
    artifact = Artifact(award=award, sha256=f"{number:064}", size=9, signed_at=now, signer_fingerprint="5b" * 32)
    artifact.file.save(f"certificates/ensayo/{number}.pdf", ContentFile(b"%PDF-TOKEN-" + award.public_id.encode()))
    ShareLink.objects.create(
        award=award, label="embajada", key_hmac=f"{number:064}", created_at=now, expires_at=now + timedelta(days=1)
    )
    NameComparison.objects.create(award=award, compared_at=now, has_matched=True)
    FeedToken.objects.create(user=user, digest=f"{next(_numbers):064}", created_at=now)
    MailChoice.objects.create(user=person.user, topic=Topic.PLACES, delivery=Delivery.DIGEST)
    for to, owner in [(person.email, user), (person.email, None)]:
        Mail.objects.create(
            kind="certificates.ready", dedupe_key=f"ensayo:{next(_numbers)}", user=owner, to_address=to, language="es",
            time_zone="UTC", queued_at=now, not_before=now, state=MailState.SENT, sent_at=now,
        )  # fmt: skip
    audit.log(action="network.join", instance=person, actor=user, at=now, detail="motivo")
    audit.log(action="network.correct", instance=person, actor=None, at=now, detail="otro motivo")
    Device.objects.create(user=user, session_key=f"llave{number}", browser="Firefox", signed_in_at=now, seen_at=now)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    SocialAccount.objects.create(user=user, provider="ensayo", uid=f"asunto-{number}")
    Approval.objects.create(
        kind="certificates.revoke", ids={}, subject="ensayo", reason="motivo", state="REFUSED", requested_by=user,
        requested_at=now, expires_at=now, decided_by=UserFactory(), decided_at=now, answer="respuesta",
    )  # fmt: skip
    report_leak(place="/es/ediciones/", actor=user, at=now)
    make_export(person)
    Export.objects.create(kind="ensayo", file_format="CSV", requested_by=user, acting_role="SECRETARIAT", asked_at=now)
    return Person.objects.get(pk=person.pk)


def _in_an_edition(person: Person, office: Any) -> None:
    now = timezone.now()
    edition = RunningEditionFactory()
    enrolment = EnrolledFactory(edition=edition, person=person, office=office)
    attempt = pass_quiz(enrolment)
    assert attempt.answers.exists()
    LessonProgress.objects.create(enrolment=enrolment, lesson_key="a1-01", completed_at=now)
    LessonNote.objects.create(enrolment=enrolment, lesson_key="a1-01", text="apunte", saved_at=now)
    CasePlay.objects.create(
        enrolment=enrolment, lesson_key="a1-01", case_key="caso", number=1, shape="s", started_at=now, saved_at=now
    )
    EnrolmentMove.objects.create(enrolment=enrolment, to_state=EnrolmentState.ENROLLED, reason="por licencia", at=now)
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.COMPLETED, completed_at=now)
    EditionStaffFactory(edition=RunningEditionFactory(), person=person)
    taught = EditionStaff.objects.filter(person=person).values_list("edition_id", flat=True)
    over = Edition.objects.filter(pk__in=[edition.pk, *taught])
    over.update(state=EditionState.CLOSED)


def _for_an_office(person: Person, office: Any) -> None:
    ProposalFactory(
        office=office,
        submitted_by=person.user,
        outcome="DECLINED",
        outcome_reason="otro año",
        decided_at=timezone.now(),
    )
    EditionKey.objects.create(
        edition=RunningEditionFactory(), holder="SECRETARIAT", turned_by=person.user, turned_at=timezone.now()
    )


def _in_an_internship(person: Person, office: Any) -> None:
    """One's own, and one that somebody of the same office was accompanied in; both are over."""
    now, today = timezone.now(), timezone.localdate()
    placement = Placement.objects.create(
        call=InternshipCallFactory(), person=person, office=office, country=office.country,
        state=PlacementState.WITHDRAWN, motivation="motivo", certificate_name=person.full_name, ended_at=now,
        objectives=["Ver la unidad"], interests=["Juicio oral"], scores={"note": "Muy bien"},
        waivers={"minimum_years": "Por su experiencia"},
    )  # fmt: skip
    PlacementMove.objects.create(
        placement=placement, name="withdraw", to_state=PlacementState.WITHDRAWN, reason="por licencia", at=now
    )
    mentorship = Mentorship.objects.create(placement=placement, person=person, named_at=now, end_reason="terminó")
    MentorLink.objects.create(
        mentorship=mentorship, token_hash=f"{next(_numbers):064}", code_hash=f"{next(_numbers):064}", expires_at=now
    )
    Amendment.objects.create(
        placement=placement, kind="DATES", reason="por audiencia", proposed_by=person.user, proposed_at=now,
        effective_from=today, old={"note": "Otros días"}, new={"note": "Estos días"},
    )  # fmt: skip
    Preparation.objects.create(
        placement=placement, emergency_contact="Contacto inventado", cascade_plan=["Dar una charla"]
    )
    ProgrammeItem.objects.create(
        placement=placement,
        held_on=today,
        starts="09:00",
        ends="10:00",
        title="Audiencia",
        activity="HEARING",
        objectives=["Ver la unidad"],
    )
    LogisticsItem.objects.create(placement=placement, kind="TRAVEL", note="boleto")
    CostLine.objects.create(placement=placement, category="viaje", currency="USD", payer="NETWORK")
    Undertaking.objects.create(
        placement=placement, text_version="2026.1", language="es", text_hash="5b" * 32, signed_by=person.user,
        signed_at=now,
    )  # fmt: skip
    AttendanceDay.objects.create(
        placement=placement, held_on=today, minutes=60, recorded_by=person.user, recorded_at=now
    )
    report = Report.objects.create(
        placement=placement, kind="INTERN", form_version="2026.1", body="informe", saved_at=now
    )
    ReportVersion.objects.create(report=report, version=1, body="informe", submitted_at=now)


def _in_a_session(person: Person) -> None:
    now = timezone.now()
    session = SessionFactory()
    participant = Participant.objects.create(
        session=session, person=person, role=ParticipantRole.PARTICIPANT, admitted_at=now
    )
    RegisterEntry.objects.create(
        session=session, participant=participant, kind=EntryKind.EXCUSED, reason="citación", written_at=now
    )
    Attendance.objects.create(
        session=session, participant=participant, seconds=60, present_seconds=60, intervals=[[1, 61]],
        evidence_digest="5b" * 32, settled_at=now,
    )  # fmt: skip
    Connection.objects.create(
        session=session, participant=participant, user_ref=participant.public_id, occupant_jid="x",
        room_jid=f"sala-de-ensayo-{next(_numbers):06}", joined_at=now, left_at=now, closed_by=ClosedBy.LEFT,
    )  # fmt: skip
    PracticeOccupant.objects.create(
        room=Room.objects.get(session=session), participant=participant, life_started_at=now, joined_at=now, seen_at=now
    )


def _in_the_editors_rooms(user: Any) -> None:
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType
    from wagtail.admin.models import EditingSession, FormState
    from wagtail.models import APIToken, UploadedFile

    page, kind = Page.objects.first(), ContentType.objects.get_for_model(Page)
    now = timezone.now()
    confirmed = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=confirmed, key=f"clave-de-ensayo-{next(_numbers):06}")
    UserProfile.objects.create(user=user)
    comment = Comment.objects.create(page=page, user=user, text="comentario", contentpath="title")
    CommentReply.objects.create(comment=comment, user=user, text="respuesta")
    PageSubscription.objects.create(page=page, user=user, comment_notifications=True)
    EditingSession.objects.create(user=user, content_type=kind, object_id="1", last_seen_at=now)
    FormState.objects.create(user=user, content_type=kind, object_id="1", data="{}", last_updated_at=now)
    APIToken.objects.create(user=user, name="programa", key_hash=f"{next(_numbers):064}", prefix="pre")
    UploadedFile.objects.create(for_content_type=kind, uploaded_by_user=user, file=ContentFile(b"x", name="medio.txt"))
    user.groups.add(Group.objects.get_or_create(name="Ensayo")[0])
    user.user_permissions.add(Permission.objects.first())


def plant(person: Person) -> Planted:
    """A unique token in every text about ``person`` that a person may write or be known by."""
    planted = Planted(person)
    sought = [(one, list(rows_about(person, one).values_list("pk", flat=True))) for one in get_declarations().values()]
    for declaration, keys in sought:
        for column in declaration.fields.values():
            if declaration.label == TRAIL:
                continue  # the database lets nobody change an entry: a new one takes the token below
            if takes_token(declaration, column):
                _plant_column(planted, declaration, column, keys)
    token = f"tk{next(_numbers):06}z"
    audit.log(action="network.correct", instance=person, actor=person.user, at=timezone.now(), detail=token)
    planted.tokens[TRAIL, "detail"] = [token]
    planted.person = Person.objects.get(pk=person.pk)
    return planted


def takes_token(declaration: ModelDeclaration, told: FieldDeclaration) -> bool:
    """Texts that say something; not those whose value steers the code or ties rows together."""
    column = declaration.model._meta.get_field(told.name)
    is_text = isinstance(column, models.CharField | models.TextField) and not isinstance(
        column,
        models.FileField | VaultTextField,  # sealed: only its row opens it
    )
    steers = told.name in NOT_TEXT or column.choices or column.name.endswith(("_ref", "public_id", "password"))
    return bool(declaration.paths) and is_text and not steers and not told.is_plain


def _plant_column(planted: Planted, declaration: ModelDeclaration, told: FieldDeclaration, keys: list[Any]) -> None:
    column = declaration.model._meta.get_field(told.name)
    for key in keys:
        token = f"tk{next(_numbers):06}z"
        is_address = isinstance(column, models.EmailField) or told.name == "to_address"
        if is_address:
            continue  # one address ties these rows together; planted below
        declaration.all_rows.filter(pk=key).update(**{told.name: token[: column.max_length or 99]})
        planted.tokens.setdefault((declaration.label, told.name), []).append(token)


def plant_address(person: Person) -> str:
    """The same address everywhere, with a token in it."""
    token = f"dir{next(_numbers):06}z"
    address = f"{token}@example.org"
    for declaration in get_declarations().values():
        for told in declaration.fields.values():
            column = declaration.model._meta.get_field(told.name)
            if declaration.paths and isinstance(column, models.EmailField):
                declaration.all_rows.filter(**{told.name: person.email}).update(**{told.name: address})
    return token


def everything_stored() -> dict[str, str]:
    """Every table as text, by its label: what a sweep reads."""
    from django.apps import apps

    return {
        model._meta.label_lower: repr(list(model._base_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
