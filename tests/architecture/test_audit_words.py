"""Every act that is logged has a name for people in both languages, and so has every thing it can be about."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from internships.moves import MOVES
from lms.records.approvals import VERBS
from lms.records.words import WordsError, get_audit_words, read_words
from tests.architecture.sources import APPS, calls, place, python_files
from workshops.enums import EDITION_MOVES, EditionState
from workshops.services.moves import ACTIONS

pytestmark = pytest.mark.machine
LOGGERS = {"log", "log_list", "_note", "_append"}
# What code computes: the pattern as it stands in the source, and everything it can become.
COMPUTED = {
    "records.{}_act": {f"records.{verb}_act" for verb in ["request", *VERBS.values()]},
    "moderation.{}": {"moderation.close", "moderation.take_up"},
    "workshops.edition_{}": {f"workshops.edition_{state.lower()}" for state in {*EDITION_MOVES} - {EditionState.DRAFT}},
    "internships.{}": {f"internships.{name}" for name in MOVES},
    "{}.read_{}": set(),  # log_read: nobody calls it yet; whoever does adds what is read here
}
PASSED_ON = {"action", "ACTIONS[to_state]", "SIGN_IN"}  # named elsewhere; each is looked at below


def is_log(call: ast.Call, name: str) -> bool:
    function = call.func
    owner = function.value if isinstance(function, ast.Attribute) else None
    return name in LOGGERS and not (isinstance(owner, ast.Name) and owner.id == "math")


def actions() -> Iterator[tuple[str, str, str]]:
    """(kind, text, place): constant, pattern, or expression, of every ``action=`` of the trail and of ``_note``."""
    for path in python_files():
        for call, name in calls(path):
            if not is_log(call, name):
                continue
            given = [word.value for word in call.keywords if word.arg == "action"]
            if name == "_note":
                given += call.args[3:4]
            for node in given:
                where = place(path, call.lineno)
                if isinstance(node, ast.Constant):
                    yield "constant", str(node.value), where
                elif isinstance(node, ast.JoinedStr):
                    parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
                    yield "pattern", "".join(str(part) for part in parts), where
                else:
                    yield "expression", ast.unparse(node), where


def test_every_act_has_a_name():
    known = get_audit_words().actions
    nameless = [f"{where} {text}" for kind, text, where in actions() if kind == "constant" and text not in known]
    unlisted = [f"{where} {text}" for kind, text, where in actions() if kind == "pattern" and text not in COMPUTED]
    unseen = [f"{where} {text}" for kind, text, where in actions() if kind == "expression" and text not in PASSED_ON]

    assert nameless == []
    assert unlisted == []
    assert unseen == []
    assert {name for names in COMPUTED.values() for name in names} - set(known) == set()
    assert set(ACTIONS.values()) - set(known) == set()


def test_the_search_finds_the_acts():
    """A control: were nothing found, nothing could be missing."""
    found = {text for _kind, text, _where in actions()}

    assert {"certificates.issue", "network.seed_create", "records.{}_act", "accounts.suspend", "SIGN_IN"} <= found


def test_every_thing_with_an_address_has_a_name():
    named = set(get_audit_words().things)
    labels = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS and any(f.name == "public_id" for f in model._meta.fields)
    }

    # Machines write these and no act of a person is about one.
    assert labels - named == {"mail.mail", "live.rawevent", "live.practiceoccupant"}
    assert [label for label in named if not re.fullmatch(r"[a-z]+\.[a-z]+", label)] == []


def test_words_in_one_language_are_refused():
    with pytest.raises(WordsError):
        read_words({"actions": {"tests.act": {"es": "Acto"}}}, file="ensayo")
    with pytest.raises(WordsError):
        read_words({"acts": {}}, file="ensayo")
