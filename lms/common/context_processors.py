"""What every template may ask about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Constants of this installation; no query."""
    return {"is_demo": settings.DEMO, "screen_languages": settings.SCREEN_LANGUAGES, "site_url": settings.SITE_URL}
