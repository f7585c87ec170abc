"""What states, moves and turns are called on the pages."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from internships.enums import CallState, Party, PlacementState
from internships.moves import TERMINAL

P = PlacementState
TONES = {
    P.DRAFT: "quiet",
    P.RETURNED: "soon",
    P.NOT_ENDORSED: "refused",
    P.NOT_SELECTED: "refused",
    P.READY: "done",
    P.COMPLETED: "done",
    P.INTERRUPTED: "soon",
    P.WITHDRAWN: "quiet",
    P.CANCELLED: "refused",
    P.CLOSED_WITHOUT_CERTIFICATE: "quiet",
}
CALL_TONES = {
    CallState.DRAFT: "quiet",
    CallState.INTERNS_CALL: "soon",
    CallState.CLOSED: "done",
    CallState.CANCELLED: "refused",
}
# The columns of the board, in the order of an internship's life; states that end one stand together.
COLUMNS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (pgettext_lazy("internships board", "Applying"), (P.SUBMITTED, P.RETURNED)),
    (pgettext_lazy("internships board", "To select"), (P.ENDORSED, P.WAITLISTED)),
    (pgettext_lazy("internships board", "To assign"), (P.SELECTED,)),
    (pgettext_lazy("internships board", "Being prepared"), (P.PLACED, P.PREPARING)),
    (pgettext_lazy("internships board", "Ready"), (P.READY,)),
    (pgettext_lazy("internships board", "Under way"), (P.IN_PROGRESS, P.INTERRUPTED)),
    (pgettext_lazy("internships board", "Reports"), (P.REPORTING, P.UNDER_REVIEW)),
    (pgettext_lazy("internships board", "Over"), tuple(str(one) for one in TERMINAL)),
)
# The nine steps of the way, in words; the first whose states have not been passed is the present one.
STEPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (pgettext_lazy("internship step", "Application"), (P.DRAFT, P.RETURNED)),
    (pgettext_lazy("internship step", "Endorsement"), (P.SUBMITTED, P.NOT_ENDORSED)),
    (pgettext_lazy("internship step", "Selection"), (P.ENDORSED, P.WAITLISTED, P.NOT_SELECTED)),
    (pgettext_lazy("internship step", "Assignment"), (P.SELECTED,)),
    (pgettext_lazy("internship step", "Preparation"), (P.PLACED, P.PREPARING, P.READY)),
    (pgettext_lazy("internship step", "The week"), (P.IN_PROGRESS, P.INTERRUPTED)),
    (pgettext_lazy("internship step", "Reports"), (P.REPORTING,)),
    (pgettext_lazy("internship step", "Review"), (P.UNDER_REVIEW,)),
    (pgettext_lazy("internship step", "Closing"), (P.COMPLETED, P.CLOSED_WITHOUT_CERTIFICATE)),
)
MOVE_WORDS = {
    "submit": gettext_lazy("Applied"),
    "return": gettext_lazy("Returned to the applicant"),
    "endorse": gettext_lazy("Endorsed by the office"),
    "refuse_endorsement": gettext_lazy("Not endorsed by the office"),
    "reopen": gettext_lazy("Taken up again by the office"),
    "select": gettext_lazy("Selected"),
    "waitlist": gettext_lazy("Put on the waiting list"),
    "reject": gettext_lazy("Not selected"),
    "promote": gettext_lazy("Taken from the waiting list"),
    "place": gettext_lazy("Assigned to the host office"),
    "prepare": gettext_lazy("Preparation began"),
    "make_ready": gettext_lazy("Everything is ready"),
    "fall_back": gettext_lazy("Something is missing again"),
    "arrive": gettext_lazy("The intern arrived"),
    "interrupt": gettext_lazy("Interrupted"),
    "end": gettext_lazy("The week ended"),
    "ask_reports": gettext_lazy("Shortened reports asked for"),
    "review": gettext_lazy("Both reports are in"),
    "clarify": gettext_lazy("A clarification asked for"),
    "complete": gettext_lazy("Completed with a certificate"),
    "close": gettext_lazy("Closed without a certificate"),
    "withdraw": gettext_lazy("Withdrawn by the intern"),
    "cancel": gettext_lazy("Called off"),
}
# What a state waits for, as the page says it to everybody.
TURN_WORDS = {
    "submit": gettext_lazy("The application has to be completed and handed in."),
    "endorse": gettext_lazy("The office has to endorse the application."),
    "select": gettext_lazy("The Secretariat has to decide."),
    "place": gettext_lazy("A host office and a mentor have to accept."),
    "prepare": gettext_lazy("The preparation begins by itself."),
    "make_ready": gettext_lazy("What is missing on the checklist has to be done."),
    "arrive": gettext_lazy("The host confirms the arrival on the first day."),
    "end": gettext_lazy("The mentor keeps the attendance sheet and closes it on the last day."),
    "ask_reports": gettext_lazy("The Secretariat has to ask for the shortened reports."),
    "review": gettext_lazy("Both reports have to be handed in."),
    "complete": gettext_lazy("The Secretariat reviews the reports and closes the internship."),
}

# Who does it where the table names only the platform, which follows by itself.
TURN_OF = {
    "make_ready": (Party.INTERN, Party.HOST, Party.MENTOR, Party.SECRETARIAT),
    "end": (Party.MENTOR,),
    "review": (Party.INTERN, Party.MENTOR),
}
