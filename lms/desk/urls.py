from django.urls import path

from lms.desk.views import approvals, trail
from lms.desk.views.desk import ShowDeskView

app_name = "desk"
urlpatterns = [
    path("escritorio/", ShowDeskView.as_view(), name="desk"),
    path("aprobaciones/", approvals.ListApprovalsView.as_view(), name="approval_list"),
    path("aprobaciones/<slug:approval_id>/", approvals.ShowApprovalView.as_view(), name="approval"),
    path("aprobaciones/<slug:approval_id>/aprobar/", approvals.ApproveView.as_view(), name="approve_act"),
    path("aprobaciones/<slug:approval_id>/negar/", approvals.RefuseView.as_view(), name="refuse_act"),
    path("aprobaciones/<slug:approval_id>/retirar/", approvals.WithdrawView.as_view(), name="withdraw_act"),
    path("bitacora/", trail.ReadTrailView.as_view(), name="trail"),
    path("bitacora/archivo/", trail.ExportTrailView.as_view(), name="export_trail"),
]
