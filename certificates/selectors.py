"""What screens need of awards, as plain frozen things."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates import codes
from certificates.design import fill
from certificates.document.wording import (
    PHRASES,
    WORDINGS,
    day_in_words,
    duration_in_words,
    period_in_words,
    placeholder_values,
)
from certificates.enums import AwardState, VersionState
from certificates.models import Artifact, Award, TemplateVersion
from certificates.signature.authority import short
from certificates.statement import LANGUAGES, said


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of a summary list."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the public page says of a document in one word and, where it is not valid, one sentence."""

    state: str  # valid | revoked | replaced, as the sealed card knows them
    word: str
    explanation: str = ""


def find_award(typed: str) -> Award | None:
    """The award whose code was ``typed``, or None.

    A malformed code costs what an unknown one costs: it is hashed and looked for as well.
    """
    return (
        Award.objects.select_related("artifact", "superseded_by", "supersedes", "template_version")
        .filter(code_hmac=codes.lookup_key(codes.read_code(typed)))
        .first()
    )


def get_version_in_use(kind: str) -> TemplateVersion | None:
    """The newest published version of the template that documents of ``kind`` are drawn with, or the house's page."""
    return (
        TemplateVersion.objects.select_related("template")
        .filter(template__uses__kind=kind, state=VersionState.PUBLISHED)
        .order_by("-number")
        .first()
    )


def find_artifact(sha256: str) -> Artifact | None:
    """The issued file with exactly these bytes, or None."""
    return Artifact.objects.select_related("award", "award__superseded_by").filter(sha256=sha256).first()


def get_document_name(award: Award, language: str) -> str:
    """*Certificado de aprobación*, as it is printed."""
    return WORDINGS[award.kind][screen(language)].name


def screen(language: str) -> str:
    """The language of documents that a reader of ``language`` gets."""
    base = language.split("-", maxsplit=1)[0]
    return base if base in LANGUAGES else "es"


def get_verdict(award: Award, language: str) -> Verdict:
    """Valid, revoked since when, or replaced by which newer document."""
    language = screen(language)
    with translation.override(language):
        if award.state == AwardState.ACTIVE or award.closed_at is None:
            return Verdict("valid", _("Valid"))
        day = _local_day(award.closed_at, language)
        if award.state == AwardState.REVOKED or award.superseded_by is None:
            return Verdict("revoked", _("Revoked"), _("This document was revoked on %(day)s.") % {"day": day})
        return Verdict(
            "replaced",
            _("Superseded"),
            _("On %(day)s it was superseded by document %(number)s, which holds instead.")
            % {"day": day, "number": award.superseded_by.number},
        )


def _local_day(at: datetime, language: str) -> str:
    return day_in_words(at.astimezone(ZoneInfo(settings.NETWORK_TIME_ZONE)).date(), language)


def get_public_facts(award: Award, language: str) -> list[Fact]:
    """Everything the document says except who its holder is: no name, no country, no office.

    It must be everything: a page that said only "valid" would let an altered title or number of hours pass.
    """
    language, statement = screen(language), award.statement
    with translation.override(language):
        rows = [
            (_("What it attests"), f"{WORDINGS[award.kind][language].deed} {said(statement.title, language)}"),
            (_("In its own words"), _own_words(award, language)),
            (_("Dates"), period_in_words(statement.starts_on, statement.ends_on, language)),
            (_("Time scheduled"), duration_in_words(statement.minutes_scheduled, language)),
            (_time_label(award.kind, language), duration_in_words(statement.minutes_attended, language)),
            (_("Modality"), said(statement.modality, language)),
            (pgettext("where", "Place"), said(statement.place, language)),
            (_("Course version"), statement.course_version),
            (PHRASES[language]["modules"], "; ".join(said(module, language) for module in statement.modules)),
            (PHRASES[language]["result"], said(statement.result, language)),
            (_("Issued by"), "; ".join(said(issuer, language) for issuer in statement.issuers)),
            (_("Date of issue"), day_in_words(award.issued_on, language)),
            (_("Place of issue"), said(statement.issued_in, language)),
            (_("Signed by"), "; ".join(said(row.position, language) for row in statement.signatories)),
            (_("Support"), said(statement.donor_line, language)),
            (_("Register number"), award.number),
            (_("Takes the place of"), award.supersedes.number if hasattr(award, "supersedes") else ""),
            (_("Signature fingerprint (SHA-256)"), _fingerprint(award)),
        ]
    return [Fact(label, value) for label, value in rows if value]


def _own_words(award: Award, language: str) -> str:
    """What a template of the Secretariat says beside the usual words, filled in as it is printed."""
    if award.template_version is None:
        return ""
    texts, values = award.template_version.design.texts, placeholder_values(award.statement, language)
    return " · ".join(filter(None, (fill(text.get(language, ""), values) for text in texts.values())))


def _time_label(kind: str, language: str) -> str:
    what = WORDINGS[kind][language].time
    return _("Time certified (%(what)s)") % {"what": what}


def _fingerprint(award: Award) -> str:
    artifact = getattr(award, "artifact", None)
    return short(artifact.signer_fingerprint) if artifact else ""


@dataclass(frozen=True, slots=True)
class OwnAward:
    """One row of the holder's list."""

    public_id: str
    kind: str
    title: str
    verdict: Verdict
    number: str
    facts: list[Fact]
    is_ready: bool


def get_own_award(award: Award, language: str) -> OwnAward:
    """``award`` as its holder sees it, code included."""
    language, statement = screen(language), award.statement
    code = codes.spaced(codes.unseal_code(award.code_sealed, award_ref=award.public_id))
    with translation.override(language):
        facts = [
            Fact(_("Name"), award.holder_name),
            Fact(_("Dates"), period_in_words(statement.starts_on, statement.ends_on, language)),
            Fact(_("Date of issue"), day_in_words(award.issued_on, language)),
            Fact(_("Verification code"), code),
        ]
    return OwnAward(
        public_id=award.public_id,
        kind=get_document_name(award, language),
        title=said(statement.title, language),
        verdict=get_verdict(award, language),
        number=award.number,
        facts=facts,
        is_ready=hasattr(award, "artifact"),
    )
