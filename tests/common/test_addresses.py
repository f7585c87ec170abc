"""Addresses put together by the dozen are those that are put together one by one."""

import pytest
from django.test import override_settings
from django.urls import reverse, translate_url
from django.utils import translation

from lms.common.addresses import get_address_in, get_addresses


def test_many_addresses_are_what_each_would_be():
    with translation.override("es"):
        found = get_addresses("workshops:enrolment", ["abc123", "xyz789"])
        assert found == {one: reverse("workshops:enrolment", args=[one]) for one in ["abc123", "xyz789"]}
        assert get_addresses("workshops:enrolment", []) == {}


@pytest.mark.parametrize("language", ["es", "en"])
def test_each_language_has_its_own(language):
    with translation.override(language):
        assert get_addresses("workshops:enrolment", ["abc"])["abc"].startswith(f"/{language}/")


@pytest.mark.parametrize("address", ["/es/ediciones/", "/es/ediciones/?page=2&x=a%20b", "/salud/viva/", "/es/%C3%B1/"])
def test_a_page_in_another_language_is_what_django_says(address):
    with translation.override("es"):
        for _turn in range(2):
            assert get_address_in("en", address) == translate_url(address, "en")
    with translation.override("en"):
        assert get_address_in("en", address) == translate_url(address, "en")


def test_other_addresses_are_not_remembered_for_these():
    with translation.override("es"):
        assert get_address_in("en", "/es/ediciones/") == "/en/ediciones/"
        with override_settings(ROOT_URLCONF="tests.common.no_addresses"):
            assert get_address_in("en", "/es/ediciones/") == "/es/ediciones/"
