"""Every form that a reader is offered, sent with more than it asks for and with what is another's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from lms.accounts.models import User
from lms.common.matrix import Seat
from lms.records.declarations import get_declarations
from network.models import Office, Person, School
from tests.security.crawler import undone
from tests.security.forms import Form, forms_of
from tests.security.hostile import ABSURD_TEXTS, wrong_with
from tests.security.objects import ABSENT_ID
from tests.security.test_matrix import MATRIX, OURS
from tests.security.wandering import Visit, Wanderer, forms_seen
from workshops.models import Edition, Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READERS = (Seat.PUB, Seat.LRN, Seat.CP, Seat.FAC, Seat.SEC)  # between them they are offered every form
OF_SESSIONS = {"sessions.session", "accounts.device"}  # what any request may move
FORGED = "forjado"
Facts = dict[tuple[str, object, str], Any]


@pytest.fixture(scope="module")
def wanderer(crawler):
    return Wanderer(crawler)


@pytest.fixture(scope="module")
def offered(wanderer, subjects, django_db_blocker) -> list[tuple[Visit, Form]]:
    """Each form once per reader and kind of page."""
    with django_db_blocker.unblock():
        visits = list(wanderer.everywhere(OURS, subjects, MATRIX.rows, READERS))
        found = {(visit.seat, visit.place, form.names): (visit, form) for visit, form in forms_seen(visits)}
        return list(found.values())


def everything() -> dict[tuple[str, object], dict[str, Any]]:
    """Every row of every table."""
    return {
        (model._meta.label_lower, row[model._meta.pk.attname]): row
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.label_lower not in OF_SESSIONS
        for row in model._base_manager.values()
    }


def what_changes(wanderer: Wanderer, visit: Visit, path: str, told: dict[str, str], before: Any) -> Facts:
    """What one POST changes: of rows that were there which columns, and all of rows that are new, counted by table."""
    with undone():
        wanderer.client(visit.seat, raise_request_exception=False).post(path, told)
        after = everything()
    facts: Facts = {(label, pk, "gone"): True for label, pk in before.keys() - after.keys()}
    turn: dict[str, int] = {}
    for (label, pk), row in after.items():
        old = before.get((label, pk))
        key: object = pk
        if old is None:
            turn[label] = turn.get(label, 0) + 1
            key = f"new {turn[label]}"
        facts |= {(label, key, column): value for column, value in row.items() if old is None or old[column] != value}
    return facts


def stable(one: Facts, other: Facts) -> Facts:
    """What comes out alike each time: without random names, keys and the time of day."""
    return {key: value for key, value in one.items() if key in other and other[key] == value}


def forged_fields(form: Form) -> dict[str, str]:
    """A value for every column of the house that the form does not ask for."""
    told: dict[str, str] = {
        "is_superuser": "on",
        "is_staff": "on",
        "role": "SECRETARIAT",
        "person_id": "1",
        "user_id": "1",
    }
    for declaration in get_declarations().values():
        for name in declaration.fields:
            column = declaration.model._meta.get_field(name)
            value = forged_value(column)
            told |= {name: value, getattr(column, "attname", name): value}
    return {name: value for name, value in told.items() if name not in form.names}


def forged_value(column: Any) -> str:
    if column.is_relation:
        newest = column.related_model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        return str(newest or 1)
    if column.choices:
        return str(column.choices[-1][0])
    kinds = [(models.BooleanField, "on"), (models.DateTimeField, "2001-01-01 00:00"), (models.DateField, "2001-01-01")]
    numbers = (models.IntegerField, models.DecimalField, models.FloatField)
    plain = next((value for kind, value in kinds if isinstance(column, kind)), FORGED)
    return "99" if isinstance(column, numbers) else plain


# A list that is taken out says when it was made, and the trail holds what was written meanwhile. There alone.
LISTS = ("/archivo/", "/directorio/", "/lista/")
GROWS = {("media.privatefile", "size"), ("media.privatefile", "sha256")}


def mass_assigned(wanderer: Wanderer, offered: list[tuple[Visit, Form]], path: str = "") -> list[str]:
    """What changes because a form was sent more than it asks for."""
    with undone():
        before = everything()
    wrong = []
    for visit, form in offered:
        told, where = form.filled(), path or form.action
        plain = stable(*(what_changes(wanderer, visit, where, told, before) for _ in range(2)))
        forged = what_changes(wanderer, visit, where, {**forged_fields(form), **told}, before)
        again = what_changes(wanderer, visit, where, {**forged_fields(form), **told}, before)
        changed = {key for key, value in stable(forged, again).items() if key not in plain or plain[key] != value}
        grows = GROWS if where.endswith(LISTS) else set()
        more = {key for key in changed if (key[0], key[2]) not in grows}
        wrong += [f"{visit.seat} {where} changes {label}.{column}" for label, _pk, column in sorted(map(str_key, more))]
    return wrong


def str_key(key: tuple[str, object, str]) -> tuple[str, str, str]:
    return key[0], str(key[1]), key[2]


def test_a_form_sent_more_than_it_asks_for_does_no_more(wanderer, offered):
    assert len(offered) > 40
    assert mass_assigned(wanderer, offered) == []


def test_a_view_that_takes_whatever_comes_is_found(wanderer, offered, settings):
    settings.ROOT_URLCONF = "tests.security.faulty_forms"
    form = next((visit, form) for visit, form in offered if visit.seat == Seat.LRN)

    found = mass_assigned(wanderer, [form], "/takes/")

    assert "LRN /takes/ changes accounts.user.is_superuser" in found


# --- keys of others


def others(world) -> dict[type[models.Model], set[object]]:
    """The keys of the other country, by table."""
    land = world.there
    # Those who act for the whole network are told of things everywhere.
    people = [person for seat, person in land.people.items() if seat not in {Seat.SEC, Seat.RC}] + [land.colleague]
    found: dict[type[models.Model], set[object]] = {
        Person: {person.pk for person in people},
        User: {person.user_id for person in people},
        Office: {land.office.pk},
        School: {land.school.pk},
    }
    found[Enrolment] = set(Enrolment.objects.filter(person__in=found[Person]).values_list("pk", flat=True))
    found[Edition] = set(Edition.objects.filter(enrolments__in=found[Enrolment]).values_list("pk", flat=True))
    return found


def hostile_keys(world) -> list[str]:
    """By number, by public name and by nothing that exists."""
    land = world.there
    things = [
        land.people[Seat.LRN],
        land.colleague,
        land.user(Seat.LRN),
        *Enrolment.objects.filter(person=land.colleague),
    ]
    public = [thing.public_id for thing in things]
    return [*public, str(land.people[Seat.LRN].pk), str(land.office.pk), ABSENT_ID]


def ways_to_forge(form: Form, values: list[str]) -> Iterator[dict[str, str]]:
    """The form with one of its choices, and with each, another's."""
    for field in form.fields:
        for value in values if field.kind in {"select", "radio", "hidden", "number"} else []:
            yield form.filled(**{field.name: value})


def test_a_choice_that_was_not_offered_is_not_taken(wanderer, offered, world):
    """Nothing of the other country is touched or pointed at, and nothing breaks."""
    with undone():
        before = everything()
    theirs, wrong = others(world), []
    for visit, form in offered:
        if visit.seat == Seat.SEC:  # for the Secretariat nothing is another's
            continue
        for told in ways_to_forge(form, hostile_keys(world)):
            facts = what_changes(wanderer, visit, form.action, told, before)
            wrong += [f"{visit.seat} {form.action}: {what} {told}" for what in touching(facts, theirs)]

    assert wrong == []


def touching(facts: Facts, theirs: dict[type[models.Model], set[object]]) -> Iterator[str]:
    """Which columns of theirs change, and which now point at something of theirs."""
    for (label, pk, column), value in facts.items():
        model = apps.get_model(label)
        if pk in theirs.get(model, ()):
            yield f"{label}.{column}"
        names = {field.attname: field.related_model for field in model._meta.concrete_fields if field.is_relation}
        if column in names and value in theirs.get(names[column], ()):
            yield f"{label}.{column}"


def test_absurd_texts_and_choices_are_answered(wanderer, offered):
    wrong, each = [], {(visit.place, form.names): (visit, form) for visit, form in offered}
    for visit, form in each.values():  # for one reader: what cannot be read is read for all alike
        for text in ABSURD_TEXTS:
            everything_so = dict.fromkeys(form.names, text)
            written_so = {**form.filled(), **{field.name: text for field in form.fields if field.is_writable}}
            for content in (everything_so, written_so):
                with undone():
                    client = wanderer.client(visit.seat, raise_request_exception=False)
                    answer = client.post(form.action, content)
                if problem := wrong_with(answer):
                    wrong.append(f"{visit.seat} {form.action} {sorted(content)} {text[:30]!r}: {problem}")

    assert wrong == []


def test_forms_are_read_as_a_browser_does():
    page = b"""<form method="post" action="b/"><input name="a" value="1"><input type="radio" name="r" value="x">
    <input type="radio" name="r" value="y"><select name="s"><option value=""><option value="2"></select>
    <textarea name="t">z</textarea><button name="preview" value="1">P</button><button>Go</button></form><form></form>"""

    (form,) = forms_of(page, "/es/a/")

    assert form.action == "/es/a/b/"
    assert form.filled() == {"a": "1", "r": "x", "s": "2", "t": "z"}
    assert [told.get("preview") for told in form.ways()] == ["1", "1", None, None]
