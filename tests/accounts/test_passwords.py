"""What makes no password here."""

import pytest
import yaml
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from lms.accounts.passwords import house_words, is_made_of
from tests.architecture.sources import ROOT
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "Fiscalia-2026!!",
        "REFCO-secretaria-2026",
        "AulaFiscal2026*",
        "R3fc0.Secretar1a",
        "Ministerio Público 01",
        "elsalvador-guatemala",
        "Costa Rica noviembre 26",
        "prosecutor.password",
    ],
)
def test_words_of_this_house_alone_are_refused(password):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password)

    assert "password_of_house_words" in [error.code for error in refusal.value.error_list]


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "fiscalia del jilguero azul", "tortuga-lunar-refco-88", "xk4-qpz7-wmv2-hjt9", "colibrí peñasco vereda"],
)
def test_words_of_one_s_own_beside_them_are_fine(password):
    validate_password(password)


def test_every_country_of_the_network_is_among_the_words():
    rows = yaml.safe_load((ROOT / "network" / "data" / "countries.yaml").read_text(encoding="utf-8"))["items"]
    names = [row["name"][language] for row in rows for language in ("es", "en")]

    assert len(names) == 20
    assert [name for name in names if not is_made_of(name + "2026", house_words())] == []


def test_the_form_says_why(client):
    user = UserFactory()
    client.force_login(user)

    page = client.post(
        "/es/contrasena/", {"oldpassword": PASSWORD, "password1": "Fiscalia-2026!!", "password2": "Fiscalia-2026!!"}
    ).content.decode()

    user.refresh_from_db()
    assert "Cualquiera que conozca la Red" in page
    assert user.check_password(PASSWORD)


def test_the_list_is_read_once_and_longest_first():
    words = house_words()

    assert words.index("fiscalia") < words.index("fiscal")
    assert "" not in words
