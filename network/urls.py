from django.urls import path

from network import views

app_name = "network"
urlpatterns = [path("invitacion/<str:token>/", views.AcceptInvitationView.as_view(), name="accept_invitation")]
