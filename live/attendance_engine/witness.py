"""What people saw, beside what the server told: intervals that join the union, minutes made up, a corrected count."""

from dataclasses import dataclass

Interval = tuple[int, int]
RECOVERABLE = 5  # at most one part in so many of the scheduled time can be made up


@dataclass(frozen=True, slots=True)
class Seen:
    """That somebody was there from one instant to another, and on whose word (the id of a line of the register)."""

    interval: Interval
    ref: str


@dataclass(frozen=True, slots=True)
class Witness:
    """The register about one person. ``corrected`` replaces the count; the count stays readable beside it."""

    seen: tuple[Seen, ...] = ()
    made_up: int = 0
    corrected: int | None = None
    refs: tuple[str, ...] = ()  # every line that had a say, for the digest

    def credit(self, counted: int, scheduled: int) -> int:
        """Seconds credited where ``counted`` were: what is made up is bounded, and nothing exceeds the session."""
        if self.corrected is not None:
            return min(self.corrected, scheduled)
        return min(counted + min(self.made_up, scheduled // RECOVERABLE), scheduled)


NOTHING = Witness()
