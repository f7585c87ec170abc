from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from lms.accounts.presence import register_roles
        from lms.mail.kinds import register_kind
        from lms.records.act_kinds import register_act_kind
        from lms.records.export_kinds import register_export_kind
        from lms.records.identities import register_identity
        from network import receivers  # noqa: F401 (registers them)
        from network.acts import GRANT_SECRETARIAT
        from network.directory import DIRECTORY
        from network.mails import KINDS
        from network.selectors import get_identity, get_standing

        for kind in KINDS:
            register_kind(kind)
        register_roles("network", lambda user: get_standing(user).roles)
        register_act_kind(GRANT_SECRETARIAT)
        register_export_kind(DIRECTORY)
        register_identity(get_identity)
