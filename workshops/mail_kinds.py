"""The room's kinds of mail. They say that something waits and where; never what, who or which course."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.mail.enums import Topic
from lms.mail.kinds import MailKind, MailText, register_kind
from workshops.enums import EditionState, EnrolmentState
from workshops.models import Call, Edition, Enrolment, EnrolmentMove, Proposal

NOMINATED = "workshops.nominated"
ALTERNATE_PROMOTED = "workshops.alternate_promoted"
SEAT_DECLINED = "workshops.seat_declined"
PERSON_GONE = "workshops.person_gone"
CALL_OPENED = "workshops.call_opened"
CALL_REMINDER = "workshops.call_reminder"
OUTCOME_PUBLISHED = "workshops.outcome_published"
KEY_AWAITED = "workshops.key_awaited"
OFFICE_ANSWERED = "workshops.office_answered"
OFFICE_ASKED = "workshops.office_asked"


def register() -> None:
    """Make the kinds known; called once, when the app is ready."""
    register_kind(MailKind(NOMINATED, render_nominated, is_answer_owed, topic=Topic.PLACES))
    register_kind(MailKind(ALTERNATE_PROMOTED, render_promoted, is_answer_owed, topic=Topic.PLACES))
    register_kind(MailKind(SEAT_DECLINED, render_declined, topic=Topic.PLACES))
    register_kind(MailKind(PERSON_GONE, render_person_gone, topic=Topic.OFFICE))
    register_kind(MailKind(CALL_OPENED, render_call_opened, is_proposal_owed, topic=Topic.OFFICE))
    register_kind(MailKind(CALL_REMINDER, render_call_reminder, is_proposal_owed, topic=Topic.OFFICE))
    register_kind(MailKind(OUTCOME_PUBLISHED, render_outcome, topic=Topic.OFFICE))
    register_kind(MailKind(KEY_AWAITED, render_key_awaited, is_key_owed, topic=Topic.DUTIES))
    register_kind(MailKind(OFFICE_ANSWERED, render_office_answered, topic=Topic.PLACES))
    register_kind(MailKind(OFFICE_ASKED, render_office_asked, is_word_owed, topic=Topic.OFFICE))


def render_nominated(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("You have been nominated for a training activity"),
        paragraphs=[
            _("Your office has nominated you for a training activity of the Network."),
            _("Sign in to see what it is, and to accept the place or decline it."),
        ],
        link_path=_enrolment_path(ids),
        link_label=_("See the nomination"),
    )


def render_promoted(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("A place has become free for you"),
        paragraphs=[
            _("You were an alternate for a training activity of the Network, and a place has become free."),
            _("Sign in to accept the place or decline it."),
        ],
        link_path=_enrolment_path(ids),
        link_label=_("See the place"),
    )


def render_office_answered(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("Your contact point has answered"),
        paragraphs=[
            _("Your contact point has answered your request for a place in a training activity of the Network."),
            _("Sign in to see the answer."),
        ],
        link_path=_enrolment_path(ids),
        link_label=_("See the answer"),
    )


def render_office_asked(ids: Mapping[str, int]) -> MailText:
    edition = Edition.objects.get(pk=ids["edition_id"])
    return MailText(
        subject=_("A request of your office awaits your word"),
        paragraphs=[
            _("Somebody of your office has asked for a place in a training activity of the Network."),
            _("Sign in to say whether they belong to your office."),
        ],
        link_path=reverse("workshops:edition", args=[edition.public_id]),
        link_label=_("See the requests"),
    )


def is_word_owed(ids: Mapping[str, int]) -> bool:
    """Somebody of that office still waits for it."""
    asked = Enrolment.objects.filter(edition_id=ids["edition_id"], office_id=ids["office_id"])
    return (
        asked.filter(state__in=["APPLIED", "ALTERNATE"], applied_at__isnull=False)
        .filter(belonging_confirmed_at__isnull=True)
        .exists()
    )


def render_declined(ids: Mapping[str, int]) -> MailText:
    edition = Edition.objects.get(pk=ids["edition_id"])
    return MailText(
        subject=_("A place of your office has been given back"),
        paragraphs=[
            _("Somebody nominated by your office will not take part in a training activity of the Network."),
            _("Sign in to see your office's places and, while there is time, to nominate somebody else."),
        ],
        link_path=reverse("workshops:edition", args=[edition.public_id]),
        link_label=_("See your office's places"),
    )


def render_person_gone(ids: Mapping[str, int]) -> MailText:
    edition = Edition.objects.get(pk=ids["edition_id"])
    return MailText(
        subject=_("Somebody your office had nominated no longer belongs to it"),
        paragraphs=[
            _("A place that had not been accepted is your office's again. One that had been accepted stays."),
            _("Sign in to see your office's places and, while there is time, to change the list."),
        ],
        link_path=reverse("workshops:edition", args=[edition.public_id]),
        link_label=_("See your office's places"),
    )


def is_answer_owed(ids: Mapping[str, int]) -> bool:
    """Still waiting for the answer to this very offer."""
    latest = EnrolmentMove.objects.filter(enrolment_id=ids["enrolment_id"]).order_by("-pk").first()
    return latest is not None and latest.pk == ids["move_id"] and latest.to_state == EnrolmentState.NOMINATED


def _enrolment_path(ids: Mapping[str, int]) -> str:
    enrolment = Enrolment.objects.get(pk=ids["enrolment_id"])
    return reverse("workshops:enrolment", args=[enrolment.public_id])


def render_call_opened(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("The Network asks your office for a proposal"),
        paragraphs=[
            _("A call for training activities is open, and each office may propose one."),
            _("Sign in to see until when, and to write your office's proposal."),
        ],
        link_path=_call_path(ids),
        link_label=_("See the call"),
    )


def render_call_reminder(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("Your office's proposal has not come yet"),
        paragraphs=[
            _("A call for training activities closes soon, and nothing has come from your office."),
            _("Sign in to write the proposal. It takes about ten minutes."),
        ],
        link_path=_call_path(ids),
        link_label=_("Write the proposal"),
    )


def render_outcome(ids: Mapping[str, int]) -> MailText:
    return MailText(
        subject=_("It is decided which activities will be held"),
        paragraphs=[
            _("What was decided about the proposals of the offices is published, with its reasons."),
            _("Sign in to read it."),
        ],
        link_path=_call_path(ids),
        link_label=_("Read the outcome"),
    )


def render_key_awaited(ids: Mapping[str, int]) -> MailText:
    edition = Edition.objects.get(pk=ids["edition_id"])
    return MailText(
        subject=_("An edition waits for your agreement"),
        paragraphs=[
            _("An edition is set up, and one of its two keys has been turned."),
            _("Sign in to look at it. It opens when you turn the second."),
        ],
        link_path=reverse("workshops:edition", args=[edition.public_id]),
        link_label=_("See the edition"),
    )


def is_proposal_owed(ids: Mapping[str, int]) -> bool:
    """The call still takes proposals and this office has sent none."""
    call = Call.objects.get(pk=ids["call_id"])
    return call.published_at is None and not Proposal.objects.filter(call=call, office_id=ids["office_id"]).exists()


def is_key_owed(ids: Mapping[str, int]) -> bool:
    """Still in preparation, with one key turned."""
    edition = Edition.objects.get(pk=ids["edition_id"])
    return edition.state == EditionState.DRAFT and edition.keys.count() == 1


def _call_path(ids: Mapping[str, int]) -> str:
    return reverse("workshops:call", args=[Call.objects.get(pk=ids["call_id"]).public_id])
