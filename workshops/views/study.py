"""What helps a reader study: own notes, a search through the lessons, the course's terms."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from workshops.models.reading import MOST_NOTE
from workshops.selectors.study import get_note, get_note_lines, get_terms, search_course
from workshops.services.notes import NotedElsewhere, NoteTooLong, save_note
from workshops.views.lesson_body import drawable
from workshops.views.player import get_open_lesson, get_reader

MOST_QUERY = 100


class SaveNoteView(View):
    """Keeps the note beside a lesson. What is refused is shown again, with what was typed."""

    http_method_names = ["post"]

    def post(self, request: AuthenticatedRequest, edition_id: str, lesson_key: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        lesson, _place = get_open_lesson(reader, lesson_key)
        revision = request.POST.get("revision", "0")
        if reader.enrolment is None or not (revision.isascii() and revision.isdigit()):
            raise Http404
        text = request.POST.get("text", "").replace("\x00", "").replace("\r\n", "\n").strip()
        try:
            save_note(
                enrolment=reader.enrolment,
                lesson_key=lesson_key,
                text=text,
                revision=int(revision[:9]),
                at=timezone.now(),
            )
        except (NoteTooLong, NotedElsewhere) as refusal:
            note = get_note(reader.enrolment, lesson_key)
            context = {
                "edition": reader.edition,
                "lesson": lesson,
                "refusal": str(refusal),
                "typed": text,
                "note": note,
                "most_note": MOST_NOTE,
            }
            return render(request, "workshops/note_refused.html", context)
        messages.success(request, _("Your note is kept. Only you read it."))
        return redirect("workshops:lesson", edition_id=edition_id, lesson_key=lesson_key)


class NotesView(View):
    """All of one's own notes of a course, to read or to print."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        if reader.enrolment is None:
            raise Http404
        context = {"edition": reader.edition, "notes": get_note_lines(reader.enrolment, language=reader.language)}
        return render(request, "workshops/note_list.html", context)


class SearchCourseView(View):
    """The lessons that hold the words; the words go nowhere but here."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        query = request.GET.get("q", "").replace("\x00", "").strip()[:MOST_QUERY]
        hits = search_course(reader.edition.course_version, query, language=reader.language)
        return render(
            request, "workshops/course_search.html", {"edition": reader.edition, "query": query, "hits": hits}
        )


class GlossaryView(View):
    """The terms of the course, each with the lesson that defines it."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        reader = get_reader(request, edition_id)
        terms = [
            {"term": term, "body": [drawable(part) for part in term.body]}
            for term in get_terms(reader.edition.course_version, language=get_language() or "es")
        ]
        return render(request, "workshops/course_glossary.html", {"edition": reader.edition, "terms": terms})
