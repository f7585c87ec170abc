"""Sealed columns: a model made for the test, with a table of its own."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from lms.common.fields import PublicIdField
from media.fields import VaultTextField
from media.vault import rotation
from media.vault.keys import VaultTampered, make_key
from media.vault.rotation import rotate

pytestmark = pytest.mark.django_db(transaction=True)

with isolate_apps("media"):

    class Dossier(models.Model):
        public_id = PublicIdField()
        contact = VaultTextField(blank=True)
        notes = VaultTextField(blank=True)

        class Meta:
            app_label = "media"


@pytest.fixture
def dossiers(vault, db):
    with connection.schema_editor() as editor:
        editor.create_model(Dossier)
    yield Dossier.objects
    with connection.schema_editor() as editor:
        editor.delete_model(Dossier)


def stored(row, column="contact"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM media_dossier WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


def store(row, value, column="contact"):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE media_dossier SET {column} = %s WHERE id = %s", [value, row.pk])


def test_text_is_plain_here_and_sealed_there(dossiers):
    row = dossiers.create(contact="Hermana, teléfono 7777")

    assert row.contact == "Hermana, teléfono 7777"
    assert dossiers.get().contact == "Hermana, teléfono 7777"
    assert "Hermana" not in stored(row)
    assert (stored(row, "notes"), dossiers.get().notes) == ("", "")


def test_saving_again_leaves_an_unread_text_and_takes_a_new_one(dossiers):
    row = dossiers.create(contact="uno")
    before = stored(row)

    dossiers.get().save()
    assert stored(row) == before
    found = dossiers.get()
    found.contact = "dos"
    found.save()

    assert dossiers.get().contact == "dos"
    assert dossiers.defer("contact").get().contact == "dos"


def test_list_opens_nothing_until_it_is_read(dossiers, settings, key_file):
    dossiers.create(contact="uno")
    key_file.unlink()
    settings.VAULT_MAKES_KEY = False

    [row] = dossiers.all()

    assert repr(row.__dict__["contact"]) == "<sealed>"


def test_text_of_another_row_or_column_does_not_open(dossiers):
    mine, other = dossiers.create(contact="mía", notes="nota"), dossiers.create(contact="ajena")
    store(mine, stored(other))
    store(other, stored(mine, "notes"))

    for pk in (mine.pk, other.pk):
        with pytest.raises(VaultTampered):
            _ = dossiers.get(pk=pk).contact
    assert dossiers.get(pk=mine.pk).notes == "nota"  # the control: what lies where it belongs


def test_changed_text_does_not_open(dossiers):
    row = dossiers.create(contact="uno")
    sealed = stored(row)
    place = len(sealed) - 10
    store(row, sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :])

    with pytest.raises(VaultTampered):
        _ = dossiers.get().contact
    store(row, "plain words")
    with pytest.raises(VaultTampered):
        _ = dossiers.get().contact


def test_nothing_plain_can_be_written_or_sought(dossiers):
    row = dossiers.create(contact="uno")

    with pytest.raises(TypeError):
        dossiers.update(contact="dos")
    with pytest.raises(TypeError):
        list(dossiers.filter(contact="uno"))
    with pytest.raises(FieldError):
        list(dossiers.filter(contact__contains="u"))
    assert dossiers.get().contact == "uno"
    assert list(dossiers.exclude(contact="")) == [row]


def test_rotation_reaches_texts(dossiers, settings, key_file, monkeypatch):
    dossiers.create(contact="uno", notes="dos")
    monkeypatch.setattr(
        rotation, "vault_fields", lambda: [Dossier._meta.get_field(name) for name in ("contact", "notes")]
    )
    settings.VAULT_FORMER_KEY_FILES = [key_file]
    settings.VAULT_KEY_FILE = key_file.with_name("new.key")
    make_key(settings.VAULT_KEY_FILE)

    assert rotate().texts == 2
    assert rotate().texts == 0

    settings.VAULT_FORMER_KEY_FILES = []
    assert (dossiers.get().contact, dossiers.get().notes) == ("uno", "dos")


def test_field_must_be_bound_to_something_that_tells_rows_apart():
    with isolate_apps("media"):

        class Loose(models.Model):
            text = VaultTextField(bound_to="nothing")

            class Meta:
                app_label = "media"

        assert [error.id for error in Loose._meta.get_field("text").check()] == ["media.E010"]
    assert Dossier._meta.get_field("contact").check() == []
