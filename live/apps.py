from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "live"

    def ready(self) -> None:
        from live import checks  # noqa: F401  registers itself
        from live.retention import RULES
        from lms.records.retention import register_rule

        for rule in RULES:
            register_rule(rule)
