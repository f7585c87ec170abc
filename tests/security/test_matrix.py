"""Every address, from every seat, on what is one's own, what is another's and what is not there."""

import re
from dataclasses import replace

import pytest
from wagtail.models import Page, get_page_models

from lms.common.matrix import LOGIN, SIGNED_IN, Seat, get_matrix, read_matrix
from tests.security.addresses import every_address
from tests.security.checks import every_check
from tests.security.crawler import ALWAYS_WRITABLE
from tests.security.objects import BUILDERS, Case, Subject

pytestmark = pytest.mark.django_db
MATRIX = get_matrix()
ADDRESSES = every_address()
OURS = [address for address in ADDRESSES if address.name in MATRIX.rows]
PACKAGES = [
    address
    for address in ADDRESSES
    if address.name not in MATRIX.rows
    and MATRIX.third_party(address.name, address.route)
    and not re.search(r"[<(^]", address.route)
]
NOTHING = Subject([Case("plain", {})], absent={})
# Two halves for two machines: pytest -m "shard_one" and -m "not shard_one".
each_address = pytest.mark.parametrize(
    "address",
    [pytest.param(one, id=str(one), marks=[pytest.mark.shard_one] * (place % 2)) for place, one in enumerate(OURS)],
)


def test_every_address_has_a_row():
    without = [
        str(address)
        for address in ADDRESSES
        if address.name not in MATRIX.rows and MATRIX.third_party(address.name, address.route) is None
    ]

    assert without == []


def test_every_row_has_an_address_and_every_subject_a_builder():
    assert set(MATRIX.rows) - {address.name for address in ADDRESSES} == set()
    assert {row.subject for row in MATRIX.rows.values()} - set(BUILDERS) == {""}
    assert set(BUILDERS) - {row.subject for row in MATRIX.rows.values()} == set()


def test_an_address_with_parts_says_what_they_stand_for():
    assert [str(address) for address in OURS if address.parts and not MATRIX.rows[address.name].subject] == []


@each_address
def test_address_answers_as_the_matrix_says(address, crawler, subjects):
    """Every seat and everybody who lost one, every method, every object; hidden as absent; no write by reading."""
    row = MATRIX.rows[address.name]

    assert every_check(crawler, row, subjects.get(row.subject, NOTHING)) == []


def test_packages_answer_as_one(crawler):
    wanted, got = {}, {}

    for seat in [Seat.PUB, Seat.LRN, Seat.NSE, Seat.SEC, Seat.SUS]:  # the packages know no seats: five speak for all
        for address in PACKAGES:
            row = MATRIX.third_party(address.name, address.route).row
            wanted[(seat.value, address.route)] = row.cell("GET", seat).answer
            got[(seat.value, address.route)] = crawler.ask_path(seat, "GET", "/" + address.route, {}).said

    assert got == wanted


def test_every_type_of_page_has_a_row():
    assert {model._meta.label_lower for model in get_page_models() if model is not Page} == set(MATRIX.pages)


@pytest.mark.parametrize("name", MATRIX.pages)
def test_each_type_of_page_answers_as_the_matrix_says(crawler, pages, name):
    answers = {seat: crawler.ask_path(seat, "GET", pages[name], {}) for seat in Seat}

    assert {seat: answer.said for seat, answer in answers.items()} == {
        seat: cell.answer for seat, cell in MATRIX.pages[name].methods["GET"].items()
    }
    assert {table for answer in answers.values() for table in answer.written} - ALWAYS_WRITABLE == set()


@pytest.mark.parametrize("path", ["/es/no-hay-tal-pagina/", "/en/no-hay-tal-pagina/", "/no-hay-tal-pagina/"])
def test_pages_that_are_none_are_not_found(crawler, path):
    assert {crawler.ask_path(seat, "GET", path, {}).said for seat in Seat} == {"404"}


def test_documents_of_the_library_need_an_account(crawler):
    said = {seat: crawler.ask_path(seat, "GET", "/documents/1/algo.pdf", {}).said for seat in Seat}

    assert said == {seat: "404" if seat in SIGNED_IN else LOGIN for seat in Seat}


# --- controls: what each check must catch


FAULTS = {
    "shows": "PUB GET foreign: 200 and not login",
    "tells": "LRN GET foreign: can be told from what is not there",
    "writes": "LRN GET own: writes ['accounts_user']",
    "exempt": "LRN forged POST own: 200",
    "trusts": "secretariat, revoked GET foreign: 200 and not 404",
    "caches": "LRN GET own: may be cached",
    "heads": "LRN HEAD own: writes ['accounts_user']",
    "options": "LRN OPTIONS any: tells objects apart",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_caught(fault, crawler, subjects, settings):
    """The same checks on a view that is wrong in one way find it; on one that is right they find nothing."""
    settings.ROOT_URLCONF = "tests.security.faulty"
    cells = {"GET": {"PUB": "login", "signed_in": "200 if assigned"}, "POST": {"PUB": "login", "signed_in": 404}}
    rows = read_matrix({"third_parties": [], "pages": {}, "rows": dict.fromkeys([f"faulty_{fault}", "sound"], cells)})

    wrong = every_check(crawler, replace(rows.rows[f"faulty_{fault}"], subject="session"), subjects["session"])
    sound = every_check(crawler, replace(rows.rows["sound"], subject="session"), subjects["session"])

    assert sound == []
    assert f"faulty_{fault}: {FAULTS[fault]}" in wrong
