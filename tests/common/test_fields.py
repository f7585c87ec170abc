"""Random names for addresses, and short texts in several languages."""

import pytest
from django.utils import translation

from lms.common.fields import PUBLIC_ID_ALPHABET, Translated, TranslatedField, new_public_id
from network.models import Country
from tests.factories.network import CountryFactory


def test_public_id_is_long_random_and_readable_aloud():
    ids = {new_public_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert {len(one) for one in ids} == {20}
    assert set("".join(ids)) <= set(PUBLIC_ID_ALPHABET)
    assert not set("ilou") & set(PUBLIC_ID_ALPHABET)


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "sala"), ("en", "room"), ("pt-br", "sala"), ("en-gb", "room"), ("fr", "sala")],
)
def test_translated_text_follows_the_active_language(language, text):
    with translation.override(language):
        assert str(Translated(es="sala", en="room")) == text


def test_translated_text_falls_back_to_what_there_is():
    with translation.override("es"):
        assert str(Translated(en="room")) == "room"
        assert str(Translated()) == ""


@pytest.mark.django_db
def test_translated_field_comes_back_as_it_went():
    country = CountryFactory(name=Translated(es="Panamá", en="Panama"))

    stored = Country.objects.get(pk=country.pk)

    assert stored.name == {"es": "Panamá", "en": "Panama"}
    assert isinstance(stored.name, Translated)


@pytest.mark.django_db
def test_translated_field_refuses_a_bare_string():
    country = CountryFactory()
    country.name = "Panamá"

    with pytest.raises(TypeError, match="mapping of languages"):
        country.save()


def test_translated_field_takes_a_mapping_from_a_form():
    assert TranslatedField().to_python({"es": "sala"}) == Translated(es="sala")
