from django.urls import path

from lms.accounts.views import door, factors, office, security

app_name = "accounts"
urlpatterns = [
    path("preferencias/", door.PreferencesView.as_view(), name="preferences"),
    path("entrar/institucion/", office.OfficeSignInView.as_view(), name="office_sign_in"),
    path("cuenta/institucion/", office.ConnectOfficeView.as_view(), name="connect_office"),
    path("cuenta/institucion/quitar/", office.DisconnectOfficeView.as_view(), name="disconnect_office"),
    path("cuenta/seguridad/", security.ShowSecurityView.as_view(), name="security"),
    path("cuenta/segundo-factor/", factors.SecondFactorView.as_view(), name="second_factor"),
    path("cuenta/dispositivos/salir/", security.EndOtherSessionsView.as_view(), name="end_other_sessions"),
    path("cuenta/dispositivos/<slug:device_id>/salir/", security.EndDeviceView.as_view(), name="end_device"),
]
machine_urlpatterns = [
    path("", door.RootView.as_view(), name="root"),
    path("oidc/<slug:provider_id>/regreso/", office.OfficeCallbackView.as_view(), name="office_callback"),
]
