from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "lms.records"
    label = "records"

    def ready(self) -> None:
        # Whoever rings the queue must ring ours: without this a web process would use Celery's default app.
        import lms.celery  # noqa: F401
        from lms.common.health import register_probe
        from lms.records import installation

        register_probe("background", installation.goes_its_rounds)
