"""What may be done on an internship, by whom and when, one line an act. Services decide; this says what to offer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from internships import forms
from internships.enums import Party, PlacementState
from internships.models import Placement
from internships.moves import MOVES, NOT_TERMINAL
from internships.permissions import get_parties
from internships.selectors import get_lead_mentorship, is_undertaking_signed
from internships.services import applications, closing, matching, preparation, reports, selection, week
from internships.views import doing
from lms.accounts.models import User

P = PlacementState
ENTITLED = tuple(party for party in Party if party != Party.SYSTEM)
PREPARED = (P.PREPARING, P.READY)
KEEPERS = (Party.MENTOR, Party.HOST, Party.SECRETARIAT)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: its address, its words, what it asks, who sees it and when. ``rank`` 0 is the way onward."""

    name: str
    label: Any
    text: Any
    who: tuple[Party, ...]
    states: tuple[str, ...]
    run: doing.Run
    form: type[forms.ActForm] = forms.ActForm
    rank: int = 1
    tone: str = ""
    when: Callable[[Placement], bool] | None = None


def _move(move: str, name: str, label: Any, text: Any, run: doing.Run, **more: Any) -> Act:
    """An act that is one line of the table of moves: who and from where are the table's."""
    return Act(name, label, text, MOVES[move].who, tuple(map(str, MOVES[move].sources)), run, **more)


SEC = (Party.SECRETARIAT,)
MATCHED = (P.SELECTED, P.PLACED, P.PREPARING, P.READY, P.IN_PROGRESS)
ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            "verificar", _("Confirm that the person is in post"),
            _("You confirm that this person belongs to your office and is who the application says."),
            (Party.SENDING,), (P.DRAFT, P.SUBMITTED, P.RETURNED), doing.simple(applications.verify_profile), rank=0,
            when=lambda placement: placement.profile_verified_at is None,
        ),
        _move(
            "endorse", "avalar", _("Endorse the application"),
            _("Your office backs this person, with the superior's word and somebody who would go instead."),
            doing.endorse,
            form=forms.EndorseForm, rank=0, when=lambda placement: placement.profile_verified_at is not None,
        ),
        _move(
            "return", "devolver", _("Return it to the applicant"),
            _("The applicant reads the reason, changes the application and hands it in again."),
            doing.reasoned(applications.return_application), form=forms.ReasonForm,
        ),
        _move(
            "refuse_endorsement", "no-avalar", _("Do not endorse"),
            _("Only the applicant is told. Your office may think again while applications are taken."),
            doing.reasoned(applications.refuse_endorsement), form=forms.ReasonForm, tone="danger",
        ),
        _move(
            "reopen", "retomar", _("Take it up again"), _("The application waits for your office's word again."),
            doing.simple(applications.reopen_application),
        ),
        Act(
            "dispensar", _("Grant a waiver"), _("The Secretariat does not ask this of this person, and says why."),
            SEC, (P.DRAFT, P.SUBMITTED, P.RETURNED), doing.waive, form=forms.WaiverForm,
        ),
        Act(
            "puntuar", _("Fill in the scoring sheet"),
            _("A mark from 0 to 5 on each line; the sheet stays in the file."),
            SEC, (P.ENDORSED,), doing.score, form=forms.ScoreForm, rank=0, when=lambda placement: not placement.scores,
        ),
        _move(
            "select", "seleccionar", _("Select"), _("Nobody is told until the call is announced."),
            doing.simple(selection.select_application), rank=0, when=lambda placement: bool(placement.scores),
        ),
        _move(
            "waitlist", "lista-de-espera", _("Put on the waiting list"),
            _("Behind everybody who waits already. Nobody is told until the call is announced."),
            doing.simple(selection.waitlist_application), when=lambda placement: bool(placement.scores),
        ),
        _move(
            "reject", "no-seleccionar", _("Do not select"), _("Nobody is told until the call is announced."),
            doing.simple(selection.reject_application), when=lambda placement: bool(placement.scores),
        ),
        _move(
            "promote", "llamar", _("Take from the waiting list"), _("The person is selected and told."),
            doing.simple(selection.promote_waiting),
        ),
        Act(
            "proponer", _("Propose host office and days"),
            _("The host office is asked. Proposing otherwise asks anew."), SEC, (P.SELECTED,), doing.propose_host,
            form=forms.ProposeHostForm, rank=0,
        ),
        Act(
            "recibir", _("Accept hosting this intern"), _("Your office takes this person on these days."),
            (Party.HOST,), (P.SELECTED,), doing.simple(matching.accept_hosting), rank=0,
            when=lambda placement: placement.host_accepted_at is None,
        ),
        Act(
            "nombrar-mentor", _("Name the mentor"), _("Somebody of the host office, who is asked to accept."),
            (Party.HOST, Party.SECRETARIAT), MATCHED, doing.name_mentor, form=forms.NameMentorForm, rank=0,
            when=doing.has_no_mentor,
        ),
        Act(
            "aceptar-mentoria", _("Accept to accompany"),
            _("You accompany one person for a week and write an evaluation of ten minutes."), (Party.MENTOR,), MATCHED,
            doing.of_mentorship(matching.accept_mentoring), form=forms.AcceptMentoringForm, rank=0,
            when=doing.awaits_mentor,
        ),
        Act(
            "leer-guia", _("I have read the mentor's briefing"),
            _(
                "The intern sees only what an observer may see; the first hour is the security induction; names of "
                "people and cases stay out of every note. You keep the attendance sheet and write the evaluation."
            ),
            (Party.MENTOR,), MATCHED, doing.of_mentorship(matching.read_briefing), rank=0, when=doing.awaits_briefing,
        ),
        Act(
            "terminar-mentoria", _("End the mentorship"),
            _("It is ended with its day, never deleted. The host names somebody else."),
            (Party.MENTOR, Party.HOST, Party.SECRETARIAT), MATCHED,
            doing.of_mentorship(matching.end_mentorship, reason=True), form=forms.ReasonForm, tone="danger",
            when=lambda placement: get_lead_mentorship(placement) is not None,
        ),
        Act(
            "llenar-programa", _("Fill in the proposed week"),
            _("Five days as the Network proposes them; you change what you like."),
            (Party.HOST, Party.MENTOR, Party.SECRETARIAT), PREPARED,
            doing.simple(preparation.fill_from_template), rank=0,
            when=lambda placement: not doing.has_programme(placement),
        ),
        Act(
            "agregar-actividad", _("Add an activity"),
            _("Another programme than was approved: the three sides are asked again."),
            (Party.HOST, Party.MENTOR, Party.SECRETARIAT), PREPARED, doing.plan_item, form=forms.ItemForm,
        ),
        Act(
            "aprobar-programa", _("Approve the programme"), _("You have read the programme as it stands today."),
            (Party.INTERN, Party.HOST, Party.MENTOR, Party.SECRETARIAT), PREPARED, doing.approve_programme,
            form=forms.ApproveForm, rank=0,
            when=doing.has_programme,
        ),
        Act(
            "logistica", _("Note travel, lodging and cover"), _("Where each stands; the checklist follows."),
            (Party.INTERN, Party.HOST, Party.SECRETARIAT), PREPARED, doing.set_logistics, form=forms.LogisticsForm,
        ),
        Act(
            "contacto", _("Give an emergency contact"), _("Whom to call if something happens to you."),
            (Party.INTERN,), PREPARED, doing.give_contact, form=forms.ContactForm,
        ),
        Act(
            "multiplicacion", _("Draft how you will pass on what you learn"), _("Three commitments at most."),
            (Party.INTERN,), PREPARED, doing.draft_cascade, form=forms.CascadeForm,
        ),
        Act(
            "cambiar-fechas", _("Propose other days"),
            _("The other two sides have to agree; until then the days stand as they are."),
            (Party.SENDING, Party.HOST, Party.SECRETARIAT), (P.PREPARING, P.READY, P.IN_PROGRESS), doing.amend,
            form=forms.AmendForm,
        ),
        Act(
            "acordar-fechas", _("Agree to the other days"), _("Everything then follows the new days."),
            (Party.SENDING, Party.HOST, Party.SECRETARIAT), (P.PREPARING, P.READY, P.IN_PROGRESS), doing.agree,
            when=doing.has_amendment,
        ),
        _move(
            "arrive", "llegada", _("Confirm the arrival"), _("The intern is there, with a signed undertaking."),
            doing.simple(week.confirm_arrival), rank=0, when=is_undertaking_signed,
        ),
        Act(
            "asistencia", _("Note the hours of a day"), _("Written again, a day is corrected while the sheet is open."),
            KEEPERS, (P.IN_PROGRESS, P.INTERRUPTED), doing.record_day, form=forms.DayForm, rank=0,
            when=lambda placement: placement.sheet_closed_at is None,
        ),
        Act(
            "actividad", _("Note what became of an activity"), _("Done, not done or replaced."), KEEPERS,
            (P.IN_PROGRESS, P.INTERRUPTED), doing.record_outcome, form=forms.OutcomeForm,
            when=lambda placement: placement.sheet_closed_at is None,
        ),
        Act(
            "cerrar-asistencia", _("Close the attendance sheet"),
            _("On the last day the reports open with it. A closed sheet is not changed any more."), KEEPERS,
            (P.IN_PROGRESS, P.INTERRUPTED), doing.simple(week.close_sheet),
            when=lambda placement: placement.sheet_closed_at is None,
        ),
        _move(
            "interrupt", "interrumpir", _("Interrupt the internship"),
            _("It ends early and is closed with a note of participation, not with a certificate."), doing.interrupt,
            form=forms.InterruptForm, tone="danger",
        ),
        _move(
            "ask_reports", "pedir-informes", _("Ask for the shortened reports"), _("Both sides write what they can."),
            doing.simple(week.ask_shortened_reports), rank=0,
        ),
        Act(
            "compartir-informes", _("Let the parties read the reports"),
            _("The shareable parts open to intern, mentor and their offices. Private notes stay where they are."), SEC,
            (P.UNDER_REVIEW, P.COMPLETED, P.CLOSED_WITHOUT_CERTIFICATE), doing.simple(reports.release_reports),
            when=lambda placement: placement.released_at is None,
        ),
        _move(
            "clarify", "aclarar", _("Ask for a clarification"),
            _("One report opens again; what it said is kept, the other stays closed."), doing.clarify,
            form=forms.ClarifyForm,
        ),
        _move(
            "complete", "completar", _("Complete with certificate"),
            _("The certificate and the mentor's attestation are issued at once."),
            doing.simple(closing.complete_internship),
            rank=0,
        ),
        _move(
            "close", "cerrar-sin-certificado", _("Close without a certificate"),
            _("Whoever was there a day at least gets a note of participation."),
            doing.reasoned(closing.close_without_certificate), form=forms.ReasonForm, tone="danger",
        ),
        Act(
            "incidente", _("Report a confidentiality incident"),
            _("The Secretariat is told. There is no certificate until it is closed."), ENTITLED,
            (P.READY, P.IN_PROGRESS, P.INTERRUPTED, P.REPORTING, P.UNDER_REVIEW), doing.simple(closing.open_incident),
            tone="danger", when=lambda placement: not placement.has_open_incident,
        ),
        Act(
            "cerrar-incidente", _("Close the confidentiality incident"), _("It has been looked into."), SEC,
            tuple(map(str, NOT_TERMINAL)), doing.simple(closing.close_incident),
            when=lambda placement: placement.has_open_incident,
        ),
        Act(
            "suspender", _("Put on hold"), _("Nobody owes anything until it goes on."), SEC,
            tuple(map(str, NOT_TERMINAL)), doing.hold, form=forms.HoldForm,
            when=lambda placement: not placement.is_on_hold,
        ),
        Act(
            "reanudar", _("Go on"), _("The clocks run again."), SEC, tuple(map(str, NOT_TERMINAL)),
            doing.resume, rank=0,
            when=lambda placement: placement.is_on_hold,
        ),
        _move(
            "withdraw", "retirarse", _("Withdraw"),
            _("You step back before the first day. The place goes to the next in line."),
            doing.reasoned(closing.withdraw_placement), form=forms.ReasonForm, tone="danger",
        ),
        _move(
            "cancel", "anular", _("Call it off"), _("The internship does not take place, and everybody reads why."),
            doing.reasoned(closing.cancel_placement), form=forms.ReasonForm, tone="danger",
        ),
    )
}  # fmt: skip


def get_acts(user: User, placement: Placement) -> list[Act]:
    """What the reader may do now, the way onward first."""
    parties = get_parties(user, placement)
    offered = [
        act
        for act in ACTS.values()
        if parties & set(act.who) and placement.state in act.states and (act.when is None or act.when(placement))
    ]
    return sorted(offered, key=lambda act: act.rank)
