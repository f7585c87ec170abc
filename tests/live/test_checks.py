"""Settings that cannot work are said at start."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from live.checks import check_live_settings

DOMAIN = {"LIVE_JITSI_DOMAIN": "meet.example.org"}


@pytest.mark.parametrize(("bits", "ids"), [(2048, ["live.E008"]), (3072, [])])
def test_a_key_weaker_than_128_bits_is_refused(settings, tmp_path, bits, ids):
    path = tmp_path / "live.pem"
    key = rsa.generate_private_key(65537, bits)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    settings.LIVE_JITSI_DOMAIN, settings.LIVE_PRIVATE_KEY_FILE = "meet.example.org", path

    assert [problem.id for problem in check_live_settings(None)] == ids


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        (DOMAIN, []),
        ({"LIVE_JITSI_DOMAIN": "localhost:8443"}, []),
        ({"LIVE_JITSI_DOMAIN": "https://meet.example.org"}, ["live.E001"]),
        ({"LIVE_JITSI_DOMAIN": "meet.example.org; script-src *"}, ["live.E001"]),
        ({**DOMAIN, "LIVE_WEBHOOK_TOKEN": ""}, ["live.E002"]),
        ({"LIVE_WEBHOOK_TOKEN": ""}, []),
        ({**DOMAIN, "LIVE_MAKES_KEY": False, "LIVE_PRIVATE_KEY_FILE": "/nowhere/live.pem"}, ["live.E003"]),
        ({"LIVE_RESETTLE_HOURS": -1.0}, ["live.E004"]),
    ],
)
def test_settings_are_checked(settings, changes, ids):
    for name, value in changes.items():
        setattr(settings, name, value)

    assert [problem.id for problem in check_live_settings(None)] == ids
