"""Every address of the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """A pattern of the resolver: its whole name, its route from the root, the names of its parts."""

    name: str
    route: str
    parts: frozenset[str]

    def __str__(self) -> str:
        return self.name or self.route


def every_address() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver(), (), ""))


def _walk(resolver: URLResolver, namespaces: tuple[str, ...], prefix: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            parts = frozenset(pattern.pattern.regex.groupindex) | frozenset(pattern.pattern.converters)
            name = ":".join([*namespaces, pattern.name]) if pattern.name else ""
            yield Address(name, route, parts)
