"""Addresses of live sessions: pages under a language, and what machines know by a fixed address."""

from django.urls import path

from live.views import agenda, calendar, console, machine, operations, planning, practice, register, sessions

app_name = "live"

urlpatterns = [
    path("sesiones/<slug:public_id>/", sessions.ShowSessionView.as_view(), name="session"),
    path("sesiones/<slug:public_id>/puerta/", sessions.ReadDoorView.as_view(), name="door"),
    path("sesiones/<slug:public_id>/sala/", sessions.EnterRoomView.as_view(), name="room"),
    path("sesiones/<slug:public_id>/asistencia/", register.CheckInView.as_view(), name="check_in"),
    path("sesiones/<slug:public_id>/registro/", register.ShowRegisterView.as_view(), name="register"),
    path("sesiones/<slug:public_id>/registro/anotar/", register.WriteRegisterView.as_view(), name="write_register"),
    path("sesiones/<slug:public_id>/registro/hoja/", register.ShowSheetView.as_view(), name="register_sheet"),
    path("sesiones/<slug:public_id>/registro/codigo/", register.ShowCodeView.as_view(), name="check_in_code"),
    path("sesiones/preparacion/conexion/", operations.ShowPreparationView.as_view(), name="preparation"),
    path("sesiones/preparacion/respaldo/", operations.SetFallbackView.as_view(), name="set_fallback"),
    path("sesiones/<slug:public_id>/conduccion/", console.ShowConsoleView.as_view(), name="console"),
    path("sesiones/<slug:public_id>/conduccion/retirar/", console.RemovePersonView.as_view(), name="remove_person"),
    path("sesiones/<slug:public_id>/conduccion/sala/", console.ChangeRoomView.as_view(), name="change_room"),
    path(
        "sesiones/<slug:public_id>/conduccion/paralela/",
        console.OpenParallelRoomView.as_view(),
        name="open_parallel_room",
    ),
    path(
        "sesiones/<slug:public_id>/conduccion/lista/", console.ExportAttendanceView.as_view(), name="export_attendance"
    ),
    path("sesiones/serie/<slug:series_id>/", planning.ShowSeriesView.as_view(), name="series"),
    path("sesiones/serie/<slug:series_id>/programar/", planning.PlanSessionsView.as_view(), name="plan"),
    path(
        "sesiones/serie/<slug:series_id>/<slug:public_id>/trasladar/", planning.MoveSessionView.as_view(), name="move"
    ),
    path(
        "sesiones/serie/<slug:series_id>/<slug:public_id>/cancelar/",
        planning.CancelSessionView.as_view(),
        name="cancel",
    ),
    path("calendario/red/", agenda.ShowAgendaView.as_view(), name="agenda"),
    path("calendario/", calendar.ShowCalendarView.as_view(), name="calendar"),
    path("calendario/suscripcion/", calendar.CreateFeedView.as_view(), name="create_feed"),
    path("calendario/suscripcion/retirar/", calendar.RevokeFeedView.as_view(), name="revoke_feed"),
]

machine_urlpatterns = [
    path("live/prosody/events/<slug:subject>/<slug:verb>", machine.ReceiveEventView.as_view(), name="receive_event"),
    path("live/jaas/events", machine.ReceiveJaasEventView.as_view(), name="receive_jaas_event"),
    path("live/keys/<slug:name>.pem", machine.ShowKeyView.as_view(), name="key"),
    path("live/practice/enter", practice.EnterPracticeView.as_view(), name="practice_enter"),
    path("live/practice/heartbeat", practice.KeepPracticeSeatView.as_view(), name="practice_heartbeat"),
    path("live/practice/leave", practice.LeavePracticeView.as_view(), name="practice_leave"),
    path("calendario/<slug:secret>.ics", calendar.ShowFeedView.as_view(), name="feed"),
]
