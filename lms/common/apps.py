from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "lms.common"
    label = "common"

    def ready(self) -> None:
        from lms.common import checks, checks_deploy  # noqa: F401 (registers them)
