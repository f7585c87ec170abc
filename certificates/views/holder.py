"""Behind the sign-in: the own documents, and fetching one."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views import View
from django.views.generic import TemplateView

from certificates.models import Award
from certificates.selectors import get_document_name, get_own_award
from certificates.services.reading import record_download
from lms.accounts.http import AuthenticatedRequest
from media.enums import Keeping
from media.http import Stored, answer_stored_file


class ListAwardsView(TemplateView):
    """What I was awarded, newest first."""

    template_name = "certificates/award_list.html"
    request: AuthenticatedRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, language = self.request.user, get_language() or "es"
        awards = (
            Award.objects.visible_to(user)
            .held_by(user)
            .select_related("artifact", "superseded_by")
            .order_by("-issued_at", "-pk")
        )
        return {**super().get_context_data(**kwargs), "awards": [get_own_award(award, language) for award in awards]}


class DownloadAwardView(View):
    """The signed file, exactly as it was issued, or a page that says it is being prepared."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponseBase:
        award = get_object_or_404(
            Award.objects.visible_to(request.user).select_related("artifact", "person"), public_id=public_id
        )
        if not hasattr(award, "artifact"):
            name = get_document_name(award, get_language() or "es")
            return render(request, "certificates/award_waiting.html", {"kind": name, "award": award})
        record_download(award=award, actor=request.user, at=timezone.now())
        document = Stored(
            keeping=Keeping.PRIVATE,
            path=str(award.artifact.file.name),
            download_name=f"{award.number}.pdf",  # no name: file names end up in histories and mails
            content_type="application/pdf",
        )
        return answer_stored_file(request, document)  # never marked: it is signed
