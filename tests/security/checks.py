"""What is asked of one address. Each check answers with what is wrong, so that a control can be seen to be caught."""

from collections.abc import Iterator

from lms.common.matrix import LOGIN, METHODS, SIGNED_IN, Cell, Row, Seat
from tests.security.crawler import ALWAYS_WRITABLE, Answer, Crawler
from tests.security.objects import Case, Subject

OTHER_METHODS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SPEAKERS = (Seat.PUB, Seat.LRN, Seat.SEC)  # for what does not depend on who asks: three speak for all


def every_check(crawler: Crawler, row: Row, subject: Subject) -> list[str]:
    """All that is wrong at an address."""
    return [
        *answers(crawler, row, subject),
        *what_is_left_to_former_ones(crawler, row, subject),
        *other_methods(crawler, row, subject),
        *hidden_and_absent(crawler, row, subject),
        *writes_of_reading(crawler, row, subject),
        *forged_posts(crawler, row, subject),
    ]


def tell(row: Row, who: str, method: str, case: str, what: object) -> str:
    return f"{row.name}: {who} {method} {case}: {what}"


def compare(cell: Cell, scopes: frozenset[str], answer: Answer) -> str:
    """Empty, or how the answer differs from what the cell says."""
    wanted = cell.expected(scopes)  # type: ignore[arg-type]
    return "" if wanted == answer.said else f"{answer.said} and not {wanted}"


def answers(crawler: Crawler, row: Row, subject: Subject) -> Iterator[str]:
    """From every seat, by every method the matrix knows, on every object."""
    for seat in Seat:
        for method in METHODS:
            for case in subject.cases:
                answer = crawler.ask(seat, method, row.name, case.address)
                if differs := compare(row.cell(method, seat), case.to(seat), answer):
                    yield tell(row, seat, method, case.label, differs)
                if seat in SIGNED_IN and answer.said == "200" and not answer.is_kept_out_of_caches:
                    yield tell(row, seat, method, case.label, "may be cached")


def what_is_left_to_former_ones(crawler: Crawler, row: Row, subject: Subject) -> Iterator[str]:
    """Whoever lost a role, an enrolment or a country is answered as one who never had it, signed in or not."""
    for former in crawler.formers:
        for method in METHODS:
            for case in subject.cases:
                answer = crawler.ask(former.name, method, row.name, case.address)
                if differs := compare(row.cell(method, former.seat), _left(former, row, case), answer):
                    yield tell(row, former.name, method, case.label, differs)


def _left(former, row: Row, case: Case) -> frozenset[str]:
    return former.to(row.subject) if case.label == "own" else frozenset()


def other_methods(crawler: Crawler, row: Row, subject: Subject) -> Iterator[str]:
    """HEAD answers as GET does; OPTIONS says no more of a hidden thing than of none; the rest is not allowed."""
    for seat in SPEAKERS:
        for case in [*subject.cases, *([Case("absent", subject.absent)] if subject.absent else [])]:
            said = {method: crawler.ask(seat, method, row.name, case.address).said for method in OTHER_METHODS}
            for method in OTHER_METHODS:
                written = crawler.ask(seat, method, row.name, case.address).written - ALWAYS_WRITABLE - row.writes
                if written:
                    yield tell(row, seat, method, case.label, f"writes {sorted(written)}")
            # What knows GET answers HEAD; a HEAD of an address that only takes POST is not allowed.
            wanted = crawler.ask(seat, "GET", row.name, case.address).said
            if said["HEAD"] != wanted:
                yield tell(row, seat, "HEAD", case.label, f"{said['HEAD']} and GET {wanted}")
            for method in OTHER_METHODS[1:]:
                allowed = {LOGIN, "405", "404", "403", "302"} | ({"200"} if method == "OPTIONS" else set())
                if said[method] not in allowed:
                    yield tell(row, seat, method, case.label, said[method])
        if subject.absent and row.needs_account:
            addresses = [*(case.address for case in subject.cases), subject.absent]
            if len({crawler.ask(seat, "OPTIONS", row.name, address).face for address in addresses}) > 1:
                yield tell(row, seat, "OPTIONS", "any", "tells objects apart")


def hidden_and_absent(crawler: Crawler, row: Row, subject: Subject) -> Iterator[str]:
    """What may not be seen and what is not there: the same status, headers, names of cookies and body to the byte."""
    if not subject.absent:
        return
    for seat in Seat:
        for method in METHODS:
            cell = row.cell(method, seat)
            absent = crawler.ask(seat, method, row.name, subject.absent)
            wanted = cell.answer if cell.answer in {LOGIN, "405"} else row.absent
            if absent.said != wanted:
                yield tell(row, seat, method, "absent", f"{absent.said} and not {wanted}")
            for case in subject.cases:
                if cell.expected(case.to(seat)) == wanted == absent.said and wanted in {"404", LOGIN}:
                    hidden = crawler.ask(seat, method, row.name, case.address)
                    if hidden.face != absent.face:
                        yield tell(row, seat, method, case.label, "can be told from what is not there")


def writes_of_reading(crawler: Crawler, row: Row, subject: Subject) -> Iterator[str]:
    """No GET writes outside sessions, audit trail and what the row names with its reason."""
    for who in [*Seat, *(former.name for former in crawler.formers)]:
        for case in subject.cases:
            written = crawler.ask(who, "GET", row.name, case.address).written - ALWAYS_WRITABLE - row.writes
            if written:
                yield tell(row, who, "GET", case.label, f"writes {sorted(written)}")


def forged_posts(crawler: Crawler, row: Row, subject: Subject) -> Iterator[str]:
    """A form of another site is refused and writes nothing at all."""
    for seat in Seat:
        for case in subject.cases:
            answer = crawler.ask(seat, "POST", row.name, case.address, is_forged=True)
            if answer.status != 403 and not row.is_csrf_exempt:
                yield tell(row, seat, "forged POST", case.label, answer.status)
            if answer.written:
                yield tell(row, seat, "forged POST", case.label, f"writes {sorted(answer.written)}")
