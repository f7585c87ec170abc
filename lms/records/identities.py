"""Who is who, as far as this floor must know: a room above tells which accounts are one and the same person."""

from collections.abc import Callable

from lms.accounts.models import User

Identify = Callable[[User], frozenset[str]]
_tellers: list[Identify] = []


def register_identity(teller: Identify) -> None:
    """``teller(user)`` gives words that two accounts share only where one person stands behind both."""
    if teller not in _tellers:
        _tellers.append(teller)


def are_one_person(first: User, second: User) -> bool:
    """Whether the same person stands behind both accounts; an account is always one with itself."""
    if first.pk == second.pk:
        return True
    return any(teller(first) & teller(second) for teller in _tellers)
