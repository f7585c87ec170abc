"""The classmates of one edition, as far as they have chosen to be seen: give and take."""

from dataclasses import dataclass

from workshops.enums import LEARNING_STATES
from workshops.models import Enrolment


@dataclass(frozen=True, slots=True)
class Classmate:
    """What classmates see of one another, and no more."""

    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Classmates:
    """``people`` only for a reader who is seen too; ``number`` counts the others who are."""

    is_shown: bool
    number: int
    people: tuple[Classmate, ...] = ()


def get_classmates(own: Enrolment | None) -> Classmates | None:
    """For whoever is enrolled, in one query; nothing for anybody else, who read the edition by another rule."""
    if own is None or own.state not in LEARNING_STATES:
        return None
    shown = Enrolment.objects.shown_in(own.edition_id).exclude(pk=own.pk)
    if own.shown_since is None:
        return Classmates(is_shown=False, number=shown.count())
    rows = shown.order_by("person__family_names", "person__given_names", "pk")
    found = tuple(
        Classmate(f"{given} {family}".strip(), str(country))
        for given, family, country in rows.values_list("person__given_names", "person__family_names", "country__name")
    )
    return Classmates(is_shown=True, number=len(found), people=found)
