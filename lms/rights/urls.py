from django.urls import path

from lms.rights import views

app_name = "rights"
urlpatterns = [
    path("mis-datos/", views.MyDataView.as_view(), name="my_data"),
    path("mis-datos/copia/", views.AskExportView.as_view(), name="ask_export"),
    path("mis-datos/copia/<slug:export_id>/", views.FetchExportView.as_view(), name="fetch_export"),
]
