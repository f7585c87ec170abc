from celery import shared_task
from django.utils import timezone

from network import services


@shared_task(name="network.report_vacancies")
def report_vacancies_task(**_future: object) -> None:
    """Daily: offices that lack a contact point, or will within the month."""
    services.report_vacancies(at=timezone.now())
