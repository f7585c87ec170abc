from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Page, Site

from lms.desk.models import HomePage
from lms.desk.site import seed_site

pytestmark = pytest.mark.django_db


def test_seed_site_makes_languages_front_pages_and_the_site():
    seed_site()

    assert set(Locale.objects.values_list("language_code", flat=True)) == {"es", "en", "pt-br"}
    assert dict(HomePage.objects.live().values_list("locale__language_code", "slug")) == {
        "es": "inicio",
        "en": "home-en",
    }
    assert Page.objects.filter(depth=2).count() == 2
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page.specific.locale.language_code) == ("testserver", 80, "es")


def test_seed_site_twice_changes_nothing():
    seed_site()
    pages, revisions = Page.objects.count(), Page.objects.values_list("latest_revision", flat=True)
    before = list(revisions)

    report = seed_site()

    assert report.changes == []
    assert (Page.objects.count(), list(revisions.all())) == (pages, before)


def test_seed_site_leaves_an_edited_front_page_alone():
    seed_site()
    home = HomePage.objects.get(locale__language_code="es")
    home.introduction = "<p>Texto de la Secretaría.</p>"
    home.save_revision().publish()

    seed_site()

    assert HomePage.objects.get(pk=home.pk).introduction == "<p>Texto de la Secretaría.</p>"


def test_command_says_what_it_made():
    first, second = StringIO(), StringIO()

    call_command("seed_site", stdout=first)
    call_command("seed_site", stdout=second)

    assert "made: home en\n" in first.getvalue()
    assert second.getvalue() == "The site is up to date.\n"
