from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import acts, checks, mails, receivers  # noqa: F401
        from certificates.register import REGISTER
        from certificates.retention import RULES
        from lms.mail.kinds import register_kind
        from lms.records.act_kinds import register_act_kind
        from lms.records.export_kinds import register_export_kind
        from lms.records.retention import register_rule

        register_kind(mails.READY)
        register_kind(mails.REVOKED)
        register_kind(mails.COMPARED)
        register_act_kind(acts.REVOKE_ACT)
        register_act_kind(acts.CORRECT_ACT)
        register_export_kind(REGISTER)
        for rule in RULES:
            register_rule(rule)
