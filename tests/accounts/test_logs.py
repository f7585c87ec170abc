import json
import logging

import pytest

from lms.accounts.links import invitation_path
from lms.common.logs import JsonFormatter
from lms.common.middleware import loggable_path
from tests.factories.accounts import InvitationFactory


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/v/ABCD-EFGH", "/v/…"),
        ("/es/contrasena/nueva/abc-def-0123/", "/es/contrasena/nueva/…"),
        ("/es/contrasena/olvidada/", "/es/contrasena/olvidada/"),
        ("/es/escritorio/", "/es/escritorio/"),
    ],
)
def test_secrets_in_addresses_are_not_logged(path, logged):
    assert loggable_path(path) == logged


@pytest.mark.django_db
def test_invitation_links_are_not_logged():
    assert loggable_path(invitation_path(InvitationFactory(language="en"))) == "/en/invitacion/…"


@pytest.mark.parametrize(
    "path", ["/v/7KQ2-M9XC", "/calendario/abc.ics", "/es/invitacion/abc:def/", "/es/contrasena/nueva/abc-1-def/"]
)
def test_the_frameworks_own_lines_hold_no_secret_either(path):
    """Django logs the whole path of a request that it refuses; a link to a new password is as good as the password."""
    record = logging.makeLogRecord({"msg": "Forbidden (CSRF token missing.): %s", "args": (path,)})

    line = json.loads(JsonFormatter().format(record))["message"]

    assert line.endswith("…")
    assert "abc" not in line
    assert "7KQ2" not in line


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_methods_that_nothing_here_answers_are_refused(client, method):
    answer = client.generic(method, "/es/entrar/")

    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
