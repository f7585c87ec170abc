"""Settings that cannot work are said at start."""

import pytest

from live.checks import check_live_settings

DOMAIN = {"LIVE_JITSI_DOMAIN": "meet.example.org"}


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
