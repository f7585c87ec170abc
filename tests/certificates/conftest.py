import datetime as dt
import shutil
from pathlib import Path

import pytest

from certificates.models import private_storage
from certificates.signature import authority
from lms.common import typefaces


@pytest.fixture(scope="session", autouse=True)
def _typefaces():
    typefaces.prepare()  # once a machine, outside any test's own time


@pytest.fixture
def signer(settings, tmp_path):
    """An authority of this test's own, valid for production rules: its name does not say DEMO."""
    settings.CERTIFICATES_AUTHORITY_DIR = tmp_path / "authority"
    return authority.make(organisation="Red de Prueba", at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


@pytest.fixture
def store():
    """The folder of private storage, without awards' files of other tests."""
    folder = Path(private_storage().path("certificates"))
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
