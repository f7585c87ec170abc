"""Whether answers to two questions take equally long: medians asked in turns, and how far medians wander by chance."""

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

RESAMPLES = 400
UNLIKELY = 3.0  # a difference of so many times its noise does not come about by chance


@dataclass(frozen=True, slots=True)
class Comparison:
    """``first`` and ``second`` in milliseconds (medians), how far apart, and how far apart chance puts them."""

    name: str
    first: str
    second: str
    first_ms: float
    second_ms: float
    noise_ms: float
    turns: int

    @property
    def difference_ms(self) -> float:
        return self.first_ms - self.second_ms

    @property
    def tells(self) -> bool:
        """Whether somebody who measures as long as we did could tell one from the other."""
        return abs(self.difference_ms) > UNLIKELY * self.noise_ms


def measure(asked: Mapping[str, Callable[[], object]], *, turns: int, seed: int = 1) -> dict[str, list[float]]:
    """Milliseconds of each question, all asked in each turn in another order, so that none has the better hour."""
    order, chance = list(asked), random.Random(seed)  # noqa: S311 (an order, no secret)  # nosec B311
    taken: dict[str, list[float]] = {name: [] for name in order}
    for name in order:  # what only the first one pays is paid before
        asked[name]()
    for _turn in range(turns):
        chance.shuffle(order)
        for name in order:
            started = time.perf_counter()
            asked[name]()
            taken[name].append((time.perf_counter() - started) * 1000)
    return taken


def compare(name: str, first: str, second: str, taken: Mapping[str, Sequence[float]]) -> Comparison:
    """The two questions side by side; their noise is the spread of the difference among resampled turns."""
    ours, theirs, chance = taken[first], taken[second], random.Random(1)  # noqa: S311  # nosec B311
    differences = [
        statistics.median(chance.choices(ours, k=len(ours))) - statistics.median(chance.choices(theirs, k=len(theirs)))
        for _ in range(RESAMPLES)
    ]
    return Comparison(
        name=name,
        first=first,
        second=second,
        first_ms=statistics.median(ours),
        second_ms=statistics.median(theirs),
        noise_ms=statistics.stdev(differences),
        turns=len(ours),
    )
