"""The ASGI door, for hosts that insist on one; WSGI is what is measured and recommended (ADR 0002)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")
application = get_asgi_application()
