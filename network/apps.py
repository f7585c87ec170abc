from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from lms.accounts.presence import register_roles
        from lms.mail.kinds import register_kind
        from network import receivers  # noqa: F401 (registers them)
        from network.mails import KINDS
        from network.selectors import get_standing

        for kind in KINDS:
            register_kind(kind)
        register_roles("network", lambda user: get_standing(user).roles)
