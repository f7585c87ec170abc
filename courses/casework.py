"""A branching case: scenes with decisions, what is remembered of them, and the ending they lead to. Pure.

A case is the plain JSON that its block freezes to: ``{key, title, body, scenes, endings}``. A scene's option says
where it leads (``next``: a scene, an ending, or ``fin`` for the first ending that fits), what it earns (``points``)
and what is remembered of it (``remembers``: words). ``when`` of a passage or an ending lists conditions that must all
hold: ``protegido``, ``no expuesto``, ``puntos>=9``.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

FIRST_THAT_FITS = "fin"
MOST_SCENES, MOST_OPTIONS, MOST_POINTS = 60, 8, 100
_WORD = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")
_CONDITION = re.compile(r"^(?:(?P<no>no )?(?P<word>[a-z0-9][a-z0-9-]{0,39})|puntos>=(?P<points>\d{1,4}))$")

Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One decision that was taken: the scene as it stood, the option, and why it was wise or not."""

    scene: dict[str, Any]
    option: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the decisions taken so far have led: a scene to decide in, or an ending."""

    steps: list[Step]
    remembered: frozenset[str]
    points: int
    scene: dict[str, Any] | None
    ending: dict[str, Any] | None
    passages: list[dict[str, Any]] = field(default_factory=list)


class NotInThisCase(Exception):
    """The decisions are not ones of this case."""


def words(text: str) -> list[str]:
    """``a, b`` as its words."""
    return [word.strip() for word in text.split(",") if word.strip()]


def holds(when: str, remembered: Iterable[str], points: int) -> bool:
    """Whether every condition of ``when`` is met; an empty one always is."""
    return all(_holds(condition, remembered, points) for condition in words(when))


def _holds(condition: str, remembered: Iterable[str], points: int) -> bool:
    found = _CONDITION.match(condition)
    if found is None:
        return False
    if found["points"]:
        return points >= int(found["points"])
    return (found["word"] in remembered) != bool(found["no"])


def replay(case: Case, choices: Sequence[int]) -> Standing:
    """The case after ``choices`` (the place of each option taken, in turn).

    Raises ``NotInThisCase`` where a choice is none of its scene's, or comes after the end.
    """
    scenes = {scene["key"]: scene for scene in case["scenes"]}
    endings = {ending["key"]: ending for ending in case["endings"]}
    scene: dict[str, Any] | None = case["scenes"][0]
    ending: dict[str, Any] | None = None
    remembered: set[str] = set()
    points = 0
    steps = []
    for choice in choices:
        if scene is None or not 0 <= choice < len(scene["options"]):
            raise NotInThisCase
        option = scene["options"][choice]
        steps.append(Step(scene, option))
        remembered |= set(words(option["remembers"]))
        points += option["points"]
        target = option["next"]
        scene = scenes.get(target)
        if scene is None:
            ending = endings.get(target) or _first_ending(case, remembered, points)
    passages = (scene or ending or {}).get("passages", [])
    return Standing(
        steps=steps,
        remembered=frozenset(remembered),
        points=points,
        scene=scene,
        ending=ending,
        passages=[one for one in passages if holds(one["when"], remembered, points)],
    )


def _first_ending(case: Case, remembered: set[str], points: int) -> dict[str, Any]:
    fitting: dict[str, Any] = next(
        ending for ending in case["endings"] if holds(ending["when"], remembered, points)
    )  # the last one fits always: see ``faults_of``
    return fitting


def shape_of(case: Case) -> str:
    """How the case branches, without its words: the same in every language."""
    scenes = [
        [scene["key"], [[one["points"], one["next"], words(one["remembers"])] for one in scene["options"]]]
        for scene in case["scenes"]
    ]
    endings = [[ending["key"], words(ending["when"])] for ending in case["endings"]]
    return hashlib.sha256(json.dumps([scenes, endings]).encode()).hexdigest()


def best_points(case: Case) -> int:
    """The most that any way through the case earns; the way is as long as there are scenes at most."""
    scenes = {scene["key"]: scene for scene in case["scenes"]}
    known: dict[str, int] = {}

    def best(key: str) -> int:
        if key not in scenes:
            return 0
        if key not in known:
            known[key] = max(option["points"] + best(option["next"]) for option in scenes[key]["options"])
        return known[key]

    return best(case["scenes"][0]["key"])


def faults_of(case: Case) -> list[str]:
    """What keeps a case from being played through, in sentences; empty when nothing does."""
    scenes, endings = case["scenes"], case["endings"]
    if not scenes or len(endings) < 2:
        return [str(_("A case needs at least one scene and two endings."))]
    faults = _faults_of_names(case)
    keys = [scene["key"] for scene in scenes]
    targets = {*keys, *(ending["key"] for ending in endings), FIRST_THAT_FITS}
    for scene in scenes:
        if not 2 <= len(scene["options"]) <= MOST_OPTIONS:
            faults.append(_("The scene “%(scene)s” needs two to eight options.") % {"scene": scene["key"]})
        for option in scene["options"]:
            if option["next"] not in targets:
                faults.append(
                    _("An option of “%(scene)s” leads to “%(target)s”, which is neither a scene nor an ending.")
                    % {"scene": scene["key"], "target": option["next"]}
                )
    if endings[-1]["when"]:
        faults.append(_("The last ending takes whoever fits no other, so it must have no condition."))
    return faults or _faults_of_ways(case)


def _faults_of_names(case: Case) -> list[str]:
    every = [*case["scenes"], *case["endings"]]
    names = [one["key"] for one in every]
    faults = [
        _("“%(name)s” cannot name a scene or an ending: small letters, numbers and hyphens, and not “fin”.")
        % {"name": name}
        for name in names
        if not _WORD.match(name) or name == FIRST_THAT_FITS
    ]
    faults += [_("“%(name)s” stands twice.") % {"name": name} for name in sorted(set(names)) if names.count(name) > 1]
    conditions = [one["when"] for one in case["endings"]]
    conditions += [passage["when"] for one in every for passage in one["passages"]]
    known = {word for scene in case["scenes"] for option in scene["options"] for word in words(option["remembers"])}
    for condition in [one for when in conditions for one in words(when)]:
        found = _CONDITION.match(condition)
        if found is None or (found["word"] and found["word"] not in known):
            faults.append(
                _("The condition “%(condition)s” asks for what no option lets be remembered.")
                % {"condition": condition}
            )
    return faults


def _faults_of_ways(case: Case) -> list[str]:
    """Every scene can be reached, and no way through the case comes back to where it was."""
    scenes = {scene["key"]: scene for scene in case["scenes"]}
    ahead: dict[str, set[str]] = {
        key: {option["next"] for option in scene["options"] if option["next"] in scenes}
        for key, scene in scenes.items()
    }
    reached, faults = {case["scenes"][0]["key"]}, []
    waiting = list(reached)
    while waiting:
        fresh = ahead[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    if lost := [key for key in scenes if key not in reached]:
        faults.append(_("No option leads to: %(scenes)s.") % {"scenes": ", ".join(lost)})
    left = dict(ahead)
    while ends := [key for key, targets in left.items() if not targets & set(left)]:
        for key in ends:
            del left[key]
    if left:
        faults.append(_("The scenes lead in a circle: %(scenes)s.") % {"scenes": ", ".join(left)})
    return faults
