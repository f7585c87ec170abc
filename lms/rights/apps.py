from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "lms.rights"
    label = "rights"

    def ready(self) -> None:
        from lms.mail.kinds import register_kind
        from lms.records.retention import register_rule
        from lms.rights import receivers  # noqa: F401 (registers them)
        from lms.rights.guards import holds_appointment
        from lms.rights.mails import READY
        from lms.rights.periods import RULES
        from lms.rights.registry import register_guard

        register_kind(READY)
        register_guard("network.appointment", holds_appointment)
        for rule in RULES:
            register_rule(rule)
