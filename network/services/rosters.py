"""A file of people: all of it is checked first, and then all of it is done, or none."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lms.accounts.enums import InvitationState
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.text import fold
from network.enums import Category, Role
from network.models import Appointment, Membership, Office, Person, School
from network.roster import Problem, RosterRow, find_problems
from network.selectors import get_standing
from network.services.appointments import ContactPointsFull, most_at_once
from network.services.entering import Entered, Entry, PlaceMissing, check_place, enter_person
from network.services.people import BelongsElsewhere, EmailTaken

Found = TypeVar("Found")
NEW, KNOWN, UNCHANGED = "NEW", "KNOWN", "UNCHANGED"
GIVEN_ROLES = [role for role in Role if role != Role.SECRETARIAT]
LANGUAGE_WORDS = {"es": "es", "español": "es", "spanish": "es", "en": "en", "inglés": "en", "english": "en"}


class RowRefused(DomainError):
    message = gettext_lazy("Row %(row)d: %(reason)s Nothing of the file was saved.")


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that can be done: what it says, and whether the person is new, known or needs nothing any more."""

    number: int
    entry: Entry
    outcome: str


@dataclass(slots=True)
class CheckedRoster:
    rows: list[CheckedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_roster(*, rows: list[RosterRow], actor: User, at: datetime) -> CheckedRoster:
    """What the file would do, and everything that stands against it; nothing is written, however many rows there are.

    The number of queries does not grow with the file.
    """
    checked = CheckedRoster(problems=find_problems(rows))
    broken = {problem.row for problem in checked.problems}
    known = _Known(rows, actor=actor, at=at)
    for row in rows:
        entry, problems = _read_entry(row, known)
        if not problems and row.number not in broken:
            problems = [*_place_problems(row, entry), *known.problems_of(row, entry)]
        if problems:
            checked.problems += problems
        elif row.number not in broken:
            checked.rows.append(CheckedRow(row.number, entry, known.outcome_of(entry)))
    checked.problems.sort(key=lambda problem: problem.row)
    return checked


@transaction.atomic
def import_roster(*, rows: Iterable[CheckedRow], actor: User, at: datetime) -> list[Entered]:
    """Enter and invite everybody of a checked file, or nobody; the same file again doubles nothing.

    In the order of the addresses: two files with the same people at once take turns instead of waiting for each other.
    """
    entered = []
    for row in sorted(rows, key=lambda row: row.entry.email.casefold()):
        try:
            entered.append(enter_person(entry=row.entry, started_on=at.date(), actor=actor, at=at))
        except DomainError as refusal:  # changed since it was checked
            raise RowRefused(row=row.number, reason=str(refusal)) from refusal
    return entered


class _Known:
    """What the database knows of the people, offices and schools that a file names; read at once."""

    def __init__(self, rows: list[RosterRow], *, actor: User, at: datetime) -> None:
        self.at, self.standing = at, get_standing(actor)
        addresses = {row["email"].casefold() for row in rows}
        people = Person.objects.annotate(address=Lower("email")).filter(address__in=addresses)
        self.people = {person.email.casefold(): person for person in people.select_related("invitation")}
        keys = [person.pk for person in self.people.values()]
        self.visible = set(Person.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
        memberships = Membership.objects.filter(person__in=keys, ended_on__isnull=True)
        self.offices_of = dict(memberships.values_list("person_id", "office_id"))
        self.offices = {fold(office.code): office for office in Office.objects.members()}
        self.schools = {fold(school.code): school for school in School.objects.all()}
        self.held = set(
            Appointment.objects.filter(person__in=keys, ended_on__isnull=True).values_list(
                "person_id", "role", "office_id", "school_id"
            )
        )
        self.terms = self._read_terms(at.date())
        self.categories = _by_word(Category)
        self.roles = _by_word(Role)

    @staticmethod
    def _read_terms(on: date) -> dict[int, list[tuple[date, date | None]]]:
        terms: dict[int, list[tuple[date, date | None]]] = {}
        later = Appointment.objects.filter(role=Role.CONTACT_POINT).overlapping(on, None)
        for office_id, begins, ends in later.values_list("office_id", "started_on", "ended_on"):
            terms.setdefault(office_id or 0, []).append((begins, ends))
        return terms

    def may_enter(self, office: Office | None) -> bool:
        if self.standing.is_secretariat:
            return True
        return office is not None and office.pk in self.standing.contact_point_office_ids

    def problems_of(self, row: RosterRow, entry: Entry) -> list[Problem]:
        """What stands against a person as the database knows them; one reason is enough."""
        person = self.people.get(entry.email.casefold())
        if person is not None:
            if person.pk not in self.visible:
                return [
                    Problem(
                        row.number,
                        "email",
                        _("Your office cannot register this address. Ask the Secretariat to do it."),
                    )
                ]
            if fold(person.full_name) != fold(f"{entry.given_names} {entry.family_names}"):
                return [Problem(row.number, "email", str(EmailTaken()))]
            elsewhere = person.pk in self.offices_of and entry.office is not None
            if elsewhere and self.offices_of[person.pk] != entry.office.pk:  # type: ignore[union-attr]
                return [Problem(row.number, "office", str(BelongsElsewhere()))]
        if entry.role == Role.CONTACT_POINT and entry.office is not None and not self._holds(person, entry):
            terms = self.terms.setdefault(entry.office.pk, [])
            if most_at_once(terms, started_on=self.at.date()) >= settings.CONTACT_POINTS_PER_OFFICE:
                return [Problem(row.number, "role", str(ContactPointsFull()))]
            terms.append((self.at.date(), None))
        return []

    def outcome_of(self, entry: Entry) -> str:
        person = self.people.get(entry.email.casefold())
        if person is None:
            return NEW
        has_place = entry.office is None or self.offices_of.get(person.pk) == entry.office.pk
        invitation = person.invitation
        is_waiting = (
            invitation is not None and invitation.state == InvitationState.PENDING and invitation.is_open(self.at)
        )
        is_done = has_place and (not entry.role or self._holds(person, entry))
        return UNCHANGED if is_done and (person.user_id is not None or is_waiting) else KNOWN

    def _holds(self, person: Person | None, entry: Entry) -> bool:
        if person is None:
            return False
        return any(
            (pk, role) == (person.pk, entry.role)
            and (entry.role != Role.CONTACT_POINT or (entry.office is not None and office_id == entry.office.pk))
            and (entry.school is None or school_id == entry.school.pk)
            for pk, role, office_id, school_id in self.held
        )


def _read_entry(row: RosterRow, known: _Known) -> tuple[Entry, list[Problem]]:
    """The row with its words understood; what is not understood is named by its column."""
    problems: list[Problem] = []

    def look_up(key: str, find: Callable[[str], Found | None], sentence: str | Promise) -> Found | None:
        word = row[key]
        found = find(fold(word)) if word else None
        if word and found is None:
            problems.append(Problem(row.number, key, sentence))
        return found

    office = look_up("office", known.offices.get, _("No office of the network has this code."))
    school = look_up("school", known.schools.get, _("No school has this code."))
    category = look_up("category", known.categories.get, _("This category is unknown. Use the words of the list."))
    role = look_up("role", known.roles.get, _("This role is unknown. Use the words of the list."))
    words = {fold(word): code for word, code in LANGUAGE_WORDS.items() if code in settings.SCREEN_LANGUAGES}
    language = look_up("language", words.get, _("Write es or en."))
    if role == Role.SECRETARIAT:
        problems.append(
            Problem(row.number, "role", _("The Secretariat’s role is not given by a file: two persons decide it."))
        )
    elif role and not known.standing.is_secretariat:
        problems.append(Problem(row.number, "role", _("Only the Secretariat gives roles. Leave the cell empty.")))
    if not problems and not known.may_enter(office):
        problems.append(
            Problem(row.number, "office", _("You register people of your own office only: write its code."))
        )
    entry = Entry(
        given_names=row["given_names"],
        family_names=row["family_names"],
        email=row["email"],
        office=office,
        school=school,
        category=Category(category or Category.PROSECUTOR),
        position=row["position"],
        language=language or "",
        role=role or "",
    )
    return entry, problems


def _place_problems(row: RosterRow, entry: Entry) -> list[Problem]:
    try:
        check_place(entry)
    except PlaceMissing as refusal:
        return [Problem(row.number, "school" if entry.school else "office", str(refusal))]
    if entry.role == Role.CONTACT_POINT and entry.office is None:
        return [Problem(row.number, "office", _("A contact point needs an office: write its code."))]
    if entry.role == Role.SCHOOL_EDITOR and entry.school is None:
        return [Problem(row.number, "school", _("This role needs a school: write its code."))]
    return []


def _by_word(choices: type[Category] | type[Role]) -> dict[str, str]:
    """Every word by which a choice may be called: its code and its name in every language of the screen."""
    words = {fold(choice.value): choice.value for choice in choices}
    for language in settings.SCREEN_LANGUAGES:
        with override(language):
            words |= {fold(str(choice.label)): choice.value for choice in choices}
    return words
