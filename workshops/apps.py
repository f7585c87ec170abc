from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self) -> None:
        from courses.announcements import register_announcer
        from live.activities import register_activity
        from lms.rights.registry import register_guard
        from workshops import mail_kinds, receivers  # noqa: F401 (receivers register themselves)
        from workshops.erasure import takes_part
        from workshops.live_activity import ACTIVITY
        from workshops.selectors.editions import get_public_editions

        mail_kinds.register()
        register_guard("workshops.takes_part", takes_part)
        register_activity(ACTIVITY)
        register_announcer(get_public_editions)
