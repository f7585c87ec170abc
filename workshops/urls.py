from django.urls import path

from workshops.views import (
    applications,
    cases,
    classmates,
    editions,
    enrolments,
    grading,
    nominations,
    player,
    proposals,
    quiz,
    seats,
    sessions,
    settings,
    study,
)

app_name = "workshops"

EDITION = "ediciones/<slug:edition_id>"
CALL = "convocatorias/<slug:call_id>"
PROPOSAL = "propuestas/<slug:proposal_id>"
ENROLMENT = "inscripciones/<slug:enrolment_id>"

urlpatterns = [
    path("ediciones/", editions.ListEditionsView.as_view(), name="edition_list"),
    path("ediciones/nueva/", settings.CreateEditionView.as_view(), name="create_edition"),
    path(f"{EDITION}/ajustes/", settings.ChangeSettingsView.as_view(), name="change_settings"),
    path(f"{EDITION}/llave/", settings.TurnKeyView.as_view(), name="turn_key"),
    path(f"{EDITION}/copia/", settings.CopyEditionView.as_view(), name="copy_edition"),
    path(f"{EDITION}/cierre/", settings.ReportClosingView.as_view(), name="report_closing"),
    path("convocatorias/", proposals.ListCallsView.as_view(), name="call_list"),
    path("convocatorias/nueva/", proposals.OpenCallView.as_view(), name="open_call"),
    path(f"{CALL}/", proposals.ShowCallView.as_view(), name="call"),
    path(f"{CALL}/propuesta/", proposals.ProposeView.as_view(), name="propose"),
    path(f"{CALL}/publicar/", proposals.PublishOutcomeView.as_view(), name="publish_outcome"),
    path(f"{PROPOSAL}/", proposals.ShowProposalView.as_view(), name="proposal"),
    path(f"{PROPOSAL}/prioridad/", proposals.RankProposalView.as_view(), name="rank_proposal"),
    path(f"{PROPOSAL}/decision/", proposals.DecideProposalView.as_view(), name="decide_proposal"),
    path(f"{EDITION}/", editions.ShowEditionView.as_view(), name="edition"),
    path(f"{EDITION}/sesiones/", sessions.PlanSessionsView.as_view(), name="plan_sessions"),
    path(f"{EDITION}/nominar/", nominations.NominateView.as_view(), name="nominate"),
    path(f"{EDITION}/suplencias/", nominations.RegisterAlternateView.as_view(), name="register_alternate"),
    path(f"{EDITION}/solicitar/", applications.ApplyView.as_view(), name="apply"),
    path(f"{EDITION}/cupos/", seats.ShowSeatsView.as_view(), name="seats"),
    path(f"{EDITION}/cupos/cantidad/", seats.ChangeCapacityView.as_view(), name="change_capacity"),
    path(f"{EDITION}/cupos/reasignar/", seats.ReleaseSeatsView.as_view(), name="release_seats"),
    path(f"{ENROLMENT}/", enrolments.ShowEnrolmentView.as_view(), name="enrolment"),
    path(f"{ENROLMENT}/confirmar/", applications.ConfirmBelongingView.as_view(), name="confirm_belonging"),
    path(f"{ENROLMENT}/no-pertenece/", applications.RefuseBelongingView.as_view(), name="refuse_belonging"),
    path(f"{ENROLMENT}/aceptar/", enrolments.AcceptSeatView.as_view(), name="accept"),
    path(f"{ENROLMENT}/nombre/", enrolments.CorrectNameView.as_view(), name="correct_name"),
    path(f"{ENROLMENT}/declinar/", enrolments.DeclineSeatView.as_view(), name="decline"),
    path(f"{ENROLMENT}/retirar/", enrolments.WithdrawView.as_view(), name="withdraw"),
    path(f"{ENROLMENT}/mostrarse/", classmates.ShowToClassmatesView.as_view(), name="show_to_classmates"),
    path(f"{ENROLMENT}/ocultarse/", classmates.HideFromClassmatesView.as_view(), name="hide_from_classmates"),
    path(f"{EDITION}/lecciones/", player.ResumeLessonView.as_view(), name="resume"),
    path(f"{EDITION}/lecciones/apuntes/", study.NotesView.as_view(), name="notes"),
    path(f"{EDITION}/lecciones/buscar/", study.SearchCourseView.as_view(), name="search"),
    path(f"{EDITION}/lecciones/glosario/", study.GlossaryView.as_view(), name="glossary"),
    path(f"{EDITION}/lecciones/<slug:lesson_key>/apunte/", study.SaveNoteView.as_view(), name="note"),
    path(f"{EDITION}/lecciones/<slug:lesson_key>/caso/<slug:case_key>/", cases.CaseView.as_view(), name="case"),
    path(f"{EDITION}/lecciones/<slug:lesson_key>/", player.LessonView.as_view(), name="lesson"),
    path(f"{EDITION}/calificar/", grading.GradeEssaysView.as_view(), name="grade"),
    path(f"{EDITION}/evaluacion/", quiz.QuizView.as_view(), name="quiz"),
    path(f"{EDITION}/evaluacion/<slug:attempt_id>/", quiz.AttemptView.as_view(), name="attempt"),
    path(f"{EDITION}/evaluacion/<slug:attempt_id>/entregar/", quiz.SubmitAttemptView.as_view(), name="submit_attempt"),
    path(f"{EDITION}/evaluacion/<slug:attempt_id>/<int:number>/", quiz.QuestionView.as_view(), name="question"),
]
