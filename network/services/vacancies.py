"""Telling the Secretariat that an office lacks a contact point, or soon will."""

from datetime import datetime

from django.db import transaction

from lms.mail.models import Mail
from lms.mail.services import queue_mail
from network.enums import Role
from network.selectors import get_serving_users
from network.vacancies import Vacancy, find_vacancies

VACANCY_MAIL = "network.vacancy"


def report_vacancies(*, at: datetime) -> int:
    """Owe a mail to everybody of the Secretariat for each vacancy nobody was told of; again, there is none."""
    return sum(_report(vacancy, at=at) for vacancy in find_vacancies(at.date()))


@transaction.atomic
def _report(vacancy: Vacancy, *, at: datetime) -> bool:
    """All of the Secretariat or nobody; the keys of the mails are what keeps two workers from telling it twice."""
    key = f"{VACANCY_MAIL}:{vacancy.key}:"
    readers = get_serving_users(Role.SECRETARIAT, on=at.date())
    if not readers or Mail.objects.filter(dedupe_key__startswith=key).exists():
        return False
    for reader in readers:
        queue_mail(kind=VACANCY_MAIL, dedupe_key=f"{key}{reader.pk}", user=reader, at=at)
    return True
