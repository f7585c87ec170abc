"""Addresses that let a name out in one way each, beside one that does not: what the canaries must see."""

import io
import logging
import zipfile

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms.mail.tasks import sweep_task
from lms.urls import urlpatterns as sound_urlpatterns
from network.models import Person


def somebody() -> Person:
    """Of the other country."""
    return Person.objects.filter(memberships__office__country__iso="XB").first()


def sound(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody")


def names(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<p>{somebody().family_names.title()}</p>")


def boasts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"X-Author": somebody().given_names})


def packs(request: HttpRequest) -> HttpResponse:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as sheet:
        sheet.writestr("xl/sharedStrings.xml", f"<t>{somebody().family_names}</t>" * 9)
    return HttpResponse(file.getvalue(), content_type="application/zip")


def folds(request: HttpRequest) -> HttpResponse:
    """A calendar breaks its lines where it likes."""
    name = somebody().family_names
    return HttpResponse(f"SUMMARY:{name[:4]}\r\n {name[4:]}\r\n", content_type="text/calendar")


def writes_down(request: HttpRequest) -> HttpResponse:
    logging.getLogger("aula.faulty").info("seen", extra={"who": somebody().family_names})
    return HttpResponse("nobody")


def keeps(request: HttpRequest) -> HttpResponse:
    cache.set("somebody", {"name": somebody().family_names})
    return HttpResponse("nobody")


def sends(request: HttpRequest) -> HttpResponse:
    send_mail("Aviso", f"Sobre {somebody().family_names}", None, ["alguien@example.org"])
    return HttpResponse("nobody")


def queues(request: HttpRequest) -> HttpResponse:
    sweep_task.delay(about=somebody().email)
    return HttpResponse("nobody")


FAULTY = [sound, names, boasts, packs, folds, writes_down, keeps, sends, queues]
urlpatterns = [
    *(path(f"{view.__name__}/", login_not_required(view), name=f"faulty_{view.__name__}") for view in FAULTY),
    *sound_urlpatterns,
]
