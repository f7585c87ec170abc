"""The addresses of the room."""

from django.urls import path

from internships.views import applications, calls, placements, reports

app_name = "internships"

CALL = "pasantias/convocatorias/<slug:call_id>"
OFFER = "pasantias/ofertas/<slug:offer_id>"
PLACEMENT = "pasantias/<slug:placement_id>"

urlpatterns = [
    path("pasantias/", placements.ListInternshipsView.as_view(), name="internship_list"),
    path("pasantias/tablero/", placements.ShowBoardView.as_view(), name="board"),
    path("pasantias/convocatorias/nueva/", calls.WriteCallView.as_view(), name="new_call"),
    path(f"{CALL}/", calls.ShowCallView.as_view(), name="call"),
    path(f"{CALL}/editar/", calls.WriteCallView.as_view(), name="change_call"),
    path(f"{CALL}/paso/<slug:step>/", calls.MoveCallView.as_view(), name="move_call"),
    path(f"{CALL}/solicitar/", applications.StartApplicationView.as_view(), name="start_application"),
    path(f"{CALL}/ofrecer/", calls.OfferPlacesView.as_view(), name="offer_places"),
    path(f"{OFFER}/confirmar/", calls.MoveOfferView.as_view(), name="confirm_offer"),
    path(f"{OFFER}/retirar/", calls.WithdrawOfferView.as_view(), name="withdraw_offer"),
    path(f"{PLACEMENT}/", placements.ShowPlacementView.as_view(), name="placement"),
    path(f"{PLACEMENT}/solicitud/", applications.WriteApplicationView.as_view(), name="application"),
    path(f"{PLACEMENT}/compromiso/", applications.SignUndertakingView.as_view(), name="sign_undertaking"),
    path(f"{PLACEMENT}/informe/", reports.WriteReportView.as_view(), name="write_report"),
    path(f"{PLACEMENT}/informes/<slug:report_id>/", reports.ReadReportView.as_view(), name="read_report"),
    path(f"{PLACEMENT}/hacer/<slug:act>/", placements.ActOnPlacementView.as_view(), name="act"),
]
