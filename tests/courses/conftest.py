import re
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from wagtail.models import Locale, Page, Site

from lms.desk.models import HomePage
from tests.factories.network import CountryFactory, SchoolFactory

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content"


@pytest.fixture
def site(db):
    """A site with a home page in each language and the lead school, as ``seed_site`` leaves it."""
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    english, _ = Locale.objects.get_or_create(language_code="en")
    Locale.objects.get_or_create(language_code="pt-br")
    SchoolFactory(country=CountryFactory(iso="SV"), is_lead=True)
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Aula Fiscal", slug="inicio", locale=spanish))
    home.copy_for_translation(english).save_revision().publish()
    Site.objects.all().delete()
    return Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)


@pytest.fixture
def folder(tmp_path):
    """The extortion course alone, two modules of it: the whole programme is loaded by one test only."""
    root = copytree(
        CONTENT, tmp_path / "content", ignore=ignore_patterns("ciberdelincuencia", "litigacion-oral", "0[3-6]-*")
    )
    course = root / "extorsion" / "course.yaml"
    course.write_text(re.sub(r"\n  - 0[3-6]-.*", "", course.read_text()))
    return root
