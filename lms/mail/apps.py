from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "lms.mail"
    label = "mail"

    def ready(self) -> None:
        from lms.mail.inbox import DIGEST_KIND
        from lms.mail.kinds import register_kind

        register_kind(DIGEST_KIND)
