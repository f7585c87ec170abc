"""Files that leave: one's own, one of them, fetching it; and asking for the directory, which takes two."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.exports import services
from lms.exports.acts import EXPORT_DIRECTORY
from lms.exports.forms import DirectoryForm
from lms.exports.models import Export
from lms.exports.selectors import get_export_line, get_export_lines
from lms.records import approvals
from lms.records.export_kinds import all_export_kinds
from media.http import answer_private_file
from network.permissions import can_export_directory


def find_export(request: AuthenticatedRequest, export_id: str) -> Export:
    """The reader's own of that address, while the reader may still have such lists."""
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("file"), public_id=export_id)


class ListExportsView(View):
    """One's own files, latest first; to those who may take nothing out it does not exist."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        if not any(kind.may(request.user) for kind in all_export_kinds()):
            raise Http404
        lines = get_export_lines(Export.objects.visible_to(request.user), timezone.now())
        context = {"lines": lines, "asks_directory": can_export_directory(request.user)}
        return render(request, "exports/export_list.html", context)


class ShowExportView(View):
    def get(self, request: AuthenticatedRequest, export_id: str) -> HttpResponse:
        line = get_export_line(find_export(request, export_id), timezone.now())
        return render(request, "exports/export_show.html", {"line": line})


class FetchExportView(View):
    """The file itself; papers carry the reader's mark."""

    def get(self, request: AuthenticatedRequest, export_id: str) -> HttpResponseBase:
        export, now = find_export(request, export_id), timezone.now()
        try:
            file = services.note_fetch(export=export, actor=request.user, at=now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("exports:show", export_id)
        return answer_private_file(
            request, file=file, reader=request.user, at=now, marks_reader=True, role=export.acting_role
        )


class AskDirectoryView(View):
    """Ask for the directory; another of the Secretariat decides."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        return self.draw(request, DirectoryForm())

    def post(self, request: AuthenticatedRequest) -> HttpResponse:
        form = DirectoryForm(request.POST)
        if not form.is_valid() or not can_export_directory(request.user):
            return self.draw(request, form)
        try:
            approval = approvals.request_act(
                kind=EXPORT_DIRECTORY,
                ids={"file_format": form.cleaned_data["file_format"]},
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("exports:ask_directory")
        return redirect("desk:approval", approval.public_id)

    @staticmethod
    def draw(request: AuthenticatedRequest, form: DirectoryForm) -> HttpResponse:
        if not can_export_directory(request.user):
            raise Http404
        return render(request, "exports/directory_ask.html", {"form": form})
