"""Rows whose every name is a program, and numbers by which every kind of mail finds one."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models

from lms.common.fields import TranslatedField
from network.models import Person


def bear_hostile_names(payload: str) -> None:
    """People and everything that has a title or a name are called ``payload``."""
    Person.objects.update(given_names=payload[:60], family_names=payload[:60])
    for model in apps.get_models():
        for column in model._meta.local_concrete_fields:
            if isinstance(column, TranslatedField):
                model._base_manager.update(**{column.name: {"es": payload, "en": payload}})


def ids_of_everything() -> dict[str, Any]:
    """``<model>_id`` for the newest row of every table; of two of one name, the first room's."""
    found: dict[str, Any] = defaultdict(int)
    for model in apps.get_models():
        newest = (
            model._base_manager.order_by("-pk").values_list("pk", flat=True).first() if model._meta.managed else None
        )
        if newest is not None and isinstance(model._meta.pk, models.AutoField | models.BigAutoField):
            found.setdefault(f"{model._meta.model_name}_id", newest)
    return found
