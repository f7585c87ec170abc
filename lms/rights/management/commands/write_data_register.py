from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.rights.register import REGISTER, write_register


class Command(BaseCommand):
    """Brings the page about what is held up to date with the declarations."""

    help = f"Write {REGISTER} from the declarations of each room."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / REGISTER
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write_register())
