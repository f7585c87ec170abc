"""Every address of the platform. Public is what a view asks for; the rest is behind the sign-in."""

from importlib import import_module
from importlib.util import find_spec

from allauth.account import views as account_views
from allauth.mfa.base import views as code_views
from allauth.mfa.webauthn import views as key_views
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.urls import urlpatterns as wagtaildocs_urls

from lms.accounts.views import factors
from lms.accounts.views.door import AskPasswordResetView, ChangePasswordView, SignInView, SignOutView
from lms.common.views import CheckLiveView, CheckReadyView
from media.views import ServeDocumentView

# Rooms in the order in which their addresses are tried; a room's urls module lists what is under a language prefix
# and, as machine_urlpatterns, what machines and paper know by a fixed address.
ROOMS = [
    "lms.accounts",
    "lms.mail",
    "lms.rights",
    "lms.exports",
    "network",
    "live",
    "certificates",
    "courses",
    "moderation",
    "workshops",
    "internships",
    "lms.desk",
]


def room_urls(attribute: str) -> list[URLPattern | URLResolver]:
    """What the rooms that have addresses list under ``attribute``, each under its own namespace."""
    found: list[URLPattern | URLResolver] = []
    for room in ROOMS:
        if find_spec(f"{room}.urls") is None:
            continue
        module = import_module(f"{room}.urls")
        patterns = getattr(module, attribute, [])
        if patterns:
            namespace = module.app_name if attribute == "urlpatterns" else f"{module.app_name}_machine"
            # An application name of its own: "certificates:..." means the same on a machine's address as elsewhere.
            found.append(path("", include((patterns, namespace), namespace=namespace)))
    return found


# One sign-in page only: Wagtail's own two would let a password in past the second factor (STACK §6.1).
to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))
to_security = RedirectView.as_view(pattern_name="accounts:security")
account_patterns = [
    path("_util/login/", to_sign_in, name="closed_page_login"),
    path("entrar/", SignInView.as_view(), name="account_login"),
    path("salir/", SignOutView.as_view(), name="account_logout"),
    path("contrasena/", ChangePasswordView.as_view(), name="account_change_password"),
    path("contrasena/olvidada/", AskPasswordResetView.as_view(), name="account_reset_password"),
    path("contrasena/olvidada/enviada/", account_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^contrasena/nueva/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "contrasena/nueva/lista/",
        account_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("cuenta/inactiva/", account_views.account_inactive, name="account_inactive"),
    path("cuenta/confirmar/", account_views.reauthenticate, name="account_reauthenticate"),
    path("cuenta/confirmar/codigo/", code_views.reauthenticate, name="mfa_reauthenticate"),
    path("cuenta/confirmar/llave/", factors.ConfirmPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("entrar/codigo/", code_views.authenticate, name="mfa_authenticate"),
    path("entrar/llave/", key_views.login_webauthn, name="mfa_login_webauthn"),
    path("cuenta/segundo-factor/aplicacion/", factors.AddAppView.as_view(), name="mfa_activate_totp"),
    path("cuenta/segundo-factor/aplicacion/quitar/", factors.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("cuenta/segundo-factor/llave/", factors.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path(
        "cuenta/segundo-factor/llave/<str:name>/quitar/",
        factors.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("cuenta/segundo-factor/codigos/", factors.ShowCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("cuenta/segundo-factor/codigos/nuevos/", factors.RenewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    # allauth names these two; both are one page here.
    path("cuenta/segundo-factor/estado/", to_security, name="mfa_index"),
    path("cuenta/segundo-factor/llaves/", to_security, name="mfa_list_webauthn"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("salud/viva/", CheckLiveView.as_view(), name="health_live"),
    path("salud/lista/", CheckReadyView.as_view(), name="health_ready"),
    *room_urls("machine_urlpatterns"),
    path("admin/login/", to_sign_in, name="closed_admin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/<int:document_id>/<path:document_filename>", ServeDocumentView.as_view(), name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls[1:])),
    *i18n_patterns(
        path("", include(account_patterns)),
        *room_urls("urlpatterns"),
        re_path(r"", include(wagtail_urls)),
        prefix_default_language=True,
    ),
]

if settings.DEMO and find_spec("lms.desk.demo_urls"):
    urlpatterns.insert(0, path("", include("lms.desk.demo_urls")))

# Wagtail's door for visitors is public; what may be read there is decided page by page.
wagtail_serve = import_module("wagtail.views").serve
login_not_required(wagtail_serve)
