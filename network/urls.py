from django.urls import path

from network.views import acts, delegations, entering, invitations, people, places

app_name = "network"

PERSON = "personas/<slug:person_id>"
APPOINTMENT = f"{PERSON}/funciones/<slug:appointment_id>"

urlpatterns = [
    path("invitacion/<str:token>/", invitations.AcceptInvitationView.as_view(), name="accept_invitation"),
    path("personas/", people.ListPeopleView.as_view(), name="people"),
    path("personas/invitar/", entering.EnterPersonView.as_view(), name="enter_person"),
    path("personas/invitar/archivo/", entering.RosterView.as_view(), name="roster"),
    path("personas/invitar/archivo/plantilla/", entering.RosterTemplateView.as_view(), name="roster_template"),
    path("personas/invitar/archivo/confirmar/", entering.ConfirmRosterView.as_view(), name="confirm_roster"),
    path(f"{PERSON}/", people.ShowPersonView.as_view(), name="person"),
    path(f"{PERSON}/invitacion/", people.InviteAgainView.as_view(), name="invite"),
    path(f"{PERSON}/invitacion/retirar/", people.WithdrawInvitationView.as_view(), name="withdraw_invitation"),
    path(f"{PERSON}/suspender/", acts.SuspendView.as_view(), name="suspend"),
    path(f"{PERSON}/reincorporar/", acts.ReinstateView.as_view(), name="reinstate"),
    path(f"{PERSON}/segundo-factor/", acts.ResetFactorView.as_view(), name="reset_factor"),
    path(f"{PERSON}/funciones/", acts.AppointView.as_view(), name="appoint"),
    path(f"{PERSON}/funciones/secretaria/", acts.AskSecretariatView.as_view(), name="ask_secretariat"),
    path(f"{APPOINTMENT}/terminar/", acts.EndAppointmentView.as_view(), name="end_appointment"),
    path(f"{APPOINTMENT}/sustituir/", acts.SubstituteView.as_view(), name="substitute"),
    path(f"{PERSON}/traslado/", acts.TransferView.as_view(), name="transfer"),
    path(f"{PERSON}/salida/", acts.LeaveView.as_view(), name="leave"),
    path("delegaciones/", delegations.ListDelegationsView.as_view(), name="delegation_list"),
    path("delegaciones/nueva/<slug:appointment_id>/", delegations.DelegateView.as_view(), name="delegate"),
    path("delegaciones/<slug:delegation_id>/retirar/", delegations.WithdrawView.as_view(), name="withdraw_delegation"),
    path("oficinas/", places.ListPlacesView.as_view(), name="place_list"),
    path("oficinas/<slug:office_id>/", places.ShowOfficeView.as_view(), name="office"),
    path("oficinas/<slug:office_id>/nombre/", places.RenameOfficeView.as_view(), name="rename_office"),
    path("escuelas/<slug:school_id>/", places.ShowSchoolView.as_view(), name="school"),
    path("escuelas/<slug:school_id>/nombre/", places.RenameSchoolView.as_view(), name="rename_school"),
]
