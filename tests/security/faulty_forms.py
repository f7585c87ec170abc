"""An address that takes whatever it is sent, and nothing else: what the forged forms must find."""

from django.db.models import BooleanField
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from lms.accounts.models import User
from lms.urls import urlpatterns as sound_urlpatterns


@csrf_exempt
def takes(request: HttpRequest) -> HttpResponse:
    """Writes every field of the form into the column of that name."""
    columns = {field.name for field in User._meta.concrete_fields if isinstance(field, BooleanField)}
    User.objects.filter(pk=request.user.pk).update(**{name: True for name in request.POST if name in columns})
    return HttpResponse("taken")


urlpatterns = [path("takes/", takes), *sound_urlpatterns]
