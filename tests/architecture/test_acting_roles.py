"""Whatever somebody does is written with the role it was done under; what runs by itself has none to tell."""

import ast

import pytest

from tests.architecture.rules import Source, chain, sources

LOGS = {"log", "log_list", "log_read"}
pytestmark = pytest.mark.machine


def untold(source):
    """Calls of the trail by somebody (``actor`` is not plainly None) that say nothing of the role."""
    for call, name in source.calls():
        words = {word.arg: word.value for word in call.keywords}
        actor, role = words.get("actor"), words.get("role")
        is_trail = name in LOGS and actor is not None and (chain(call.func)[0] == "audit" or len(chain(call.func)) == 1)
        is_by_itself = isinstance(actor, ast.Constant) and actor.value is None
        is_told = role is not None and not (isinstance(role, ast.Constant) and not role.value)
        if is_trail and not is_by_itself and not is_told:
            yield call


def test_every_act_is_written_with_its_role():
    found = [source.place(call) for source in sources(with_migrations=False) for call in untold(source)]

    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "def act():\n    audit.log(action='a.b', instance=x, actor=actor, at=at)",
        "def act():\n    audit.log(action='a.b', instance=x, actor=actor, at=at, role='')",
        "def act():\n    log(action='a.b', instance=x, actor=user, at=at)",
        "def act():\n    audit.log_list(Person, action='a.b', actor=user, at=at)",
        "def act():\n    audit.log_read(x, actor=user, at=at)",
    ],
    ids=["untold", "empty", "imported", "list", "read"],
)
def test_one_without_is_found(text):
    assert list(untold(Source.read("room/services.py", ast.parse(text))))


@pytest.mark.parametrize(
    "text",
    [
        "def act():\n    audit.log(action='a.b', instance=x, actor=actor, at=at, role=get_acting_role(actor))",
        "def act():\n    audit.log(action='a.b', instance=x, actor=None, at=at)",
        "def act():\n    logging.log(10, 'read')",
    ],
    ids=["told", "by-itself", "another-log"],
)
def test_one_with_it_passes(text):
    assert not list(untold(Source.read("room/services.py", ast.parse(text))))
