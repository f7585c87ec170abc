"""Grading written answers: without names, the oldest first, and nobody their own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.common.errors import DomainError
from workshops import permissions
from workshops.enums import StaffRole
from workshops.models import Edition
from workshops.selectors.essays import find_essay, get_essays
from workshops.services.grading import GradeOutOfRange, NothingToGrade, grade_answer

MOST_COMMENT = 4000


def get_graded_edition(request: AuthenticatedRequest, edition_id: str) -> Edition:
    edition = get_object_or_404(Edition.objects.visible_to(request.user), public_id=edition_id)
    if not permissions.can_grade(request.user, edition):
        raise Http404
    return edition


class GradeEssaysView(View):
    """The written answers of an edition: those that wait, and those that were graded."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = get_graded_edition(request, edition_id)
        grader, language = getattr(request.user, "person", None), get_language() or "es"
        context = {
            "edition": edition,
            "waiting": get_essays(edition, grader, language=language, graded=False),
            "graded": get_essays(edition, grader, language=language, graded=True),
            "most_comment": MOST_COMMENT,
        }
        return render(request, "workshops/grade_essays.html", context)

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition = get_graded_edition(request, edition_id)
        try:
            self.grade(request, edition)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The grade is kept, and the result was counted anew."))
        return redirect("workshops:grade", edition_id=edition_id)

    def grade(self, request: AuthenticatedRequest, edition: Edition) -> None:
        person = getattr(request.user, "person", None)
        answer = find_essay(edition, person, request.POST.get("answer", ""))
        if answer is None:
            raise NothingToGrade
        grade_answer(
            answer=answer,
            percent=whole_number(request.POST.get("percent", "")),
            comment=request.POST.get("comment", "").replace("\x00", "").replace("\r\n", "\n").strip()[:MOST_COMMENT],
            before=whole_number(request.POST["before"]) if request.POST.get("before") else None,
            actor=request.user,
            role=StaffRole.FACILITATOR,
            at=timezone.now(),
        )


def whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise GradeOutOfRange
    return int(text[:4])
