from django.urls import path

from network.views import delegations, invitations, places

app_name = "network"
urlpatterns = [
    path("invitacion/<str:token>/", invitations.AcceptInvitationView.as_view(), name="accept_invitation"),
    path("delegaciones/", delegations.ListDelegationsView.as_view(), name="delegation_list"),
    path("delegaciones/nueva/<slug:appointment_id>/", delegations.DelegateView.as_view(), name="delegate"),
    path("delegaciones/<slug:delegation_id>/retirar/", delegations.WithdrawView.as_view(), name="withdraw_delegation"),
    path("oficinas/", places.ListPlacesView.as_view(), name="place_list"),
    path("oficinas/<slug:office_id>/", places.ShowOfficeView.as_view(), name="office"),
    path("oficinas/<slug:office_id>/nombre/", places.RenameOfficeView.as_view(), name="rename_office"),
    path("escuelas/<slug:school_id>/", places.ShowSchoolView.as_view(), name="school"),
    path("escuelas/<slug:school_id>/nombre/", places.RenameSchoolView.as_view(), name="rename_school"),
]
