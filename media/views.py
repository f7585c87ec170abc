"""Papers of pages at Wagtail's address, for those who read their tier."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from wagtail.documents.views import serve

from media.models import NetworkDocument


@method_decorator(login_not_required, name="dispatch")
class ServeDocumentView(View):
    """Public papers are anybody's. A guest who asks for another is led to the sign-in, whether it is there or not."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, document_id: int, document_filename: str) -> HttpResponse:
        readable = NetworkDocument.objects.visible_to(request.user).filter(pk=document_id)
        if not readable.exists() and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response: HttpResponse = serve.serve(request, document_id, document_filename)
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().http_method_not_allowed(request, *args, **kwargs)
