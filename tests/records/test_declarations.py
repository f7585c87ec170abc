"""Every column says what it is for; what the files say can be read, and nothing else."""

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from lms.records.declarations import DeclarationError, Erasure, Protection, get_declarations, read_declarations
from lms.rights.register import REGISTER, write_register
from network.models import Person

OURS = {"lms", "network", "media", "live", "certificates", "courses", "workshops", "internships"}
EVENT = {
    "records.delivery": {
        "purpose": {"es": "Ensayo", "en": "Trial"},
        "protection": "internal",
        "retention": "events",
        "export": False,
        "erase": "keep",
        "reason": "A trial.",
        "plain": ["id", "event", "receiver"],
        "fields": {"done_at": {}},
    }
}


def is_ours(model: type[models.Model]) -> bool:
    return model._meta.app_config.name.partition(".")[0] in OURS


def points_at_an_account(model: type[models.Model]) -> bool:
    return any(
        field.is_relation and field.related_model in {apps.get_model("accounts.User"), apps.get_model("network.Person")}
        for field in model._meta.local_concrete_fields
    )


def undeclared(declared) -> list[str]:
    return [
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if (is_ours(model) or points_at_an_account(model)) and model._meta.label_lower not in declared
    ]


def test_every_table_of_ours_and_every_one_that_points_at_an_account_is_declared():
    assert undeclared(get_declarations()) == []


def test_the_control_is_found():
    declared = {label: one for label, one in get_declarations().items() if label != "network.person"}

    assert undeclared(declared) == ["network.person"]


def test_personal_text_is_named_one_by_one():
    """A table about a person may not hide a free text or a file among its plain columns."""
    hidden = [
        f"{one.label}.{field.name}"
        for one in get_declarations().values()
        if one.paths and is_ours(one.model)
        for field in one.fields.values()
        if field.is_plain and is_free_text(one.model._meta.get_field(field.name))
    ]

    assert hidden == []


def is_free_text(field: models.Field) -> bool:
    return isinstance(field, models.TextField | models.EmailField | models.FileField)


@pytest.mark.django_db
def test_paths_lead_to_a_person():
    for one in get_declarations().values():
        for path in one.paths:
            if "=" not in path:
                list(one.all_rows.filter(**{path: Person(pk=0)})[:0])


def test_what_hangs_on_a_person_is_never_only_internal_without_a_reason():
    assert [
        one.label
        for one in get_declarations().values()
        if one.paths and one.erasure != Erasure.DELETE and not one.reason
    ] == []


def test_secrets_are_never_exported():
    assert [
        f"{one.label}.{field.name}"
        for one in get_declarations().values()
        for field in one.exported
        if field.protection == Protection.SECRET and not one.label.startswith("mfa.")
    ] == []


def changed(**words):
    return {"records.delivery": {**EVENT["records.delivery"], **words}}


def test_a_whole_declaration_is_read():
    (read,) = read_declarations(EVENT, file="ensayo.yaml").values()

    assert set(read.fields) == {"id", "event", "receiver", "done_at"}
    assert (read.fields["done_at"].is_plain, read.fields["id"].is_plain) == (False, True)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"records.nothing": EVENT["records.delivery"]}, "records.nothing is no model"),
        (changed(plain=["id", "event"]), "declares nothing for: receiver"),
        (changed(plain=["id", "event", "receiver", "colour"]), "declares what is no column: colour"),
        (changed(fields={"done_at": {"colour": "red"}}), "records.delivery.done_at: 'colour' is no word"),
        (changed(colour="red"), "records.delivery: 'colour' is no word"),
        (changed(protection="hidden"), "records.delivery.protection: 'hidden' is none of"),
        (changed(erase="shred"), "records.delivery.erase: 'shred' is none of"),
        (changed(retention="a while"), "records.delivery.retention: 'a while' is no period"),
        (changed(export="perhaps"), "records.delivery.export is yes or no"),
        (changed(reason=""), "records.delivery.reason is wanted"),
        (changed(purpose={"es": "Ensayo"}), "purpose is wanted in es and en"),
        (changed(fields={"done_at": {}, "event": {}}), "records.delivery.event stands twice"),
        (changed(erase="delete", fields={"done_at": {"erase": "keep"}}), "done_at.erase: its row is deleted"),
    ],
)
def test_what_cannot_be_read_is_refused_with_file_and_key(told, said):
    with pytest.raises(DeclarationError) as refusal:
        read_declarations(told, file="ensayo.yaml")

    assert str(refusal.value).startswith("ensayo.yaml: ")
    assert said in str(refusal.value)


def test_packages_that_are_not_installed_are_passed_over():
    told = {"mfa.nothing": {**EVENT["records.delivery"], "if_any": "no.such.app"}}

    assert read_declarations(told, file="ensayo.yaml") == {}


def test_files_are_yaml_without_surprises():
    assert yaml.safe_load((settings.BASE_DIR / "network" / "data_protection.yaml").read_text())


def test_the_register_is_current(tmp_path, settings):
    assert (settings.BASE_DIR / REGISTER).read_text() == write_register(), "run manage.py write_data_register"
    settings.BASE_DIR = tmp_path
    call_command("write_data_register")

    assert (tmp_path / REGISTER).read_text() == write_register()
