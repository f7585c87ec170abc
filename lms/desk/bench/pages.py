"""What is measured, and what it may cost."""

from dataclasses import dataclass
from http.cookies import SimpleCookie

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from courses.models import CoursePage, ProgrammePage
from lms.accounts.models import User
from lms.common.public_pages import forget_public_pages
from lms.desk.bench.filling import Scene

PUBLIC_CPU, PUBLIC_RATE, SLOWEST = 1.5, 800, 160
YARDSTICK = "yardstick"
YARDSTICK_CPU = (
    16.0  # CPU ms of a Wagtail page of eight queries on the machine where the limits were set (14.6 to 17.6)
)


@dataclass(frozen=True, slots=True)
class BenchPage:
    """One address, read by ``reader`` (nobody: a guest). Zero is no limit."""

    name: str
    path: str
    reader: User | None = None
    most_cpu: float = 0
    least_rate: float = 0
    most_p95: float = SLOWEST


def get_pages(scene: Scene) -> list[BenchPage]:
    """The pages of the measurement, in the order of a visit."""
    course = CoursePage.objects.filter(locale__language_code="es", key="extorsion").get()
    catalogue = ProgrammePage.objects.filter(locale__language_code="es").get()
    edition = scene.edition.public_id
    with translation.override("es"):
        return [
            _public("home", "/es/"),
            _public("catalogue", _path(catalogue)),
            _public("course page", _path(course)),
            _public("verification landing", reverse("certificates:verify_landing")),
            # The front page of somebody signed in: drawn anew each time, by Wagtail, with about as many queries.
            BenchPage(YARDSTICK, "/es/", scene.reader, most_p95=0),
            BenchPage("desk", reverse("desk:desk"), scene.reader, most_cpu=20),
            BenchPage("lesson", reverse("workshops:lesson", args=[edition, scene.lesson_key]), scene.reader, 10),
            BenchPage(
                "edition, 70 people", reverse("workshops:edition", args=[edition]), scene.facilitator, most_cpu=18
            ),
            BenchPage("sign-in", reverse("account_login")),
            BenchPage("calendar feed", reverse("live_machine:feed", args=[scene.feed_secret]), most_cpu=10),
            BenchPage("verification", reverse("certificates_machine:verify", args=[scene.code])),
        ]


def _public(name: str, path: str) -> BenchPage:
    """A page that is kept for all guests, and so is held to more."""
    return BenchPage(name, path, most_cpu=PUBLIC_CPU, least_rate=PUBLIC_RATE)


def _path(page: CoursePage | ProgrammePage) -> str:
    """The address below the site's root, whatever host the site is filed under."""
    parts = page.get_url_parts()
    return parts[2] if parts else "/"


def sign_in(reader: User | None) -> Client:
    """A client of this process whose session the measured server knows too: both read the same tables."""
    client = Client(SERVER_NAME="localhost")
    if reader is not None:
        client.force_login(reader)
    return client


def cookie_of(client: Client) -> str:
    """The header with which the load driver is the same visitor."""
    cookies: SimpleCookie = client.cookies
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return f"{settings.SESSION_COOKIE_NAME}={morsel.value}" if morsel else ""


def count_queries(client: Client, path: str) -> int:
    """How many queries drawing the page takes; a kept public page takes none."""
    client.get(path)  # what is read once for the life of a process
    forget_public_pages()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
