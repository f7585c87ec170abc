"""What the pages of lists share: a form was sent, a file is owed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from lms.exports import services
from lms.exports.forms import FormatForm
from lms.records.export_kinds import Params


def answer_export(request: AuthenticatedRequest, *, kind: str, params: Params, role: str, back: str) -> HttpResponse:
    """Ask for the list that ``params`` choose and go to where it will be; a refusal is said at ``back``."""
    form = FormatForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["file_format"][0]))
        return redirect(back)
    try:
        export = services.ask_export(
            kind=kind,
            params=params,
            file_format=form.cleaned_data["file_format"],
            actor=request.user,
            role=role,
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return redirect("exports:show", export.public_id)
