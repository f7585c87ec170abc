"""The site itself: its languages and one front page in each language of the screen."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from lms.desk.models import HomePage

INTRODUCTIONS = {
    "es": (
        "<p>La formación común de las fiscalías contra el crimen organizado de la región: cursos, talleres en vivo "
        "y certificados que cualquiera puede verificar.</p>"
    ),
    "en": (
        "<p>Shared training for the region’s prosecutors against organised crime: courses, live workshops and "
        "certificates that anybody can verify.</p>"
    ),
}
SLUGS = {"es": "inicio", "en": "home-en"}


@dataclass(slots=True)
class SiteReport:
    """What a run did, one line a row."""

    changes: list[str] = field(default_factory=list)


@transaction.atomic
def seed_site() -> SiteReport:
    """Make the languages, the front pages and the site exist; pages people have edited are left alone."""
    report = SiteReport()
    for code, _name in settings.LANGUAGES:
        _, is_new = Locale.objects.get_or_create(language_code=code)
        if is_new:
            report.changes.append(f"locale {code}")
    home = _keep_home(report)
    for code in settings.SCREEN_LANGUAGES:
        _keep_translation(home, code, report)
    _keep_site(home, report)
    _remove_welcome_page(report)
    return report


def _keep_home(report: SiteReport) -> HomePage:
    locale = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    home: HomePage | None = HomePage.objects.filter(locale=locale).first()
    if home is None:
        home = HomePage(
            title=settings.WAGTAIL_SITE_NAME,
            slug=SLUGS[settings.LANGUAGE_CODE],
            locale=locale,
            introduction=INTRODUCTIONS[settings.LANGUAGE_CODE],
        )
        Page.get_first_root_node().add_child(instance=home)
        home.save_revision().publish()
        report.changes.append(f"home {settings.LANGUAGE_CODE}")
    return home


def _keep_translation(home: HomePage, code: str, report: SiteReport) -> None:
    locale = Locale.objects.get(language_code=code)
    if home.has_translation(locale):
        return
    page = home.copy_for_translation(locale)
    page.introduction = INTRODUCTIONS[code]
    page.slug = SLUGS[code]
    page.save_revision().publish()
    report.changes.append(f"home {code}")


def _keep_site(home: HomePage, report: SiteReport) -> None:
    address = urlsplit(settings.SITE_URL)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or (443 if address.scheme == "https" else 80),
        "site_name": settings.WAGTAIL_SITE_NAME,
        "root_page_id": home.pk,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if all(getattr(site, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(site, name, value)
    site.save()
    report.changes.append("site")


def _remove_welcome_page(report: SiteReport) -> None:
    """Wagtail's own first page: a bare ``Page`` below the root that nothing of ours ever makes."""
    for page in Page.objects.filter(depth=2).exact_type(Page):
        page.delete()
        report.changes.append("welcome page removed")
