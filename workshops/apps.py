from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    name = "workshops"

    def ready(self) -> None:
        from courses.announcements import register_announcer
        from workshops import mail_kinds, receivers  # noqa: F401 (receivers register themselves)
        from workshops.selectors.editions import get_public_editions

        mail_kinds.register()
        register_announcer(get_public_editions)
