from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "lms.desk"
    label = "desk"

    def ready(self) -> None:
        from lms.desk import receivers  # noqa: F401 (registers them)
        from lms.desk.mail_kinds import ACT_WAITING
        from lms.desk.tables import TRAIL, TRAIL_COUNTS
        from lms.desk.trail import reads_trail
        from lms.mail.kinds import register_kind
        from lms.records.export_kinds import register_export_kind
        from lms.records.trail_readers import register_trail_readers

        register_kind(ACT_WAITING)
        register_trail_readers(reads_trail)
        register_export_kind(TRAIL)
        register_export_kind(TRAIL_COUNTS)
