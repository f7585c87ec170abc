from django.urls import path

from lms.mail import views

app_name = "mail"
urlpatterns = [
    path("notificaciones/", views.ListNoticesView.as_view(), name="notices"),
    path("notificaciones/correo/", views.EditChoicesView.as_view(), name="choices"),
    path("notificaciones/<slug:notice_id>/abrir/", views.OpenNoticeView.as_view(), name="open_notice"),
]
