from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from lms.accounts.office_providers import register_office_of
        from lms.accounts.presence import register_acting, register_roles
        from lms.mail.kinds import register_kind
        from lms.records.act_kinds import register_act_kind
        from lms.records.export_kinds import register_export_kind
        from lms.records.identities import register_identity
        from lms.records.retention import register_rule
        from network import receivers  # noqa: F401 (registers them)
        from network.acts import GRANT_SECRETARIAT
        from network.directory_export import DIRECTORY
        from network.mails import KINDS
        from network.retention import RULES
        from network.security_mails import KINDS as SECURITY_KINDS
        from network.selectors import get_identity, get_office_code, get_standing, pack_acting

        for kind in [*KINDS, *SECURITY_KINDS]:
            register_kind(kind)
        register_roles("network", lambda user: get_standing(user).roles)
        register_acting(pack_acting)
        for rule in RULES:
            register_rule(rule)
        register_office_of(get_office_code)
        register_act_kind(GRANT_SECRETARIAT)
        register_export_kind(DIRECTORY)
        register_identity(get_identity)
