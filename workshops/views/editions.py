"""Editions: the reader's list, and the page of one, which shows each reader the own turn first."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from lms.accounts.http import AuthenticatedRequest
from lms.accounts.models import User
from network.selectors import get_standing
from workshops import permissions
from workshops.enums import LEARNING_STATES, StaffRole
from workshops.models import Edition, Enrolment
from workshops.selectors.badges import edition_badge, enrolment_badge
from workshops.selectors.classmates import get_classmates
from workshops.selectors.desk import LearningLine, get_learning_line
from workshops.selectors.editions import get_edition_lines, get_place
from workshops.selectors.enrolments import get_place_in_line
from workshops.selectors.participants import PersonRow, get_edition_seats, get_person_rows, get_session_lines
from workshops.selectors.preparation import get_preparation
from workshops.selectors.seats import SeatFigures
from workshops.views.people_rows import render_people_rows

PAGE_SIZE = 20


def find_edition(request: AuthenticatedRequest, edition_id: str) -> Edition:
    """The edition of that address, where the reader may see it; to everybody else it does not exist."""
    editions = Edition.objects.visible_to(request.user)
    # Of a course version a page of an edition says title and label; its long texts are the player's.
    editions = editions.defer("course_version__summary", "course_version__objectives", "course_version__quiz")
    return get_object_or_404(
        editions.select_related("course_version", "host_office__country", "lead_school__country"),
        public_id=edition_id,
    )


class ListEditionsView(View):
    """The editions that concern the reader, the latest first."""

    def get(self, request: AuthenticatedRequest) -> HttpResponse:
        editions = Edition.objects.visible_to(request.user).select_related("course_version", "host_office__country")
        page = Paginator(editions, PAGE_SIZE).get_page(request.GET.get("page"))
        lines = get_edition_lines(request.user, list(page.object_list), timezone.now())
        context = {
            "page": page,
            "lines": lines,
            "can_prepare": permissions.can_prepare_editions(request.user),
            "follows_calls": permissions.can_propose(request.user) or permissions.can_see_all_offices(request.user),
        }
        return render(request, "workshops/edition_list.html", context)


class ShowEditionView(View):
    """One edition: what is next for this reader, the people and seats the reader follows, sessions, facts."""

    def get(self, request: AuthenticatedRequest, edition_id: str) -> HttpResponse:
        edition, at = find_edition(request, edition_id), timezone.now()
        context = get_edition_context(request, edition, at)
        context["preparation"] = get_preparation(
            request.user, edition, holder=permissions.get_key_holder(request.user, edition)
        )
        return render(request, "workshops/edition_show.html", context)


def get_edition_context(request: AuthenticatedRequest, edition: Edition, at: datetime) -> dict[str, Any]:
    """Everything the page shows, read through what is visible to this reader."""
    user = request.user
    staff_role = permissions.get_staff_role(user, edition)
    seats = get_edition_seats(user, edition, at.date())
    # The seats a contact point follows say by themselves whether one may nominate.
    offices = get_standing(user).contact_point_office_ids
    is_contact_point = bool(offices) and any(one.office_id is None or one.office_id in offices for one in seats)
    people = get_people_context(
        user,
        edition,
        follows_all=permissions.can_see_all_offices(user),
        reads_people=is_contact_point or staff_role == StaffRole.FACILITATOR,
    )
    own = get_own(user, edition, people["rows"] if people["is_people_reader"] else None)
    sessions = get_session_lines(user, edition)
    learning = get_own_learning(edition, own)
    return {
        "edition": edition,
        "badge": edition_badge(edition.state),
        "place": get_place(edition),
        "own": own,
        "own_badge": enrolment_badge(own.state) if own else None,
        "own_place_in_line": get_place_in_line(own) if own else None,
        "is_contact_point": is_contact_point,
        "can_plan_sessions": staff_role == StaffRole.FACILITATOR or get_standing(user).is_secretariat,
        "can_apply_now": own is None and edition.takes_applications and edition.is_open_for_nomination(at),
        "reads_ledger": bool(seats),
        "can_nominate_now": is_contact_point and edition.is_open_for_nomination(at),
        "opens_later": edition.nomination_opens_at is not None and at < edition.nomination_opens_at,
        "sessions": sessions,
        "next_session": next((one for one in sessions if one.ref and at < one.ends_at), None),
        "learning": learning,
        "classmates": get_classmates(own),
        "can_grade": staff_role == StaffRole.FACILITATOR,
        "can_read": learning is None and bool(staff_role or permissions.can_see_all_offices(user)),
        "strips": [{"title": get_strip_title(figures), "figures": figures} for figures in seats],
        **people,
    }


def get_people_context(user: User, edition: Edition, *, follows_all: bool, reads_people: bool) -> dict[str, Any]:
    """The people on the list, for those who follow them."""
    is_people_reader = reads_people or follows_all
    rows = get_person_rows(user, edition) if is_people_reader else []
    shows_office = len({row.office_id for row in rows}) > 1
    return {
        "follows_all": follows_all,
        "is_people_reader": is_people_reader,
        "rows": rows,
        "shows_office": shows_office,
        "row_lines": render_people_rows(rows, shows_office=shows_office),
    }


def get_own(user: User, edition: Edition, rows: list[PersonRow] | None) -> Enrolment | None:
    """The reader's own enrolment; no query where the list that has just been read has no row of theirs."""
    person_id = get_standing(user).person_id
    if person_id is None or (rows is not None and all(row.person_id != person_id for row in rows)):
        return None
    return Enrolment.objects.filter(edition=edition, person_id=person_id).first()


def get_own_learning(edition: Edition, own: Enrolment | None) -> LearningLine | None:
    """Lessons, assessment and requirements of whoever is enrolled; the edition is the one already read."""
    if own is None or own.state not in LEARNING_STATES:
        return None
    own.edition = edition
    return get_learning_line(own, language=get_language() or "es")


def get_strip_title(figures: SeatFigures) -> str:
    """Whose seats, and of which kind."""
    if figures.office_id is None:
        return _("Places for every office: %(kind)s") % {"kind": figures.kind_label.lower()}
    return f"{figures.country} · {figures.office_name} · {figures.kind_label}"
