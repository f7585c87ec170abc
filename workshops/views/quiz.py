"""The assessment, one question to a page: small pages and small answers that a poor connection can carry."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from workshops import permissions
from workshops.models import Attempt, Edition, Enrolment
from workshops.selectors.learning import get_outline
from workshops.selectors.papers import AskedQuestion, fill_anew, get_asked_questions
from workshops.selectors.quiz import get_quiz_offer, get_quiz_states, is_quiz_open
from workshops.selectors.requirements import get_requirements
from workshops.selectors.results import ResultLine, get_result_lines
from workshops.services import quiz
from workshops.views.responses import REFUSALS, read_response


def get_own_enrolment(request: AuthenticatedRequest, edition_id: str) -> Enrolment:
    """The reader's own enrolment in an edition; nobody sits an assessment for another."""
    enrolments = Enrolment.objects.learning_of(request.user).select_related("edition__course_version", "person")
    enrolment = get_object_or_404(enrolments, edition__public_id=edition_id)
    if not permissions.can_take_quiz(request.user, enrolment):
        raise Http404
    return enrolment


def get_own_attempt(request: AuthenticatedRequest, edition_id: str, attempt_id: str) -> Attempt:
    """An attempt of the reader's own, in that edition."""
    attempts = Attempt.objects.visible_to(request.user).select_related("enrolment__edition__course_version")
    return get_object_or_404(attempts, public_id=attempt_id, enrolment__edition__public_id=edition_id)


def to_attempt(edition_id: str, attempt_id: str) -> HttpResponse:
    return redirect("workshops:attempt", edition_id=edition_id, attempt_id=attempt_id)


def to_question(edition_id: str, attempt_id: str, number: int) -> HttpResponse:
    return redirect("workshops:question", edition_id=edition_id, attempt_id=attempt_id, number=number)


class QuizView(View):
    """The rules before the start, the attempts made so far, and the button that starts one."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        enrolment = get_own_enrolment(request, edition_id)
        offer = get_quiz_offer(enrolment, language=get_language() or "es")
        if offer is None:
            raise Http404
        current = offer.state.current
        context = {
            "edition": enrolment.edition,
            "offer": offer,
            "is_overdue": current is not None and current.is_overdue(timezone.now()),
        }
        return render(request, "workshops/quiz_start.html", context)

    def post(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        enrolment = get_own_enrolment(request, edition_id)
        try:
            attempt = quiz.start_attempt(enrolment=enrolment, actor=request.user, at=timezone.now())
        except (quiz.QuizNotOpen, quiz.NoAttemptsLeft) as refusal:
            messages.error(request, str(refusal))
            return redirect("workshops:quiz", edition_id=edition_id)
        return to_question(edition_id, attempt.public_id, 1)


class QuestionView(View):
    """One question of an open attempt: choose, save and go on."""

    def get(self, request: AuthenticatedRequest, edition_id: str, attempt_id: str, number: int) -> HttpResponse:
        attempt = get_own_attempt(request, edition_id, attempt_id)
        if not attempt.is_open or attempt.is_overdue(timezone.now()):
            return to_attempt(edition_id, attempt_id)
        questions = get_asked_questions(attempt, language=get_language() or "es")
        return self.show(request, attempt, questions, pick(questions, number))

    def show(
        self,
        request: AuthenticatedRequest,
        attempt: Attempt,
        questions: list[AskedQuestion],
        question: AskedQuestion,
        error: str = "",
    ) -> HttpResponse:
        context = {
            "edition": attempt.enrolment.edition,
            "attempt": attempt,
            "question": question,
            "error": error,
            "total": len(questions),
            "answered": sum(one.is_answered for one in questions),
            "minutes_left": minutes_left(attempt, timezone.now()),
        }
        return render(request, "workshops/quiz_question.html", context)

    def post(self, request: AuthenticatedRequest, edition_id: str, attempt_id: str, number: int) -> HttpResponse:
        attempt = get_own_attempt(request, edition_id, attempt_id)
        language = get_language() or "es"
        questions = get_asked_questions(attempt, language=language)
        question = pick(questions, number)
        if "application/json" in request.headers.get("Accept", ""):
            return self.answer_script(request, attempt, question, is_last=number == len(questions))
        try:
            self.save(request, attempt, question)
        except LookupError:
            raise Http404
        except REFUSALS as refusal:
            filled = fill_anew(question, attempt, dict(request.POST.lists()), language=language)
            return self.show(request, attempt, questions, filled, error=str(refusal))
        except (quiz.AttemptOverdue, quiz.AttemptClosed) as refusal:
            messages.error(request, str(refusal))
            return to_attempt(edition_id, attempt_id)
        except quiz.AnsweredElsewhere as refusal:
            messages.warning(request, str(refusal))
            return to_question(edition_id, attempt_id, number)
        if number < len(questions):
            return to_question(edition_id, attempt_id, number + 1)
        return to_attempt(edition_id, attempt_id)

    def answer_script(
        self, request: AuthenticatedRequest, attempt: Attempt, question: AskedQuestion, *, is_last: bool
    ) -> JsonResponse:
        """What became of an answer that a script sends, perhaps long after it was given, and which page comes next."""
        address = [attempt.enrolment.edition.public_id, attempt.public_id]
        here = reverse("workshops:question", args=[*address, question.number])
        whole = reverse("workshops:attempt", args=address)
        try:
            self.save(request, attempt, question)
        except LookupError:
            raise Http404
        except REFUSALS as refusal:
            return JsonResponse({"state": "refused", "message": str(refusal)})
        except (quiz.AttemptOverdue, quiz.AttemptClosed) as refusal:
            messages.error(request, str(refusal))
            return JsonResponse({"state": "closed", "next": whole})
        except quiz.AnsweredElsewhere as refusal:
            messages.warning(request, str(refusal))
            return JsonResponse({"state": "conflict", "next": here})
        following = whole if is_last else reverse("workshops:question", args=[*address, question.number + 1])
        return JsonResponse({"state": "saved", "next": following})

    def save(self, request: AuthenticatedRequest, attempt: Attempt, question: AskedQuestion) -> None:
        """Keep what was answered; a page sent without an answer saves nothing, unless it takes one back."""
        chosen = read_response(question, request.POST)
        if not chosen and not question.can_be_taken_back:
            return
        revision = request.POST.get("revision", "")
        if not revision.isascii() or not revision.isdigit():
            raise LookupError("Not a revision.")
        quiz.save_answer(
            attempt=attempt,
            question_id=question.question_id,
            chosen=chosen,
            revision=int(revision[:9]),
            actor=request.user,
            at=timezone.now(),
        )


class AttemptView(View):
    """An attempt as a whole: what is answered before it is handed in, the result and the reasons afterwards."""

    def get(self, request: AuthenticatedRequest, edition_id: str, attempt_id: str) -> HttpResponse:
        attempt = get_own_attempt(request, edition_id, attempt_id)
        if attempt.is_open:
            return self.overview(request, attempt)
        return self.result(request, attempt)

    def overview(self, request: AuthenticatedRequest, attempt: Attempt) -> HttpResponse:
        now = timezone.now()
        questions = get_asked_questions(attempt, language=get_language() or "es")
        answered = sum(one.is_answered for one in questions)
        context = {
            "edition": attempt.enrolment.edition,
            "attempt": attempt,
            "questions": questions,
            "total": len(questions),
            "answered": answered,
            "missing": len(questions) - answered,
            "is_overdue": attempt.is_overdue(now),
            "minutes_left": minutes_left(attempt, now),
        }
        return render(request, "workshops/quiz_overview.html", context)

    def result(self, request: AuthenticatedRequest, attempt: Attempt) -> HttpResponse:
        language = get_language() or "es"
        enrolment = attempt.enrolment
        state = get_quiz_states([enrolment])[enrolment.pk]
        # While another attempt is open the reasons wait: they would answer the very questions that are being asked.
        lines = [] if state.current else get_result_lines(attempt, language=language)
        context = {
            "edition": enrolment.edition,
            "attempt": attempt,
            "state": state,
            "lines": lines,
            "to_reread": modules_to_reread(enrolment.edition, lines, language),
            "requirements": get_requirements(enrolment),
            "can_start": is_quiz_open(enrolment) and state.left > 0,
        }
        return render(request, "workshops/quiz_result.html", context)


class SubmitAttemptView(View):
    """Handing in; doing so twice gives one result."""

    def post(self, request: AuthenticatedRequest, edition_id: str, attempt_id: str) -> HttpResponse:
        attempt = get_own_attempt(request, edition_id, attempt_id)
        quiz.submit_attempt(attempt=attempt, actor=request.user, at=timezone.now())
        return to_attempt(edition_id, attempt_id)


def pick(questions: list[AskedQuestion], number: int) -> AskedQuestion:
    if not 1 <= number <= len(questions):
        raise Http404
    return questions[number - 1]


def minutes_left(attempt: Attempt, now: datetime) -> int:
    """Whole minutes until the attempt closes, by the server's clock; the last one begun still counts."""
    seconds = (attempt.due_at - now).total_seconds()
    return max(0, -int(-seconds // 60))


def modules_to_reread(edition: Edition, lines: list[ResultLine], language: str) -> list[dict[str, str]]:
    """The modules whose questions went wrong, each with its first lesson."""
    wrong = {line.module_key for line in lines if not line.is_right and not line.is_awaiting}
    return [
        {"title": module.title, "lesson_key": module.lessons[0].key}
        for module in get_outline(edition.course_version, language).modules
        if module.key in wrong and module.lessons
    ]
