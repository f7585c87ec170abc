from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "live"

    def ready(self) -> None:
        from live import checks  # noqa: F401  registers itself
        from live.selectors import get_last_presence
        from lms.accounts.presence import register_presence

        register_presence("live", get_last_presence)
        from live.retention import RULES
        from lms.records.retention import register_rule

        for rule in RULES:
            register_rule(rule)
