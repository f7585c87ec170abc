"""Production as people meet it: ``bin/serve``'s processes behind a small terminator of TLS."""

import asyncio
import datetime as dt
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from tests.databases import copy_sqlite_template

ROOT = Path(__file__).resolve().parents[2]
RANDOM = "q7Zr2mXv9LpK4sTd8NwYb3HcJf6GgAeRuVx5Po1iQtSzWkEy"
PEM, PKCS8, OPEN = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path) -> ssl.SSLContext:
    """For localhost, signed by itself, good for a day."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "tls.pem").write_bytes(key.private_bytes(PEM, PKCS8, OPEN) + certificate.public_bytes(PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


@contextmanager
def terminator(port: int, behind: int, context: ssl.SSLContext) -> Iterator[None]:
    """One request a connection; what a client says of forwarding is replaced, as a proxy must."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            inside_reader, inside_writer = await asyncio.open_connection("127.0.0.1", behind)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.close()
            return
        lines = [
            line
            for line in head.rstrip(b"\r\n").split(b"\r\n")
            if not line.lower().startswith((b"x-forwarded-", b"connection:"))
        ]
        lines += [b"X-Forwarded-Proto: https", b"X-Forwarded-For: 127.0.0.1", b"Connection: close"]
        inside_writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
        await asyncio.gather(carry(reader, inside_writer), carry(inside_reader, writer))

    is_open, is_over = threading.Event(), threading.Event()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", port, ssl=context)
        is_open.set()
        while not is_over.is_set():
            await asyncio.sleep(0.1)
        server.close()

    # A thread with a loop of its own: Playwright's runs in this one.
    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert is_open.wait(10)
        yield
    finally:
        is_over.set()
        thread.join(timeout=10)


class Production:
    """The address people use, the one behind it, and a way to run something beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.behind, self.redis = folder, free_port(), free_port(), free_port()
        self.base = f"https://localhost:{self.port}"
        var, keys = folder / "var", folder / "keys"
        for made in (var, keys, keys / "authority"):
            made.mkdir()
        (keys / "vault.key").touch(mode=0o600)
        (keys / "vault.key").write_bytes(b64encode(os.urandom(32)))
        (keys / "live.pem").touch(mode=0o600)
        (keys / "live.pem").write_bytes(rsa.generate_private_key(65537, 3072).private_bytes(PEM, PKCS8, OPEN))
        fonts = Path(tempfile.gettempdir()) / "aula-test-fonts"  # cutting them takes most of a minute
        fonts.mkdir(exist_ok=True)
        (var / "fonts").symlink_to(fonts)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "lms.settings.production",
            "SECRET_KEY": RANDOM + RANDOM[:10],
            "SITE_URL": self.base,
            "DATABASE_URL": f"sqlite:///{var / 'aula.sqlite3'}",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis}/0",
            "EMAIL_URL": "smtp://localhost:9",
            "DEFAULT_FROM_EMAIL": "Aula Fiscal <no-responder@example.org>",
            "VAULT_KEY_FILE": str(keys / "vault.key"),
            "CERTIFICATES_AUTHORITY_DIR": str(keys / "authority"),
            "CERTIFICATES_PEPPER": RANDOM,
            "LIVE_PRIVATE_KEY_FILE": str(keys / "live.pem"),
            "LIVE_WEBHOOK_TOKEN": RANDOM,
            "AULA_VAR": str(var),
            "PORT": str(self.behind),
            "WEB_WORKERS": "1",
            "TASK_WORKERS": "1",
            "TRUSTED_PROXIES": "1",
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def serving(self) -> Iterator["Production"]:
        copy_sqlite_template(self.folder / "var" / "aula.sqlite3")
        log = (self.folder / "log").open("ab")
        redis = subprocess.Popen(
            [shutil.which("redis-server") or "", "--port", str(self.redis), "--save", "", "--bind", "127.0.0.1"],
            stdout=log, stderr=log, cwd=self.folder,
        )  # fmt: skip
        server = None
        try:
            self.run("manage.py", "certificates_init_authority", "--organisation", "Ensayo")
            self.run("manage.py", "prepare")
            server = subprocess.Popen(
                [sys.executable, "-m", "lms.supervisor"], env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )
            self.wait(server)
            with terminator(self.port, self.behind, make_certificate(self.folder)):
                yield self
        finally:
            for process in filter(None, [server, redis]):
                process.terminate()
                process.wait(timeout=60)
            log.close()

    def wait(self, server: "subprocess.Popen[bytes]") -> None:
        ends = time.monotonic() + 90
        while time.monotonic() < ends and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.behind)) == 0:
                    return
            time.sleep(0.3)
        raise AssertionError((self.folder / "log").read_text()[-3000:])
