"""Papers of pages leave through the same door as every other file."""

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks

from media.enums import FileKind
from media.http import Stored, answer_content
from media.models import NetworkDocument

TYPES = {kind.extension: kind.content_type for kind in FileKind}


# Last: Wagtail's own hook, which asks for a collection's restriction, has then had its say.
@hooks.register("before_serve_document", order=1000)
def serve_document(document: NetworkDocument, request: HttpRequest) -> HttpResponse:
    """For the readers of its tier; always a download, without Wagtail's ETag, which is the SHA-1 of the content."""
    if not NetworkDocument.objects.visible_to(request.user).filter(pk=document.pk).exists():
        raise Http404
    content_type = TYPES.get(document.file_extension.lower(), "application/octet-stream")
    with document.file.open("rb") as stored:  # whole: what Wagtail takes from a hook is no stream
        return answer_content(stored.read(), Stored("default", document.file.name, document.filename, content_type))
