"""OpenID Connect as this house speaks it: allauth's provider, stricter. allauth finds this module by its name.

Only what stands in a signed token counts: signature, issuer, audience, nonce and the moment of the sign-in are always
checked, whether or not the token came straight from the provider.
"""

import secrets
import time
from typing import Any

import jwt
from allauth.socialaccount.internal.jwtkit import fetch_key, lookup_kid_jwk
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from lms.accounts.office_providers import OfficeProvider, is_trusted_address

ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
CLAIMS = ["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60  # seconds two clocks may differ
SUBJECT_MAX = 191


class OfficeAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The conversation with one provider: where it is, and what of its answers is believed."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, if it is who the settings name and all its addresses are encrypted."""
        told: dict[str, Any] = super().openid_config
        if told.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise OAuth2Error("The provider gives another issuer than the settings.")
        if not all(is_trusted_address(told.get(name)) for name in ENDPOINTS):
            raise OAuth2Error("The provider has an address that is not encrypted.")
        return told

    def complete_login(self, request: HttpRequest, app: SocialApp, _token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self._decode_id_token(app, str(kwargs["response"].get("id_token") or ""))
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            algorithm, key = fetch_key(id_token, self.openid_config["jwks_uri"], lookup_kid_jwk)
            if algorithm not in ALGORITHMS:
                raise OAuth2Error("The token is signed in a way that is not accepted.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=[algorithm],
                audience=app.client_id,
                issuer=app.settings["issuer"],
                leeway=LEEWAY,
                options={"require": CLAIMS},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as problem:
            raise OAuth2Error("The token does not hold.") from problem
        self._check(claims, app)
        return claims

    def _check(self, claims: dict[str, Any], app: SocialApp) -> None:
        if not self.nonce or not secrets.compare_digest(str(claims["nonce"]).encode(), self.nonce.encode()):
            raise OAuth2Error("The token answers another question.")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise OAuth2Error("The token was given to another.")
        moment = claims["auth_time"]
        if not isinstance(moment, int | float) or isinstance(moment, bool):
            raise OAuth2Error("The token does not say when somebody signed in.")
        if not -LEEWAY <= time.time() - moment <= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + LEEWAY:
            raise OAuth2Error("The sign-in at the provider is too old.")
        if not 1 <= len(str(claims["sub"])) <= SUBJECT_MAX:
            raise OAuth2Error("The token names nobody.")

    def get_callback_url(self, _request: HttpRequest, _app: SocialApp) -> str:
        """Of this installation, never of what a request says."""
        path = reverse("accounts_machine:office_callback", kwargs={"provider_id": self.provider_id})
        return f"{settings.SITE_URL}{path}"


class OfficeSignIn(OpenIDConnectProvider):  # type: ignore[misc]
    """Nothing of what the provider tells about a person is kept but its word for them."""

    oauth2_adapter_class = OfficeAdapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        return ["openid", "email"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, _data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, _data: dict[str, Any]) -> list[Any]:
        return []


provider_classes = [OfficeSignIn]


class OfficeCallback(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's, which hands the nonce of the question to whoever checks the answer."""

    def _get_state(self, request: HttpRequest, provider: OfficeSignIn) -> tuple[dict[str, Any] | None, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = str((state or {}).get("nonce", ""))
        return state, response


def begin_sign_in(request: HttpRequest, office: OfficeProvider, *, process: str, next_path: str, user_id: str) -> str:
    """The address at the provider where somebody signs in; state, nonce and the secret of PKCE stay in the session."""
    nonce = secrets.token_urlsafe(32)
    provider = OfficeSignIn(request, app=as_app(office))
    response = provider.redirect(
        request,
        process,
        next_url=next_path or None,
        nonce=nonce,
        user_id=user_id,
        auth_params={"nonce": nonce, "max_age": str(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)},
    )
    return str(response["Location"])


def as_app(office: OfficeProvider) -> SocialApp:
    """What allauth keeps in a table; here it is made of the settings and never saved."""
    return SocialApp(
        provider=OfficeSignIn.id,
        provider_id=office.code,
        name=office.name[:40],
        client_id=office.client_id,
        secret=office.secret,
        settings={"issuer": office.issuer, "server_url": office.issuer.rstrip("/"), "fetch_userinfo": False},
    )
