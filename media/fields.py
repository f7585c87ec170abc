"""A column whose texts only the application can read."""

from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.models.expressions import BaseExpression
from django.db.models.query_utils import DeferredAttribute

from media.vault.keys import get_keyring
from media.vault.texts import SealedText, open_text, seal_text

if TYPE_CHECKING:  # Django's fields are generic only to the type checker
    LongTextField = models.TextField[str, str]
else:
    LongTextField = models.TextField


class VaultTextAttribute(DeferredAttribute):
    """Opens the text when somebody reads it, so a list of rows that shows none of them opens none."""

    field: "VaultTextField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)  # type: ignore[arg-type]
        if instance is None or not isinstance(value, SealedText):
            return value
        return open_text(value, place=self.field.place(instance), keyring=get_keyring())

    def __set__(self, instance: models.Model, value: Any) -> None:
        # Only a descriptor that also sets is asked when the row already holds a value.
        instance.__dict__[self.field.attname] = value


class VaultTextField(LongTextField):
    """A text sealed in the vault and bound to its row: a sealed text copied to another row or column does not open.

    ``bound_to`` names the field that tells rows apart and is known before the row is written, as ``public_id`` is. An
    empty text is stored empty. Rows can be asked whether they have one, and nothing else about it; it is set on a row
    and saved, never with ``update()``.
    """

    descriptor_class = VaultTextAttribute

    def __init__(self, *args: Any, bound_to: str = "public_id", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "bound_to": self.bound_to}

    def place(self, row: models.Model) -> str:
        """Where on earth this text belongs: table, column and row."""
        return f"{self.model._meta.label_lower}.{self.name}:{getattr(row, self.bound_to)}"

    def from_db_value(self, value: str | None, *_args: object) -> str | None:
        return SealedText(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if not value or isinstance(value, SealedText | BaseExpression):
            return value
        return seal_text(str(value), place=self.place(model_instance), keyring=get_keyring())

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, SealedText):
            raise TypeError(f"{self.name} is sealed for its row: set it there and save.")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in {"exact", "isnull", "in"}:
            raise FieldError(f"{self.name} is sealed: rows cannot be sought by it.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """A dump of the database holds what the database holds."""
        return str(self.pre_save(obj, add=False) or "")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_binding()]

    def _check_binding(self) -> list[checks.CheckMessage]:
        try:
            binding = self.model._meta.get_field(self.bound_to)
        except FieldDoesNotExist:
            binding = None  # type: ignore[assignment]
        if isinstance(binding, models.Field) and binding.unique and not binding.primary_key:
            return []
        return [
            checks.Error(
                f"bound_to='{self.bound_to}' must name a unique field that is known before the row is written.",
                obj=self,
                id="media.E010",
            )
        ]
