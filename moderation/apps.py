from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from lms.mail.kinds import register_kind
        from moderation import mail_kinds

        register_kind(mail_kinds.REPORTED)
