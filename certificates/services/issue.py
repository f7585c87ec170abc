"""Issuing: one award per person, activity and kind, frozen in the transaction of the activity that asks for it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import codes, signals
from certificates.enums import AwardKind
from certificates.models import Award
from certificates.selectors import get_version_in_use
from certificates.services.artifacts import dressed
from certificates.statement import LANGUAGES, Statement
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.text import clean_name
from lms.records import audit, events
from network.models import Membership, Person
from network.selectors import get_acting_role

NAME_LENGTH = 200
NUMBER_DIGITS = 10
HOUSE = "house-1"  # the page of the house itself


class UnknownKind(DomainError):
    message = _("There is no document of that kind. Choose one of the six that the network issues.")


class HolderNameMissing(DomainError):
    message = _("The name for the certificate has not been confirmed. Ask the person to confirm it, then issue again.")


class HolderNameTooLong(DomainError):
    message = _("This name does not fit on the certificate. Shorten it, for instance by leaving out one given name.")


class LetterNotPrintable(DomainError):
    message = _("The certificate cannot be printed with %(letters)s. Write the text with other letters.")


class MinutesMissing(DomainError):
    message = _("An activity without scheduled time cannot be certified. Check the hours of its sessions.")


class MinutesOutOfRange(DomainError):
    message = _("The minutes attended must lie between zero and the minutes scheduled. Check the attendance.")


class PeriodReversed(DomainError):
    message = _("The activity ends before it starts. Correct its dates, then issue again.")


class ResultNotStated(DomainError):
    message = _("Only a certificate of achievement states a result. Issue this document without one.")


class LanguageMissing(DomainError):
    message = _("The document must be in Spanish, in English, or in both.")


class TextMissing(DomainError):
    message = _("The title or the issuing body is missing in a language of the document. Complete it in each language.")


def check_holder_name(name: str) -> str:
    """``name`` as it will be printed, or a refusal; for the form in which a person confirms it."""
    from certificates.document import fitting  # heavy: only where a name is examined
    from lms.common import typefaces

    cleaned = clean_name(name)
    if not cleaned:
        raise HolderNameMissing
    if missing := typefaces.uncovered([cleaned]):
        raise LetterNotPrintable(letters=", ".join(map(typefaces.describe, missing)))
    if len(cleaned) > NAME_LENGTH or fitting.fit_name(cleaned) is None:
        raise HolderNameTooLong
    return cleaned


@transaction.atomic
def issue_award(
    *,
    person: Person,
    kind: str,
    activity_ref: str,
    statement: Statement,
    at: datetime,
    actor: User | None = None,
) -> Award:
    """Attest ``statement`` about ``person``; asking again for the same activity and kind returns the same award.

    The row is written in the caller's transaction; the document is drawn, signed and stored afterwards.
    """
    # Whoever else issues to this person waits here, so the second of two finds what the first wrote.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    existing = Award.objects.active().filter(person=person, kind=kind, activity_ref=activity_ref).first()
    if existing is not None:
        return existing
    issued_on = at.astimezone(ZoneInfo(settings.NETWORK_TIME_ZONE)).date()
    award = new_award(person=person, kind=kind, activity_ref=activity_ref, statement=statement, on=issued_on, at=at)
    award.save()

    role = get_acting_role(actor)
    audit.log(action="certificates.issue", instance=award, actor=actor, at=at, role=role, to_state=award.state)
    events.publish(signals.AWARD_ISSUED, award_id=award.pk)
    transaction.on_commit(partial(events.ring, "certificates.render", award_id=award.pk), robust=True)
    return award


def _refuse_nonsense(kind: str, statement: Statement) -> None:
    if kind not in AwardKind.values:
        raise UnknownKind
    check_holder_name(statement.holder_name)
    if statement.minutes_scheduled <= 0:
        raise MinutesMissing
    if not 0 <= statement.minutes_attended <= statement.minutes_scheduled:
        raise MinutesOutOfRange
    if statement.ends_on < statement.starts_on:
        raise PeriodReversed
    if not statement.languages or not set(statement.languages) <= set(LANGUAGES):
        raise LanguageMissing
    if statement.result and kind != AwardKind.APPROVAL:
        raise ResultNotStated  # a note, or an internship, says nothing of marks (DOMAIN §3.4)
    _refuse_gaps(statement)


def _refuse_gaps(statement: Statement) -> None:
    from lms.common import typefaces

    needed: list[Mapping[str, str]] = [statement.title, *statement.issuers]
    if not statement.issuers or any(not text.get(code) for text in needed for code in statement.languages):
        raise TextMissing
    if missing := typefaces.uncovered(statement.printed_texts()):
        raise LetterNotPrintable(letters=", ".join(map(typefaces.describe, missing)))


def new_award(*, person: Person, kind: str, activity_ref: str, statement: Statement, on: date, at: datetime) -> Award:
    """An award not yet saved, drawn with what is in use that day; refuses what makes no sense."""
    version = get_version_in_use(kind)
    statement = dressed(statement, version, on=on).cleaned()
    _refuse_nonsense(kind, statement)
    code = codes.new_code()
    office_id = (
        Membership.objects.on(on)
        .filter(person=person, office__isnull=False)
        .order_by("-started_on", "-pk")
        .values_list("office_id", flat=True)
        .first()
    )
    award = Award(
        person=person,
        office_id=office_id,
        kind=kind,
        activity_ref=activity_ref,
        holder_name=statement.holder_name,
        snapshot=statement.as_json(),
        language=statement.languages[0],
        number=_new_number(),
        code_hmac=codes.lookup_key(code),
        issued_at=at,
        issued_on=on,
        template_version=version,
        template=f"{version.template.public_id}-{version.number}" if version else HOUSE,
    )
    award.code_sealed = codes.seal_code(code, award_ref=award.public_id)
    return award


def _new_number() -> str:
    """A random number: it tells neither the country nor how many were issued before."""
    while True:
        digits = "".join(secrets.choice("0123456789") for _ in range(NUMBER_DIGITS))
        number = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        if not Award.objects.filter(number=number).exists():
            return number
