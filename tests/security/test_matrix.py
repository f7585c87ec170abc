"""Every address, from every seat, on what is one's own, what is another's and what is not there."""

import re

import pytest
from wagtail.models import Page, get_page_models

from lms.common.matrix import LOGIN, METHODS, SIGNED_IN, Seat, get_matrix
from tests.security.addresses import every_address
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
each_address = pytest.mark.parametrize("address", OURS, ids=str)


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
def test_each_seat_gets_the_answer_of_the_matrix(address, crawler, subjects):
    row, subject = MATRIX.rows[address.name], subjects.get(MATRIX.rows[address.name].subject, NOTHING)
    wanted, got = {}, {}

    for seat in Seat:
        for method in METHODS:
            for case in subject.cases:
                answer = crawler.ask(seat, method, address.name, case.address)
                key = (seat.value, method, case.label)
                wanted[key], got[key] = row.cell(method, seat).expected(case.to(seat)), answer.said
                if seat in SIGNED_IN and answer.said == "200" and not answer.is_kept_out_of_caches:
                    got[key] += " without no-store"

    assert got == wanted


@each_address
def test_what_is_hidden_and_what_is_not_there_answer_alike(address, crawler, subjects):
    row = MATRIX.rows[address.name]
    subject = subjects.get(row.subject, NOTHING)
    if not subject.absent:
        pytest.skip("no object at this address")
    wanted, got, differ = {}, {}, []

    for seat in Seat:
        for method in METHODS:
            cell, key = row.cell(method, seat), (seat.value, method)
            absent = crawler.ask(seat, method, address.name, subject.absent)
            got[key] = absent.said
            wanted[key] = cell.answer if cell.answer in {LOGIN, "405"} else row.absent
            for case in subject.cases:
                if cell.expected(case.to(seat)) == absent.said == "404":
                    hidden = crawler.ask(seat, method, address.name, case.address)
                    differ += [] if hidden.body == absent.body else [(*key, case.label)]

    assert got == wanted
    assert differ == []


@each_address
def test_reading_writes_nothing(address, crawler, subjects):
    row = MATRIX.rows[address.name]
    subject = subjects.get(row.subject, NOTHING)
    written = {}

    for seat in Seat:
        for case in subject.cases:
            answer = crawler.ask(seat, "GET", address.name, case.address)
            written[(seat.value, case.label)] = answer.written - ALWAYS_WRITABLE - row.writes

    assert {key: tables for key, tables in written.items() if tables} == {}


@each_address
def test_a_post_that_is_not_ours_is_refused_and_writes_nothing(address, crawler, subjects):
    row = MATRIX.rows[address.name]
    subject = subjects.get(row.subject, NOTHING)
    accepted, written = [], {}

    for seat in Seat:
        for case in subject.cases:
            answer = crawler.ask(seat, "POST", address.name, case.address, is_forged=True)
            if answer.status != 403 and not row.is_csrf_exempt:
                accepted.append((seat.value, case.label))
            if answer.written:
                written[(seat.value, case.label)] = answer.written

    assert (accepted, written) == ([], {})


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


def test_the_control_is_caught(crawler, subjects):
    """A page that shows a foreign object would not pass: what is one's own reads otherwise than what is not there."""
    own, absent = subjects["session"].cases[0].address, subjects["session"].absent

    shown = crawler.ask(Seat.LRN, "GET", "live:session", own)
    hidden = crawler.ask(Seat.LRN, "GET", "live:session", absent)

    assert (shown.said, hidden.said) == ("200", "404")
    assert shown.body != hidden.body
