"""Files of the vault: what goes in comes out, and nothing else does."""

import io
import subprocess
import sys
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.base import ContentFile, File

from media.storage import DRAFT
from media.vault.files import MAGIC_1, PIECE, TAG
from media.vault.keys import VaultTampered, VaultUnavailable, make_key

SIZES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17]


def content(size: int) -> bytes:
    return (b"Dosier de Solana Flamenco. " * (size // 27 + 1))[:size]


def saved(vault, size: int, name: str = "a/b.bin") -> Path:
    return Path(vault.path(vault.save(name, ContentFile(content(size)))))


def read(vault, name: str = "a/b.bin") -> bytes:
    with vault.open(name) as file:
        return file.read()


def head(path: Path) -> int:
    """Where the ciphertext begins."""
    raw = path.read_bytes()
    return raw.index(b"\n", raw.index(b"\n") + 1) + 1


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(vault, size):
    path = saved(vault, size)

    assert read(vault) == content(size)
    assert vault.size("a/b.bin") == size
    assert b"Solana" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["b.bin"]


def test_any_place_can_be_read(vault):
    plain = content(3 * PIECE + 17)
    saved(vault, len(plain))

    with vault.open("a/b.bin") as file:
        for start, length in [(PIECE - 3, 10), (0, 5), (3 * PIECE, 100), (2 * PIECE, PIECE), (len(plain), 4)]:
            file.seek(start)
            assert file.read(length) == plain[start : start + length]


def test_same_content_is_never_the_same_on_disk(vault):
    assert saved(vault, 100, "one").read_bytes()[-60:] != saved(vault, 100, "two").read_bytes()[-60:]


@pytest.mark.parametrize("size", [0, 40, 2 * PIECE + 5])
def test_one_byte_flipped_anywhere_is_noticed(vault, size):
    path = saved(vault, size)
    whole, survived = path.read_bytes(), []

    places = range(len(whole)) if size < 100 else [*range(head(path)), head(path) + PIECE, len(whole) - 1]
    for place in places:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            if read(vault) != content(size):
                survived.append(place)
        except (VaultTampered, VaultUnavailable):
            continue
        # The name of JSON's parts may change without the plain text changing; the content never does.
        survived += [place] if read(vault) != content(size) else []

    assert survived == []


def test_flipped_bytes_of_the_content_never_open(vault):
    path = saved(vault, 40)
    whole = path.read_bytes()

    for place in range(head(path), len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 128]) + whole[place + 1 :])
        with pytest.raises(VaultTampered):
            read(vault)


@pytest.mark.parametrize("cut", [1, TAG, TAG + 17, TAG + 17 + PIECE, 2 * (PIECE + TAG)])
def test_cut_file_does_not_even_open(vault, cut):
    path = saved(vault, 3 * PIECE + 17)
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(VaultTampered):
        vault.open("a/b.bin")


def test_lengthened_file_does_not_open(vault):
    path = saved(vault, 100)
    path.write_bytes(path.read_bytes() + path.read_bytes()[-(PIECE + TAG) :])

    with pytest.raises(VaultTampered):
        vault.open("a/b.bin")


def test_pieces_in_another_order_are_noticed(vault):
    path = saved(vault, 3 * PIECE + 17)
    raw, start, step = path.read_bytes(), head(path), PIECE + TAG
    pieces = [raw[start : start + step], raw[start + step : start + 2 * step]]
    path.write_bytes(raw[:start] + pieces[1] + pieces[0] + raw[start + 2 * step :])

    with pytest.raises(VaultTampered):
        read(vault)


def test_one_file_in_another_ones_place_does_not_open(vault):
    mine, other = saved(vault, 50, "mine"), saved(vault, 50, "other")
    mine.write_bytes(other.read_bytes())

    with pytest.raises(VaultTampered):
        read(vault, "mine")
    assert read(vault, "other") == content(50)


def test_another_key_does_not_open(vault, settings, tmp_path):
    saved(vault, 50)
    settings.VAULT_KEY_FILE = tmp_path / "another.key"
    make_key(settings.VAULT_KEY_FILE)

    with pytest.raises(VaultUnavailable) as refused:
        vault.open("a/b.bin")
    assert "not among the keys" in refused.value.reason
    assert "key" not in str(refused.value)


def test_missing_key_is_never_made_anew_where_it_must_be_given(vault, settings, key_file):
    saved(vault, 50)
    key_file.unlink()
    settings.VAULT_MAKES_KEY = False

    with pytest.raises(VaultUnavailable):
        vault.open("a/b.bin")
    with pytest.raises(VaultUnavailable):
        vault.save("c", ContentFile(b"x"))
    assert not key_file.exists()
    assert not Path(vault.path("c")).exists()


def test_former_key_still_opens(vault, settings, key_file, tmp_path):
    saved(vault, 50)
    settings.VAULT_FORMER_KEY_FILES = [key_file]
    settings.VAULT_KEY_FILE = tmp_path / "new.key"
    make_key(settings.VAULT_KEY_FILE)

    assert read(vault) == content(50)
    saved(vault, 50, "later")
    assert vault.key_id("later") != vault.key_id("a/b.bin")


def first_format(plain: bytes, key_file: Path) -> bytes:
    """As files were sealed before they had keys with names."""
    import json
    import os

    key, nonce, wrap_nonce = AESGCM.generate_key(256), os.urandom(12), os.urandom(12)
    wrapping = AESGCM(b64decode(key_file.read_bytes()))
    header = {
        "key_id": "1",
        "wrapped": b64encode(wrapping.encrypt(wrap_nonce, key, MAGIC_1)).decode(),
        "wrap_nonce": b64encode(wrap_nonce).decode(),
        "nonce": b64encode(nonce).decode(),
    }
    line = json.dumps(header).encode() + b"\n"
    return MAGIC_1 + line + AESGCM(key).encrypt(nonce, plain, line)


def test_first_format_is_still_read(vault, key_file):
    path = saved(vault, 5)
    path.write_bytes(first_format(b"de antes", key_file))

    assert read(vault) == b"de antes"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(VaultTampered):
        read(vault)


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"AULAVAULT2\n", b"AULAVAULT2\n{}\n", b"AULAVAULT2\n[1]\nxxxxxxxx"])
def test_what_is_no_vault_file_is_refused(vault, raw):
    saved(vault, 5).write_bytes(raw)

    with pytest.raises(VaultTampered):
        read(vault)


def test_interrupted_write_leaves_nothing(vault):
    class Torn(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= PIECE:
                raise OSError("the line went dead")
            return super().read(size)

    with pytest.raises(OSError, match="went dead"):
        vault.save("torn", File(Torn(content(4 * PIECE)), name="torn"))
    assert not any(Path(vault.location).rglob("*torn*"))
    assert not any(Path(vault.location).rglob(f"*{DRAFT}"))


def test_nothing_is_written_over(vault):
    assert vault.save("a", ContentFile(b"first")) == "a"
    second = vault.save("a", ContentFile(b"second"))

    assert second != "a"
    assert (read(vault, "a"), read(vault, second)) == (b"first", b"second")


STREAM = """
import resource, sys, django
from django.conf import settings
django.setup()
from django.core.files.base import File
from media.storage import VaultStorage

class Long:
    name, left = "long", int(sys.argv[2])
    def read(self, size=65536):
        part = b"\\5" * min(size, self.left)
        self.left -= len(part)
        return part

class LongFile(File):
    def chunks(self, chunk_size=None):
        while part := self.file.read(): yield part

vault = VaultStorage(location=sys.argv[1])

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
vault.save("long", LongFile(Long()))
total = 0
with vault.open("long") as file:
    for part in file.chunks():
        assert part.count(5) == len(part)
        total += len(part)
print(total, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_two_hundred_megabytes_pass_through_a_few(tmp_path):
    size = 200_000_000
    environment = {"DJANGO_SETTINGS_MODULE": "lms.settings.test", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", STREAM, tmp_path, str(size)],
        env=environment, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    total, kilobytes = map(int, done.stdout.split())
    assert total == size
    assert kilobytes < 30_000
