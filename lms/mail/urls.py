from django.urls import path

from lms.mail import views

app_name = "mail"
urlpatterns = [
    path("avisos/", views.ListNoticesView.as_view(), name="notices"),
    path("avisos/correo/", views.EditChoicesView.as_view(), name="choices"),
    path("avisos/<slug:notice_id>/abrir/", views.OpenNoticeView.as_view(), name="open_notice"),
]
