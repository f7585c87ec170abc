import pytest

from lms.common.matrix import Cell, MatrixError, Scope, Seat, get_matrix, read_matrix


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("200", Cell("200")),
        (200, Cell("200")),
        ("login", Cell("login")),
        ("200 if own", Cell("200", frozenset({Scope.OWN}))),
        ("302 if own or office", Cell("302", frozenset({Scope.OWN, Scope.OFFICE}))),
        ("200 if assigned else 403", Cell("200", frozenset({Scope.ASSIGNED}), "403")),
    ],
)
def test_cell_is_read_as_written(text, cell):
    assert Cell.read(text) == cell


@pytest.mark.parametrize("text", ["", "yes", "200 if", "200 if mine", "200 else", "20", "200 if own else maybe", None])
def test_what_is_no_cell_is_refused(text):
    with pytest.raises(ValueError):
        Cell.read(text)


def test_a_cell_answers_by_how_the_object_stands_to_the_reader():
    cell = Cell.read("200 if own or office else 403")

    assert cell.expected({Scope.OWN}) == "200"
    assert cell.expected({Scope.ASSIGNED, Scope.OFFICE}) == "200"
    assert cell.expected({Scope.ASSIGNED}) == "403"
    assert Cell.read("302").expected(set()) == "302"


def one_row(told):
    return read_matrix({"third_parties": [], "pages": {}, "rows": {"a:b": told}}).rows["a:b"]


def test_a_more_exact_seat_overrides_signed_in_and_suspended_is_a_guest():
    row = one_row({"GET": {"PUB": "login", "signed_in": 404, "CP+SEC": "200 if office", "SEC": 200}})

    assert row.cell("GET", Seat.SUS) == Cell("login")
    assert row.cell("GET", Seat.LRN) == Cell("404")
    assert row.cell("GET", Seat.CP) == Cell("200", frozenset({Scope.OFFICE}))
    assert row.cell("GET", Seat.SEC) == Cell("200")


def test_a_method_the_address_does_not_know_is_405_behind_the_sign_in():
    closed = one_row({"GET": {"PUB": "login", "signed_in": 200}})
    public = one_row({"GET": {"PUB": 200, "signed_in": 200}})

    assert (closed.cell("POST", Seat.PUB), closed.cell("POST", Seat.LRN)) == (Cell("login"), Cell("405"))
    assert public.cell("POST", Seat.PUB) == Cell("405")


def test_a_matrix_is_read_whole():
    told = {"GET": {"PUB": "login", "signed_in": "200 if own"}, "POST": {"PUB": 200, "signed_in": 200}}
    extras = {"subject": "thing", "absent": 410, "csrf": "exempt", "writes": ["a_table"]}
    matrix = read_matrix(
        {
            "rows": {"a:b": {**told, **extras}, "a:plain": {"GET": {"PUB": 200, "signed_in": 200}}},
            "third_parties": [{"prefix": "pkg/", "names": ["one_*", "two"], **told}],
            "pages": {"app.page": {"PUB": 404, "signed_in": 200}},
        }
    )
    row, plain, party = matrix.rows["a:b"], matrix.rows["a:plain"], matrix.third_parties[0]

    assert (row.name, row.subject, row.absent, row.is_csrf_exempt, row.writes) == (
        "a:b", "thing", "410", True, frozenset({"a_table"}),
    )  # fmt: skip
    assert (plain.subject, plain.absent, plain.is_csrf_exempt, plain.writes) == ("", "404", False, frozenset())
    assert set(row.methods) == {"GET", "POST"}
    assert set(plain.methods) == {"GET"}
    assert row.cell("GET", Seat.LRN) == Cell("200", frozenset({Scope.OWN}))
    assert row.cell("POST", Seat.PUB) == Cell("200")
    assert (party.prefix, party.names, party.row.name) == ("pkg/", ("one_*", "two"), "pkg/")
    assert party.row.cell("GET", Seat.SUS) == Cell("login")
    assert matrix.pages["app.page"].name == "app.page"
    assert matrix.pages["app.page"].cell("GET", Seat.PUB) == Cell("404")
    assert matrix.third_party("one_x", "pkg/a/") is party
    assert matrix.third_party("two", "pkg/") is party
    assert matrix.third_party("three", "pkg/a/") is None
    assert matrix.third_party("one_x", "other/a/") is None


def test_what_is_wrong_in_a_matrix_is_named():
    with pytest.raises(MatrixError, match=r"^a:b: what is GTE, csfr\?$"):
        one_row({"csfr": "exempt", "GTE": {}})
    with pytest.raises(MatrixError, match=r"^a:b: no answer for LRN, FAC, CP, NSE, RC, SEC, AUD, EXT\.$"):
        one_row({"GET": {"PUB": 200}})
    assert not one_row({"GET": {"PUB": 200, "signed_in": 200}, "csrf": "no"}).is_csrf_exempt


@pytest.mark.parametrize(
    "told",
    [{"GET": {"PUB": 200}}, {"GET": {"signed_in": 200}}, {"GTE": {}}, {"GET": {"PUB": 200, "XYZ": 200}}],
    ids=["no-members", "no-guest", "unknown-word", "unknown-seat"],
)
def test_a_row_that_is_not_whole_is_refused(told):
    with pytest.raises(ValueError):
        one_row(told)


def test_matrix_error_is_a_value_error():
    assert issubclass(MatrixError, ValueError)


def test_navigation_asks_the_matrix_what_opens():
    matrix = get_matrix()

    assert matrix.opens_to("accounts:preferences", [Seat.LRN])
    assert not matrix.opens_to("accounts:preferences", [Seat.PUB])
    assert not matrix.opens_to("live:session", [Seat.LRN])  # it needs an object
    assert not matrix.opens_to("live:create_feed", [Seat.LRN])  # nothing to open
