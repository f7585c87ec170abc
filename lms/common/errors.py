"""Refusals: every rule that says no says it with a sentence for people."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule refused. ``message`` says what was wrong and what to do, and may hold ``%(name)s`` placeholders."""

    message: ClassVar[str | Promise] = _("This cannot be done now.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)
