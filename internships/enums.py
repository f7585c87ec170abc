"""Words of the room: states, parties, kinds. The table of moves between states stands in ``moves``."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallState(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("call", "In preparation")
    HOSTS_CALL = "HOSTS_CALL", pgettext_lazy("call", "Offices offer places")
    INTERNS_CALL = "INTERNS_CALL", pgettext_lazy("call", "Open for applications")
    SELECTION = "SELECTION", pgettext_lazy("call", "In selection")
    ANNOUNCED = "ANNOUNCED", pgettext_lazy("call", "Announced")
    RUNNING = "RUNNING", pgettext_lazy("call", "Under way")
    CLOSED = "CLOSED", pgettext_lazy("call", "Closed")
    CANCELLED = "CANCELLED", pgettext_lazy("call", "Cancelled")


class OfferState(TextChoices):
    EXPLORING = "EXPLORING", pgettext_lazy("host offer", "Being explored")
    DRAFT = "DRAFT", pgettext_lazy("host offer", "In preparation")
    OFFERED = "OFFERED", pgettext_lazy("host offer", "Offered")
    CONFIRMED = "CONFIRMED", pgettext_lazy("host offer", "Confirmed")
    FILLED = "FILLED", pgettext_lazy("host offer", "Full")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("host offer", "Withdrawn")


class PlacementState(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("placement", "Draft")
    SUBMITTED = "SUBMITTED", pgettext_lazy("placement", "Applied")
    RETURNED = "RETURNED", pgettext_lazy("placement", "Returned")
    ENDORSED = "ENDORSED", pgettext_lazy("placement", "Endorsed")
    NOT_ENDORSED = "NOT_ENDORSED", pgettext_lazy("placement", "Not endorsed")
    SELECTED = "SELECTED", pgettext_lazy("placement", "Selected")
    WAITLISTED = "WAITLISTED", pgettext_lazy("placement", "On the waiting list")
    NOT_SELECTED = "NOT_SELECTED", pgettext_lazy("placement", "Not selected")
    PLACED = "PLACED", pgettext_lazy("placement", "Assigned")
    PREPARING = "PREPARING", pgettext_lazy("placement", "Being prepared")
    READY = "READY", pgettext_lazy("placement", "Ready")
    IN_PROGRESS = "IN_PROGRESS", pgettext_lazy("placement", "Under way")
    REPORTING = "REPORTING", pgettext_lazy("placement", "Reports pending")
    UNDER_REVIEW = "UNDER_REVIEW", pgettext_lazy("placement", "Under review")
    COMPLETED = "COMPLETED", pgettext_lazy("placement", "Completed")
    CLOSED_WITHOUT_CERTIFICATE = "CLOSED_WITHOUT_CERTIFICATE", pgettext_lazy("placement", "Closed without certificate")
    INTERRUPTED = "INTERRUPTED", pgettext_lazy("placement", "Interrupted")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("placement", "Withdrawn")
    CANCELLED = "CANCELLED", pgettext_lazy("placement", "Cancelled")


class Party(TextChoices):
    """As what somebody acts on a placement."""

    INTERN = "INTERN", _("Intern")
    SENDING = "SENDING", _("Contact point of the sending office")
    HOST = "HOST", _("Contact point of the host office")
    MENTOR = "MENTOR", pgettext_lazy("placement", "Mentor")
    SECRETARIAT = "SECRETARIAT", pgettext_lazy("placement", "Secretariat")
    SYSTEM = "SYSTEM", _("The platform by itself")


class Objective(TextChoices):
    """Why one goes (DOMAIN I-02); a placement has two at least."""

    EXPERIENCE = "EXPERIENCE", _("Share experience")
    CONTACT = "CONTACT", _("Direct contact with colleagues")
    SYSTEMS = "SYSTEMS", _("Know another system")
    TRUST = "TRUST", _("Mutual trust")
    PRACTICES = "PRACTICES", _("Best practices")
    COOPERATION = "COOPERATION", _("Regional cooperation")


class Interest(TextChoices):
    """In which capacity somebody is interested in the programme (DOMAIN I-03)."""

    INTERN = "INTERN", _("As an intern")
    HOST = "HOST", _("As a host")
    DESIGNER = "DESIGNER", _("In designing the programme")


class ActivityKind(TextChoices):
    BRIEFING = "BRIEFING", _("Briefing")
    SHADOWING = "SHADOWING", _("Shadowing")
    HEARING = "HEARING", _("Hearing")
    VISIT = "VISIT", _("Visit")
    SIMULATION = "SIMULATION", _("Simulation")
    PRESENTATION = "PRESENTATION", _("Presentation")
    FEEDBACK = "FEEDBACK", _("Feedback talk")


PRACTICAL_KINDS = frozenset(
    {
        ActivityKind.SHADOWING,
        ActivityKind.HEARING,
        ActivityKind.VISIT,
        ActivityKind.SIMULATION,
        ActivityKind.PRESENTATION,
    }
)


class ItemOutcome(TextChoices):
    PLANNED = "PLANNED", pgettext_lazy("programme item", "Planned")
    DONE = "DONE", pgettext_lazy("programme item", "Done")
    NOT_DONE = "NOT_DONE", pgettext_lazy("programme item", "Not done")
    REPLACED = "REPLACED", pgettext_lazy("programme item", "Replaced")


class Confidentiality(TextChoices):
    OPEN = "OPEN", pgettext_lazy("confidentiality", "Open")
    RESERVED = "RESERVED", pgettext_lazy("confidentiality", "Reserved")
    UNDERTAKING = "UNDERTAKING", _("Only with a signed undertaking")


class LogisticsKind(TextChoices):
    TRAVEL = "TRAVEL", _("Travel")
    LODGING = "LODGING", _("Lodging")
    COVER = "COVER", _("Health and accident cover")
    TRANSPORT = "TRANSPORT", _("Local transport")
    ACCESS = "ACCESS", _("Access to the host office")
    INDUCTION = "INDUCTION", _("Security induction")


class LogisticsState(TextChoices):
    TO_DO = "TO_DO", pgettext_lazy("logistics", "To do")
    REQUESTED = "REQUESTED", pgettext_lazy("logistics", "Requested")
    CONFIRMED = "CONFIRMED", pgettext_lazy("logistics", "Confirmed")
    NOT_NEEDED = "NOT_NEEDED", pgettext_lazy("logistics", "Not needed")


class Payer(TextChoices):
    NETWORK = "NETWORK", _("The Network")
    SENDING = "SENDING", _("The sending office")
    HOST = "HOST", _("The host office")
    OTHER = "OTHER", pgettext_lazy("payer", "Another")


class AmendmentKind(TextChoices):
    DATES = "DATES", pgettext_lazy("amendment", "Dates")
    MENTOR = "MENTOR", pgettext_lazy("amendment", "Mentor")
    HOST_UNIT = "HOST_UNIT", pgettext_lazy("amendment", "Unit of the host")


class InterruptionReason(TextChoices):
    HEALTH = "HEALTH", _("Health")
    SERVICE = "SERVICE", _("Need of the service")
    SECURITY = "SECURITY", _("Security")
    CONDUCT = "CONDUCT", _("Conduct")
    FORCE_MAJEURE = "FORCE_MAJEURE", _("Force majeure")


class ReportKind(TextChoices):
    INTERN = "INTERN", _("Report of the intern")
    MENTOR = "MENTOR", _("Evaluation by the mentor")


class Overall(TextChoices):
    DISTINCTION = "DISTINCTION", _("Satisfactory with distinction")
    SATISFACTORY = "SATISFACTORY", _("Satisfactory")
    RESERVATIONS = "RESERVATIONS", _("Satisfactory with reservations")
    UNSATISFACTORY = "UNSATISFACTORY", _("Unsatisfactory")


class Guard(TextChoices):
    """What has to be in place before a placement is ready (DOMAIN §2.4.3)."""

    G1 = "G1", _("The mentor has accepted")
    G2 = "G2", _("The programme is approved by the Secretariat, the host and the intern")
    G3 = "G3", _("The programme covers the host office and another institution")
    G4 = "G4", _("The undertaking is signed and the mentor has read the briefing")
    G5 = "G5", _("Travel and lodging are confirmed")
    G6 = "G6", _("Accident and health cover is declared")
    G7 = "G7", _("An emergency contact is given")
    G8 = "G8", _("The plan to pass on what is learned is drafted")
    G9 = "G9", _("The security induction is booked")


BLOCKING_GUARDS = (Guard.G1, Guard.G2, Guard.G4, Guard.G6, Guard.G7)  # unless a call says otherwise
