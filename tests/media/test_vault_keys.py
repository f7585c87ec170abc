"""Keys from a key service's command, and the rotation from one key to the next."""

import os
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from media.vault.keys import VaultUnavailable, get_keyring, make_key
from media.vault.rotation import rotate

SERVICE = [sys.executable, str(Path(__file__).parent / "key_service.py")]


def read(vault, name):
    with vault.open(name) as file:
        return file.read()


def renew_key(settings, key_file):
    settings.VAULT_FORMER_KEY_FILES = [key_file]
    settings.VAULT_KEY_FILE = key_file.with_name("new.key")
    make_key(settings.VAULT_KEY_FILE)


def test_key_service_wraps_and_unwraps(vault, settings, key_file):
    settings.VAULT_KEY_COMMAND = SERVICE
    key_file.unlink()
    vault.save("a", ContentFile(b"del servicio"))

    assert read(vault, "a") == b"del servicio"
    assert vault.key_id("a") == "service:aula/1"


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [("silent", "did not answer"), ("failing", "code 1"), ("babbling", "not JSON"), ("empty", "lacks")],
)
def test_key_service_that_misbehaves_is_refused_in_words(vault, settings, behaviour, words):
    settings.VAULT_KEY_COMMAND = [*SERVICE, behaviour]
    settings.VAULT_KEY_COMMAND_SECONDS = 0.5 if behaviour == "silent" else 10

    with pytest.raises(VaultUnavailable) as refused:
        vault.save("a", ContentFile(b"x"))

    assert words in refused.value.reason
    assert "secret" not in refused.value.reason
    assert not Path(vault.path("a")).exists()


def test_key_service_that_is_not_there_is_refused(settings, key_file):
    settings.VAULT_KEY_COMMAND = ["/nowhere/kms"]

    with pytest.raises(VaultUnavailable) as refused:
        get_keyring().wrap(b"0" * 32)
    assert "cannot be run" in refused.value.reason


def test_no_shell_reads_the_command(vault, settings, tmp_path):
    settings.VAULT_KEY_COMMAND = [*SERVICE, f"; touch {tmp_path}/pwned"]
    vault.save("a", ContentFile(b"x"))

    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("raw", [b"", b"short", b"not base64 at all!", b"QUJD"])
def test_file_that_holds_no_key_is_refused(settings, key_file, raw):
    key_file.write_bytes(raw)

    with pytest.raises(VaultUnavailable) as refused:
        get_keyring()
    assert "does not hold a key" in refused.value.reason


@pytest.mark.django_db
class TestRotation:
    def test_wraps_everything_anew_once(self, vault, settings, key_file):
        for name in ("a", "b/c"):
            vault.save(name, ContentFile(name.encode() * 100_000))
        old = vault.key_id("a")
        renew_key(settings, key_file)

        assert rotate(is_rehearsal=True).files == 2
        assert vault.key_id("a") == old
        assert rotate().files == 2
        again = rotate()

        assert (again.changed, again.current, again.failed) == (0, 2, 0)
        settings.VAULT_FORMER_KEY_FILES = []  # the former key is no longer needed
        assert [read(vault, name) for name in ("a", "b/c")] == [b"a" * 100_000, b"b/c" * 100_000]
        assert vault.key_id("a") != old

    def test_from_a_file_to_a_key_service(self, vault, settings, key_file):
        vault.save("a", ContentFile(b"x"))
        settings.VAULT_FORMER_KEY_FILES, settings.VAULT_KEY_COMMAND = [key_file], SERVICE

        call_command("rotate_vault_key", verbosity=0)
        settings.VAULT_FORMER_KEY_FILES = []

        assert read(vault, "a") == b"x"

    def test_first_format_becomes_the_second(self, vault, settings, key_file):
        from tests.media.test_vault_files import first_format

        name = vault.save("a", ContentFile(b"x"))
        Path(vault.path(name)).write_bytes(first_format(b"de antes", key_file))

        assert rotate().files == 1
        assert Path(vault.path(name)).read_bytes().startswith(b"AULAVAULT2")
        assert read(vault, name) == b"de antes"

    def test_killed_half_way_loses_nothing(self, vault, settings, key_file, monkeypatch):
        names = [vault.save(f"f{number}", ContentFile(f"f{number}".encode() * 50_000)) for number in range(4)]
        renew_key(settings, key_file)
        replaced = []

        def replace(self, target):  # the process dies as the second file is put in place
            if replaced:
                os.close(os.open(self, os.O_RDONLY))
                raise KeyboardInterrupt
            replaced.append(target)
            return original(self, target)

        original = Path.replace
        monkeypatch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            rotate()
        monkeypatch.undo()

        assert [read(vault, name) for name in names] == [name.encode() * 50_000 for name in names]
        done = rotate()
        assert (done.files, done.current) == (3, 1)
        assert [read(vault, name) for name in names] == [name.encode() * 50_000 for name in names]

    def test_damaged_file_is_told_and_the_others_are_done(self, vault, settings, key_file, caplog):
        vault.save("a", ContentFile(b"x"))
        Path(vault.path(vault.save("b", ContentFile(b"y")))).write_bytes(b"rubbish")
        renew_key(settings, key_file)

        with pytest.raises(CommandError, match="1 could not be opened"):
            call_command("rotate_vault_key", verbosity=0)

        assert [record.where for record in caplog.records if record.name == "aula.vault"] == ["file b"]
        settings.VAULT_FORMER_KEY_FILES = []
        assert read(vault, "a") == b"x"
