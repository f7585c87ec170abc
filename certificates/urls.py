from django.urls import path

from certificates.views import holder, public, register, revocation, templates

app_name = "certificates"

urlpatterns = [
    path("certificados/", holder.ListAwardsView.as_view(), name="award_list"),
    path("certificados/registro/", register.ReadRegisterView.as_view(), name="register"),
    path("certificados/registro/avance/", register.SigningProgressView.as_view(), name="signing_progress"),
    path("certificados/registro/archivo/", register.ExportRegisterView.as_view(), name="export_register"),
    path("certificados/plantillas/", templates.ListTemplatesView.as_view(), name="template_list"),
    path("certificados/plantillas/<slug:template_id>/", templates.EditTemplateView.as_view(), name="template"),
    path(
        "certificados/plantillas/<slug:template_id>/vista.pdf",
        templates.PreviewTemplateView.as_view(),
        name="template_preview",
    ),
    path(
        "certificados/plantillas/<slug:template_id>/<slug:act>/",
        templates.ActOnTemplateView.as_view(),
        name="template_act",
    ),
    path("certificados/<slug:public_id>/pdf/", holder.DownloadAwardView.as_view(), name="download"),
    path("certificados/<slug:public_id>/revocar/", revocation.RequestRevocationView.as_view(), name="revoke"),
    path("certificados/<slug:public_id>/corregir/", revocation.RequestCorrectionView.as_view(), name="correct"),
    path("certificados/<slug:public_id>/compartir/", holder.ShareAwardView.as_view(), name="share"),
    path("certificados/enlaces/<slug:link_id>/retirar/", holder.WithdrawLinkView.as_view(), name="withdraw_link"),
    path("verificar/", public.VerifyLandingView.as_view(), name="verify_landing"),
]

machine_urlpatterns = [
    path("v/archivo", public.CheckFileView.as_view(), name="check_file"),
    path("v/c/<str:key>", public.SharedAwardView.as_view(), name="shared"),
    path("v/<str:code>", public.VerifyAwardView.as_view(), name="verify"),
]
