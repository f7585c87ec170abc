"""Model fields the whole house uses."""

import secrets
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import get_language

# Crockford's alphabet in lower case: no i, l, o, u, so an address can be read aloud.
PUBLIC_ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 20


def new_public_id() -> str:
    """100 random bits for an address; never derived from a key or a sequence."""
    return "".join(secrets.choice(PUBLIC_ID_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


if TYPE_CHECKING:  # Django's fields are generic only to the type checker
    TextField = models.CharField[str, str]
    MappingField = models.JSONField[Any, Any]
else:
    TextField, MappingField = models.CharField, models.JSONField


class PublicIdField(TextField):
    """The random name under which a row appears in addresses."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", PUBLIC_ID_LENGTH)
        kwargs.setdefault("default", new_public_id)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)


class Translated(dict[str, str]):
    """A text in several languages; as ``str`` it is the active language's, or the Spanish one."""

    def in_language(self, language: str) -> str:
        """The text in ``language``, falling back to its base language, then Spanish, then anything there is."""
        for code in (language, language.split("-", maxsplit=1)[0], "es"):
            if self.get(code):
                return self[code]
        return next((text for text in self.values() if text), "")

    def __str__(self) -> str:
        return self.in_language(get_language() or "es")

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))


class TranslatedField(MappingField):
    """A short text in several languages, ``{"es": ..., "en": ...}``; long texts are pages or lessons."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", Translated)
        super().__init__(**kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Translated:
        return Translated(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Any:
        return Translated(value) if isinstance(value, dict) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            raise TypeError(f"{self.name} takes a mapping of languages, not a bare string.")
        return value
