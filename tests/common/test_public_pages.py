"""Public pages are drawn once for all guests, and anew a second after something was published."""

import gzip
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from lms.common import public_pages
from lms.common.middleware import PublicPageCacheMiddleware


class Site:
    """A site of one view, behind the middleware; it counts how often it had to draw."""

    def __init__(self) -> None:
        self.drawn = 0
        self.is_public = True
        self.status = 200
        self.cookie = ""
        self.middleware = PublicPageCacheMiddleware(self.draw)

    def draw(self, request) -> HttpResponse:
        self.drawn += 1
        response = HttpResponse(f"drawing {self.drawn}", status=self.status, headers={"Vary": "Cookie"})
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response = HttpResponse(gzip.compress(response.content), headers={"Content-Encoding": "gzip"})
        if self.cookie:
            response.set_cookie(self.cookie, "x")
        response.is_public_page = self.is_public
        return response

    def get(self, path: str = "/es/", *, cookies: dict[str, str] | None = None, **extra: str) -> HttpResponse:
        request = RequestFactory().get(path, **extra)
        request.COOKIES.update(cookies or {})
        return self.middleware(request)


@pytest.fixture
def site(settings):
    settings.PUBLIC_PAGE_CACHE_SECONDS = 60
    forget_everything()
    yield Site()
    forget_everything()


def forget_everything() -> None:
    cache.clear()
    forget_near()


def forget_near() -> None:
    """As in a process that has just started."""
    public_pages._near.clear()
    public_pages._known.good_until = 0.0


def test_public_page_is_drawn_once_for_two_guests(site):
    first, second = site.get(), site.get()

    assert (first.content, second.content) == (b"drawing 1", b"drawing 1")
    assert second.headers["Vary"] == "Cookie"
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_public_page_is_shared_between_processes(site):
    site.get()
    forget_near()

    assert site.get().content == b"drawing 1"


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/en/"},
        {"path": "/es/?a=1"},
        {"HTTP_HOST": "localhost"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"secure": True},
    ],
    ids=["path", "query", "host", "zipped", "scheme"],
)
def test_another_request_gets_a_drawing_of_its_own(site, other):
    site.get()

    site.get(**other)

    assert site.drawn == 2
    assert site.get().content == b"drawing 1"


def test_zipped_page_is_kept_zipped(site):
    site.get(HTTP_ACCEPT_ENCODING="gzip, br")

    again = site.get(HTTP_ACCEPT_ENCODING="gzip, br")

    assert gzip.decompress(again.content) == b"drawing 1"
    assert again.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_somebody_neither_gets_nor_leaves_a_kept_page(site, cookie):
    site.get()

    own = site.get(cookies={cookie: "x"})

    assert own.content == b"drawing 2"
    assert site.get().content == b"drawing 1"


@pytest.mark.parametrize(
    "peculiarity", [{"is_public": False}, {"status": 404}, {"cookie": "csrftoken"}], ids=["private", "status", "cookie"]
)
def test_page_that_is_not_the_same_for_all_is_not_kept(site, peculiarity):
    vars(site).update(peculiarity)

    site.get()
    site.get()

    assert site.drawn == 2


def test_post_is_never_answered_from_what_is_kept(site):
    site.get()

    site.middleware(RequestFactory().post("/es/"))

    assert site.drawn == 2


def test_query_is_never_kept(site):
    site.get("/es/?a=1")
    site.get("/es/?a=1")

    assert site.drawn == 2


def test_nothing_is_kept_where_settings_say_so(site, settings):
    settings.PUBLIC_PAGE_CACHE_SECONDS = 0

    site.get()
    site.get()

    assert site.drawn == 2


@pytest.mark.django_db
def test_publishing_draws_every_page_anew_after_commit(site, django_capture_on_commit_callbacks):
    site.get()

    with django_capture_on_commit_callbacks(execute=True):
        public_pages.forget_public_pages()
        assert site.get().content == b"drawing 1"

    assert site.get().content == b"drawing 2"


@pytest.mark.django_db
def test_another_process_learns_of_it_within_a_second(site, django_capture_on_commit_callbacks):
    site.get()
    known = SimpleNamespace(number=public_pages._known.number, until=public_pages._known.good_until)
    with django_capture_on_commit_callbacks(execute=True):
        public_pages.forget_public_pages()
    public_pages._known.number, public_pages._known.good_until = known.number, known.until  # the other process

    assert site.get().content == b"drawing 1"
    public_pages._known.good_until -= public_pages.GENERATION_SECONDS

    assert site.get().content == b"drawing 2"


def test_memory_does_not_grow_with_the_number_of_addresses(site):
    for number in range(public_pages.MOST_NEAR + 10):
        site.get(f"/es/{number}/")

    assert len(public_pages._near) <= public_pages.MOST_NEAR


def test_page_drawn_before_publishing_is_not_kept_for_after_it(site):
    """The generation is read before drawing: what was drawn from old rows stays under the old number."""

    def draw_while_somebody_publishes(request) -> HttpResponse:
        public_pages._raise_generation()
        return site.draw(request)

    site.middleware.get_response = draw_while_somebody_publishes
    site.get()
    site.middleware.get_response = site.draw

    assert site.get().content == b"drawing 2"
