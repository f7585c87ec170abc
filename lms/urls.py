"""Every address of the platform. Public is what a view asks for; the rest is behind the sign-in."""

from importlib import import_module
from importlib.util import find_spec

from allauth.account import views as account_views
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.accounts.views import AskPasswordResetView
from lms.common.views import CheckLiveView, CheckReadyView

# Rooms in the order in which their addresses are tried; a room's urls module lists what is under a language prefix
# and, as machine_urlpatterns, what machines and paper know by a fixed address.
ROOMS = ["lms.accounts", "lms.rights", "network", "live", "certificates", "courses", "workshops", "lms.desk"]


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
account_patterns = [
    path("_util/login/", to_sign_in, name="closed_page_login"),
    path("entrar/", account_views.login, name="account_login"),
    path("salir/", account_views.logout, name="account_logout"),
    path("contrasena/", account_views.password_change, name="account_change_password"),
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
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("salud/viva/", CheckLiveView.as_view(), name="health_live"),
    path("salud/lista/", CheckReadyView.as_view(), name="health_ready"),
    *room_urls("machine_urlpatterns"),
    path("admin/login/", to_sign_in, name="closed_admin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
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
