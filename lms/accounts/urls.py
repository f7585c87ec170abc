from django.urls import path

from lms.accounts.views import door, factors, security

app_name = "accounts"
urlpatterns = [
    path("preferencias/", door.PreferencesView.as_view(), name="preferences"),
    path("cuenta/seguridad/", security.ShowSecurityView.as_view(), name="security"),
    path("cuenta/segundo-factor/", factors.SecondFactorView.as_view(), name="second_factor"),
    path("cuenta/dispositivos/salir/", security.EndOtherSessionsView.as_view(), name="end_other_sessions"),
    path("cuenta/dispositivos/<slug:device_id>/salir/", security.EndDeviceView.as_view(), name="end_device"),
]
machine_urlpatterns = [path("", door.RootView.as_view(), name="root")]
