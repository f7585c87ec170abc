from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from lms.mail.kinds import register_kind
        from network import receivers  # noqa: F401 (registers them)
        from network.mails import KINDS

        for kind in KINDS:
            register_kind(kind)
