import pytest

from lms.accounts.links import invitation_path
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
