"""Addresses of live sessions: pages under a language, and what machines know by a fixed address."""

from django.urls import path

from live.views import calendar, machine, operations, practice, register, sessions

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
