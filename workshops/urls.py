from django.urls import path

from workshops.views import cases, classmates, editions, enrolments, grading, nominations, player, quiz, sessions, study

app_name = "workshops"

EDITION = "ediciones/<slug:edition_id>"
ENROLMENT = "inscripciones/<slug:enrolment_id>"

urlpatterns = [
    path("ediciones/", editions.ListEditionsView.as_view(), name="edition_list"),
    path(f"{EDITION}/", editions.ShowEditionView.as_view(), name="edition"),
    path(f"{EDITION}/sesiones/", sessions.PlanSessionsView.as_view(), name="plan_sessions"),
    path(f"{EDITION}/nominar/", nominations.NominateView.as_view(), name="nominate"),
    path(f"{EDITION}/suplencias/", nominations.RegisterAlternateView.as_view(), name="register_alternate"),
    path(f"{ENROLMENT}/", enrolments.ShowEnrolmentView.as_view(), name="enrolment"),
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
