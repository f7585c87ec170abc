from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        from certificates import checks, mails, receivers  # noqa: F401
        from lms.mail.kinds import register_kind

        register_kind(mails.READY)
