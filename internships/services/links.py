"""How a mentor without an account hands in the evaluation: a link that opening does not use up, and a code by mail."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from internships.enums import Party, ReportKind
from internships.models import MentorLink, Mentorship, Report
from internships.services.moves import find_party, lock_placement
from internships.services.reports import hand_in, open_report, write_draft
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.records import audit

LINK_DAYS = 30
CODE_MINUTES = 15
WRONG_CODES = 5


class LinkOver(DomainError):
    message = _("This link has been used, has expired or was withdrawn. Ask the Secretariat for another one.")


class CodeWrong(DomainError):
    message = _("The code is not right or has expired. Ask for another one.")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_link(*, mentorship: Mentorship, actor: User, at: datetime) -> tuple[MentorLink, str]:
    """A new link for the evaluation, and its secret, which is kept nowhere. Earlier links end."""
    placement = lock_placement(mentorship.placement)
    party = find_party(placement, (Party.SECRETARIAT, Party.HOST), actor)
    mentorship.links.filter(revoked_at__isnull=True, consumed_at__isnull=True).update(revoked_at=at)
    token = secrets.token_urlsafe(32)
    link = MentorLink.objects.create(
        mentorship=mentorship, token_hash=_hash(token), expires_at=at + timedelta(days=LINK_DAYS)
    )
    audit.log(action="internships.issue_link", instance=link, actor=actor, at=at, role=party)
    return link, token


@transaction.atomic
def revoke_link(*, link: MentorLink, actor: User, at: datetime) -> MentorLink:
    """The link opens nothing any more."""
    placement = lock_placement(link.mentorship.placement)
    party = find_party(placement, (Party.SECRETARIAT, Party.HOST), actor)
    link = MentorLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        audit.log(action="internships.revoke_link", instance=link, actor=actor, at=at, role=party)
    return link


def find_link(token: str, *, at: datetime) -> MentorLink:
    """Look at a link. A mail scanner may do so as often as it likes: nothing is written."""
    link = MentorLink.objects.select_related("mentorship__placement").filter(token_hash=_hash(token)).first()
    if link is None or link.revoked_at or link.consumed_at or link.expires_at <= at:
        raise LinkOver
    return link


@transaction.atomic
def issue_code(*, token: str, at: datetime) -> str:
    """A one-time code for the address that is known; it is never shown on the page."""
    link = _lock_link(token, at)
    code = f"{secrets.randbelow(10**6):06d}"
    link.code_hash, link.code_expires_at, link.wrong_codes = _hash(code), at + timedelta(minutes=CODE_MINUTES), 0
    link.save(update_fields=["code_hash", "code_expires_at", "wrong_codes"])
    return code


def submit_by_link(
    *,
    token: str,
    code: str,
    answers: Mapping[str, Any],
    private_note: str,
    at: datetime,
    has_confirmed_no_names: bool = False,
) -> Report:
    """Hand the evaluation in; this, and nothing before it, uses up the link."""
    if not _is_code_right(token, code, at):  # a wrong try counts even though the rest is refused
        MentorLink.objects.filter(token_hash=_hash(token)).update(wrong_codes=F("wrong_codes") + 1)
        raise CodeWrong
    with transaction.atomic():
        link = _lock_link(token, at)
        placement = lock_placement(link.mentorship.placement)
        report = open_report(placement, ReportKind.MENTOR, link.mentorship, at=at)
        report.placement = placement
        write_draft(report, answers, private_note, at=at)
        hand_in(report, actor=None, at=at, has_confirmed_no_names=has_confirmed_no_names)
        link.consumed_at = at
        link.save(update_fields=["consumed_at"])
    return report


def _is_code_right(token: str, code: str, at: datetime) -> bool:
    link = find_link(token, at=at)
    is_live = link.code_expires_at is not None and link.code_expires_at > at and link.wrong_codes < WRONG_CODES
    return is_live and hmac.compare_digest(link.code_hash, _hash(code))


def _lock_link(token: str, at: datetime) -> MentorLink:
    link = find_link(token, at=at)
    MentorLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    return find_link(token, at=at)
