from django.apps import AppConfig


class InternshipsConfig(AppConfig):
    name = "internships"

    def ready(self) -> None:
        from internships.erasure import is_in_internship
        from lms.rights.registry import register_guard

        register_guard("internships.is_in_internship", is_in_internship)
