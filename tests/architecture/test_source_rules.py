"""Rules over the source of every room; each is shown to find what it forbids, and no allowance outlives its need."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from lms.common.matrix import Matrix, Seat, get_matrix, read_matrix
from tests.architecture.rules import (
    BELIEVED_ALLOWED,
    RULES,
    Rule,
    Source,
    believed_in,
    believed_in_templates,
    last_name,
    sources,
)

pytestmark = pytest.mark.machine
named = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))


@named
def test_rule_is_kept(rule: Rule):
    """Found is exactly what is allowed: neither a new place, nor an allowance that nothing needs any more."""
    found = set().union(*(rule.places(source) for source in sources(with_migrations=rule.with_migrations)))

    assert found == set(rule.allowed)
    assert all(len(reason) > 10 for reason in rule.allowed.values())


@named
def test_rule_finds_what_it_forbids(rule: Rule):
    """A control: each of these by itself."""
    assert [text for text in rule.bad if not rule.control(text)] == []


@named
def test_rule_lets_pass_what_is_fine(rule: Rule):
    assert [text for text in rule.fine if rule.control(text)] == []


def test_templates_believe_no_text_but_ours():
    assert believed_in_templates() == set(BELIEVED_ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "{{ text|safe }}",
        "{{ a.b | safe }}",
        "{{ text|title|safe }}",
        "{% autoescape off %}",
        "{{ x|safeseq|join:'' }}",
    ],
)
def test_a_text_that_is_believed_is_found(text):
    assert len(believed_in(text)) == 1


# --- what is open to everybody


# What leads a guest to the sign-in by doing its work, and says `login` in the matrix therefore.
LEADS_TO_THE_SIGN_IN = {
    "closed_page_login",  # stands where another sign-in would
    "wagtailcore_login",  # at the same address, never reached
    "mfa_authenticate",  # the second step, to whoever has not done the first
    "mfa_login_webauthn",
    "accounts_machine:office_callback",  # an institution's answer that this session did not ask for
}


@dataclass(frozen=True)
class OpenView:
    """An address whose view asks for no account; ``made_of`` names the view and what it inherits from."""

    name: str
    route: str
    made_of: frozenset[str]


def open_views(resolver: URLResolver, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[OpenView]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from open_views(pattern, (*namespaces, *filter(None, [pattern.namespace])), route)
        elif isinstance(pattern, URLPattern) and not getattr(pattern.callback, "login_required", True):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            bases = view.__mro__ if isinstance(view, type) else [view]
            name = ":".join([*namespaces, pattern.name or "?"])
            yield OpenView(name, route, frozenset(f"{base.__module__}.{base.__name__}" for base in bases))


def closed_in(matrix: Matrix, views: Iterable[OpenView]) -> set[str]:
    """Those that the matrix does not open to a guest; packages answer for their own addresses (test_matrix)."""

    def is_open(name: str) -> bool:
        row = matrix.rows.get(name)
        return row is not None and any(row.cell(method, Seat.PUB).answer != "login" for method in row.methods)

    return {view.name for view in views if not matrix.third_party(view.name, view.route) and not is_open(view.name)}


@pytest.fixture(scope="module")
def served() -> list[OpenView]:
    return list(open_views(get_resolver()))


def test_a_view_that_asks_for_no_account_is_open_in_the_matrix(served):
    assert len(served) > 10
    assert closed_in(get_matrix(), served) == LEADS_TO_THE_SIGN_IN


def test_a_view_that_the_matrix_does_not_open_is_found():
    closed = read_matrix({"rows": {"a": {"GET": {"PUB": "login", "signed_in": 200}}}, "third_parties": [], "pages": {}})

    views = [OpenView("a", "a/", frozenset()), OpenView("b", "b/", frozenset())]

    assert closed_in(closed, views) == {"a", "b"}


def marked(source: Source, mark: str) -> set[str]:
    """Classes and functions of a file that bear a decorator of that name."""
    kinds = ast.ClassDef | ast.FunctionDef
    return {
        f"{source.name.removesuffix('.py').replace('/', '.')}.{node.name}"
        for node in ast.walk(source.tree)
        if isinstance(node, kinds)
        and any(last_name(inner) == mark for one in node.decorator_list for inner in ast.walk(one))
    }


def everywhere(mark: str) -> set[str]:
    return set().union(*(marked(source, mark) for source in sources(with_migrations=False)))


def test_every_mark_of_an_open_view_stands_at_an_address(served):
    """None is left on what nobody serves, where it would wait for the next address to open it."""
    demonstration = {name for name in everywhere("login_not_required") if name.startswith("lms.desk.views.")}

    used = {name for view in served for name in view.made_of} | {settings.CSRF_FAILURE_VIEW}
    unserved = everywhere("login_not_required") - demonstration - used

    assert unserved == set()


def test_whoever_needs_no_token_says_so_in_the_matrix(served):
    """``csrf_exempt`` in the source and ``csrf: exempt`` in the matrix are the same addresses."""
    exempt = everywhere("csrf_exempt")

    in_source = {view.name for view in served if view.made_of & exempt}

    assert in_source == {name for name, row in get_matrix().rows.items() if row.is_csrf_exempt}
