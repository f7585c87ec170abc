from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "lms.exports"
    label = "exports"

    def ready(self) -> None:
        from lms.exports.acts import EXPORT_DIRECTORY_ACT
        from lms.exports.mails import READY
        from lms.mail.kinds import register_kind
        from lms.records.act_kinds import register_act_kind

        register_kind(READY)
        register_act_kind(EXPORT_DIRECTORY_ACT)
