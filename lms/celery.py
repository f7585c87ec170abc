"""The task queue. It is a doorbell: every task finds its work in the database (ARCHITECTURE, "the queue is a hint")."""

import gc
import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.demo")

app = Celery("aula_fiscal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_before_create_process.connect
def share_memory(**_more: object) -> None:
    """As ``lms.web`` does: what was loaded before a child is made stays shared with it."""
    gc.freeze()
