"""Behind the sign-in: the own documents, and fetching one."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views import View
from django.views.generic import TemplateView

from certificates.forms import ShareForm
from certificates.models import Award, ShareLink
from certificates.selectors import get_document_name, get_own_award
from certificates.services import sharing
from certificates.services.reading import record_download
from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
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


class ShareAwardView(View):
    """The holder's links to one document: made here, told once, withdrawn here."""

    def get(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        return self.draw(request, self.find(request, public_id), ShareForm())

    def post(self, request: AuthenticatedRequest, public_id: str) -> HttpResponse:
        award, form = self.find(request, public_id), ShareForm(request.POST)
        if not form.is_valid():
            return self.draw(request, award, form)
        try:
            _link, key = sharing.make_link(award=award, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.draw(request, award, form)
        # Shown in the answer itself: kept anywhere, it would be a key lying about.
        told = f"{settings.SITE_URL}{reverse('certificates_machine:shared', args=[key])}"
        return self.draw(request, award, ShareForm(), told=told)

    @staticmethod
    def find(request: AuthenticatedRequest, public_id: str) -> Award:
        return get_object_or_404(
            Award.objects.visible_to(request.user).held_by(request.user).active(), public_id=public_id
        )

    @staticmethod
    def draw(request: AuthenticatedRequest, award: Award, form: ShareForm, told: str = "") -> HttpResponse:
        now, language = timezone.now(), get_language() or "es"
        links = award.share_links.order_by("-created_at")
        context = {
            "award": award,
            "kind": get_document_name(award, language),
            "form": form,
            "told": told,
            "links": [{"link": link, "is_open": link.is_open(now)} for link in links],
        }
        return render(request, "certificates/award_share.html", context)


class WithdrawLinkView(View):
    """Close one link."""

    def post(self, request: AuthenticatedRequest, link_id: str) -> HttpResponse:
        link = get_object_or_404(ShareLink.objects.visible_to(request.user).select_related("award"), public_id=link_id)
        sharing.withdraw_link(link=link, actor=request.user, at=timezone.now())
        return redirect("certificates:share", link.award.public_id)
