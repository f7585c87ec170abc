from django.urls import path

from lms.exports import views

app_name = "exports"

urlpatterns = [
    path("listados/", views.ListExportsView.as_view(), name="export_list"),
    path("listados/directorio/", views.AskDirectoryView.as_view(), name="ask_directory"),
    path("listados/<slug:export_id>/", views.ShowExportView.as_view(), name="show"),
    path("listados/<slug:export_id>/archivo/", views.FetchExportView.as_view(), name="fetch"),
]
