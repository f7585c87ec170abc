"""What may be done with awards."""

from certificates.services.issue import (
    HolderNameMissing,
    HolderNameTooLong,
    LanguageMissing,
    LetterNotPrintable,
    MinutesMissing,
    MinutesOutOfRange,
    PeriodReversed,
    ResultNotStated,
    TextMissing,
    UnknownKind,
    check_holder_name,
    issue_award,
)
from certificates.services.revocation import NotActive, request_revocation, revoke_award
from certificates.statement import Signatory, Statement

__all__ = [
    "HolderNameMissing",
    "HolderNameTooLong",
    "LanguageMissing",
    "LetterNotPrintable",
    "MinutesMissing",
    "MinutesOutOfRange",
    "NotActive",
    "PeriodReversed",
    "ResultNotStated",
    "Signatory",
    "Statement",
    "TextMissing",
    "UnknownKind",
    "check_holder_name",
    "issue_award",
    "request_revocation",
    "revoke_award",
]
