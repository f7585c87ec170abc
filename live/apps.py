from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "live"

    def ready(self) -> None:
        from live import checks, mail_kinds  # noqa: F401  checks registers itself
        from live.attendance_export import ATTENDANCE
        from live.operations_selectors import events_are_read
        from live.retention import RULES
        from live.selectors import get_last_presence
        from lms.accounts.presence import register_presence
        from lms.common.health import register_probe
        from lms.records.export_kinds import register_export_kind
        from lms.records.retention import register_rule

        mail_kinds.register()
        register_export_kind(ATTENDANCE)
        register_presence("live", get_last_presence)
        register_probe("live_events", events_are_read)
        for rule in RULES:
            register_rule(rule)
