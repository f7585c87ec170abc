"""What the video server speaks to: its events come in, our public key goes out."""

import hmac
import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from live import services
from live.enums import EventSource
from live.providers import ProviderUnavailable, jaas, keys

log = logging.getLogger("aula.live")
EVENTS = {"room/created", "room/destroyed", "occupant/joined", "occupant/left"}


def has_bearer(request: HttpRequest) -> bool:
    """The video server presents its token; where none is set, nobody does. Compared in constant time."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.LIVE_WEBHOOK_TOKEN}"
    same = hmac.compare_digest(given.encode(errors="replace"), wanted.encode())
    return bool(settings.LIVE_WEBHOOK_TOKEN) and same


def declared_length(request: HttpRequest) -> int:
    """How long the body says it is; Django reads no further than that."""
    told = request.headers.get("Content-Length", "")
    return int(told) if told.isdecimal() else 0


def is_in_the_open(request: HttpRequest) -> bool:
    """Asked without TLS where the site has it: whoever listens has read the token, so it is not accepted either."""
    return settings.SECURE_SSL_REDIRECT and not request.is_secure()


def refuse(message: object, status: int) -> JsonResponse:
    return JsonResponse({"message": str(message)}, status=status)


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class ReceiveEventView(View):
    """Prosody's event_sync: 200 for whatever is an object, as it never tries a refused event again (LIVE §3)."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, subject: str, verb: str) -> HttpResponse:
        if is_in_the_open(request):
            log.warning("event refused: not encrypted")
            return refuse("Events are posted over HTTPS only. Change the token: it was sent in the open.", 403)
        if not has_bearer(request):
            log.warning("event refused: bearer")
            return refuse("The bearer token is missing or wrong.", 401)
        if f"{subject}/{verb}" not in EVENTS:
            return refuse("Events are posted to room/created, room/destroyed, occupant/joined or occupant/left.", 400)
        if declared_length(request) > settings.LIVE_EVENT_MAX_BYTES:
            return refuse(services.EventTooLarge(limit=settings.LIVE_EVENT_MAX_BYTES), 413)
        try:
            services.receive_event(body=request.body, source=EventSource.EVENT_SYNC, at=timezone.now())
        except services.EventNotAnObject as refusal:
            log.warning("event refused: not an object")
            return refuse(refusal, 400)
        return JsonResponse({"stored": True})


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class ReceiveJaasEventView(View):
    """JaaS webhooks: the signature is over the raw body; 200 for whatever is a signed object, known or not."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        if declared_length(request) > settings.LIVE_EVENT_MAX_BYTES:
            return refuse(services.EventTooLarge(limit=settings.LIVE_EVENT_MAX_BYTES), 413)
        body = request.body
        if not jaas.is_signed(header=request.headers.get("X-Jaas-Signature", ""), body=body):
            log.warning("event refused: signature")
            return refuse("The signature is missing or wrong.", 401)
        try:
            services.receive_event(body=body, source=EventSource.JAAS, at=timezone.now())
        except services.EventNotAnObject as refusal:
            log.warning("event refused: not an object")
            return refuse(refusal, 400)
        return JsonResponse({"stored": True})


@method_decorator(login_not_required, name="dispatch")
class ShowKeyView(View):
    """The public key under the name that ``asap_key_server`` asks for; any other name is unknown."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if is_in_the_open(request):
            return refuse("The key is read over HTTPS only.", 403)
        if name != keys.published_name():
            raise Http404
        try:
            pem = keys.public_pem()
        except ProviderUnavailable as refusal:
            return refuse(refusal, 503)
        return HttpResponse(pem, content_type="application/x-pem-file", headers={"Cache-Control": "max-age=300"})
