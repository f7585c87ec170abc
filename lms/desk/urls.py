from django.urls import path

from lms.desk.views.desk import ShowDeskView

app_name = "desk"
urlpatterns = [path("escritorio/", ShowDeskView.as_view(), name="desk")]
