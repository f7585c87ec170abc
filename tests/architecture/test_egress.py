"""Connections are opened where this says, to where the settings say, and nowhere else."""

import ast
from io import StringIO

import pytest
from django.core.management import call_command

from lms.desk.egress import Destination, get_destinations
from tests.architecture.rules import sources

OPENERS = {"socket", "http", "urllib3", "requests", "httpx", "aiohttp", "smtplib", "ftplib", "telnetlib", "xmlrpc"}
ALLOWED = {
    "media/providers/clamav.py": "the virus scanner named in the settings",
    "lms/mail/services.py": "names of smtplib's refusals; Django's backend speaks to the server of the settings",
    "lms/embedded.py": "listens, for the demonstration",
    "lms/desk/bench/pages.py": "measures a server of its own",
    "lms/desk/bench/driving.py": "measures a server of its own",
    "lms/desk/bench/visiting.py": "measures a server of its own",
    "lms/desk/management/commands/bench_pages.py": "measures a server of its own",
    "lms/desk/bench/serving.py": "measures a server of its own",
    "lms/desk/bench/claiming.py": "measures a server of its own",
    "lms/desk/bench/presence.py": "measures a server of its own",
    "live/providers/bosh.py": "live_doctor asks the video server named in the settings",
}
pytestmark = pytest.mark.machine


def opens(tree):
    for node in ast.walk(tree):
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        if any(name.partition(".")[0] in OPENERS or name == "urllib.request" for name in names):
            return True
    return False


def test_connections_are_opened_in_these_places_only():
    found = {source.name for source in sources(with_migrations=False) if opens(source.tree)}

    assert found == set(ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "import socket",
        "import requests",
        "from urllib.request import urlopen",
        "from http.client import HTTPConnection",
    ],
)
def test_another_would_be_found(text):
    assert opens(ast.parse(text))
    assert not opens(ast.parse("from urllib.parse import urlsplit"))


def test_the_list_holds_every_destination_of_the_settings(settings):
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": "db.example.org", "PORT": 6432}
    settings.CELERY_BROKER_URL = "rediss://cache.example.org/0"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example.org", 587
    settings.CLAMAV_SOCKET = "scan.example.org:3310"
    settings.ACCOUNTS_OFFICE_PROVIDERS = [{"code": "fge", "issuer": "https://entrada.example.org/realm"}]

    assert get_destinations(database) == [
        Destination("cache.example.org", 6379, "queue and cache"),
        Destination("db.example.org", 6432, "database"),
        Destination("entrada.example.org", 443, "sign-in of fge"),
        Destination("mail.example.org", 587, "mail"),
        Destination("scan.example.org", 3310, "virus scanner"),
    ]


def test_files_and_sockets_are_no_destinations(settings):
    settings.CELERY_BROKER_URL, settings.CLAMAV_SOCKET = "unix:///run/redis.sock", "/run/clamd.sock"
    settings.ACCOUNTS_OFFICE_PROVIDERS = []

    assert get_destinations({"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/a.sqlite3"}) == []
    assert get_destinations({"ENGINE": "django.db.backends.postgresql", "HOST": "/run/postgresql"}) == []


def test_the_command_prints_one_a_line(settings):
    settings.CLAMAV_SOCKET = "scan.example.org:3310"
    out = StringIO()

    call_command("list_egress", stdout=out)

    assert "scan.example.org\t3310\tvirus scanner" in out.getvalue().splitlines()
