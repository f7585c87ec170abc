from django.urls import path

from lms.accounts import views

app_name = "accounts"
urlpatterns = [path("preferencias/", views.PreferencesView.as_view(), name="preferences")]
machine_urlpatterns = [path("", views.RootView.as_view(), name="root")]
