from django.urls import path

from moderation import views

app_name = "moderation"

REPORT = "avisos/<slug:report_id>"

urlpatterns = [
    path("avisos/", views.ListReportsView.as_view(), name="report_list"),
    path("avisos/nuevo/", views.ReportLeakView.as_view(), name="report"),
    path(f"{REPORT}/", views.ShowReportView.as_view(), name="show"),
    path(f"{REPORT}/atender/", views.TakeUpReportView.as_view(), name="take_up"),
    path(f"{REPORT}/cerrar/", views.CloseReportView.as_view(), name="close"),
]
