"""Invented prosecutors: two contact points and five others per office, and an account per role to sign in with."""

import random
from dataclasses import dataclass
from datetime import date, datetime

from lms.accounts.models import User
from network.enums import Role, Sex
from network.models import Office, Person, School
from network.services import add_membership, appoint, grant_secretariat, register_person

SINCE = date(2024, 1, 15)
PER_OFFICE = 7  # the first two are the contact points

# Invented from plants, birds and places of the region, so that nobody's name is met by chance.
GIVEN = {
    Sex.FEMALE: [
        "Amaranta", "Ceiba", "Dalia Inés", "Estela", "Flor de María", "Ixchel", "Jacaranda", "Leocadia", "Magnolia",
        "Nayeli", "Orquídea", "Perla Aurora", "Rocío", "Solana", "Violeta", "Xiomara", "Yaretzi", "Zoila",
    ],
    Sex.MALE: [
        "Anselmo", "Baltazar", "Casimiro", "Demetrio", "Eleuterio", "Fidel Ángel", "Gaspar", "Isauro", "Jacinto",
        "Lázaro", "Melquíades", "Nicanor", "Octavio", "Primitivo", "Rosendo", "Saturnino", "Teófilo", "Ulises",
    ],
}  # fmt: skip
FAMILY = [
    "Aguacatán", "Balsamar", "Cenzontle", "Conacaste", "Chilamate", "Flamenco", "Guayacán", "Guarumo", "Izote",
    "Jiquilite", "Jocote", "Laurel", "Madrecacao", "Maquilishuat", "Morro", "Nance", "Ojushte", "Pacaya", "Quetzal",
    "Roble", "Sihuapate", "Tempisque", "Tenquique", "Torogoz", "Volador", "Zapote",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who: people by office code, and the accounts a visitor signs in with, by role."""

    offices: dict[str, list[Person]]
    accounts: dict[str, User]
    learners: dict[str, Person]


def invent_people(*, password: str, at: datetime) -> Cast:
    """The same people every time; ``password`` is that of the accounts for visitors, the others have none."""
    dice = random.Random(2012)  # noqa: S311 (a stage, not a secret)  # nosec B311
    offices: dict[str, list[Person]] = {}
    for office in Office.objects.members().select_related("country").order_by("code"):
        offices[office.code] = [_invent(dice, office, place, at) for place in range(PER_OFFICE)]
    first = {code: people[0] for code, people in offices.items()}
    secretariat = _member(dice, "secretaria", Role.SECRETARIAT, at)
    coordinator = _member(dice, "coordinacion", Role.COORDINATOR, at, school=School.objects.get(is_lead=True))
    editor = _member(dice, "editora", Role.SCHOOL_EDITOR, at, school=School.objects.get(is_lead=True))
    auditor = _member(dice, "auditoria", Role.AUDITOR, at)
    second = _member(dice, "secretaria2", Role.SECRETARIAT, at)  # whoever approves what the first one asks for
    learners = {"learner": offices["MP-GT"][2], "nominee": offices["MP-GT"][3], "second": offices["MP-CR"][2]}
    accounts = {
        "contact point": first["MP-GT"],
        "learner": learners["learner"],
        "nominee": learners["nominee"],
        "second learner": learners["second"],
        "facilitator": offices["FGR-SV"][2],
        "coordinator": coordinator,
        "Secretariat": secretariat,
        "second Secretariat": second,
        "school editor": editor,
        "auditor": auditor,
    }
    for person in accounts.values():
        user = person.user
        if user is not None and not user.has_usable_password():
            user.set_password(password)
            user.save(update_fields=["password"])
    return Cast(offices, {role: person.user for role, person in accounts.items() if person.user}, learners)


def _invent(dice: random.Random, office: Office, place: int, at: datetime) -> Person:
    code = office.code.lower().replace("-", ".")
    person = _register(dice, f"{'contacto' if place < 2 else 'fiscal'}{place + 1}.{code}@example.org", at)
    position = (
        "Fiscal especializado en crimen organizado"
        if person.sex == Sex.MALE
        else "Fiscal especializada en crimen organizado"
    )
    add_membership(person=person, office=office, position=position, started_on=SINCE, actor=None, at=at)
    _give_account(person, language=office.country.language, zone=office.country.time_zone)
    if place < 2:
        appoint(person=person, role=Role.CONTACT_POINT, office=office, started_on=SINCE, actor=None, at=at)
    return person


def _member(dice: random.Random, name: str, role: Role, at: datetime, *, school: School | None = None) -> Person:
    person = _register(dice, f"{name}@example.org", at)
    _give_account(person, language="es", zone="America/El_Salvador")
    if role == Role.SECRETARIAT:
        grant_secretariat(person=person, started_on=SINCE, actor=None, at=at)
    else:
        appoint(person=person, role=role, school=school, started_on=SINCE, actor=None, at=at)
    return person


def _register(dice: random.Random, email: str, at: datetime) -> Person:
    sex = dice.choice([Sex.FEMALE, Sex.MALE])
    return register_person(
        given_names=dice.choice(GIVEN[sex]),
        family_names=" ".join(dice.sample(FAMILY, 2)),
        email=email,
        sex=sex,
        actor=None,
        at=at,
    )


def _give_account(person: Person, *, language: str, zone: str) -> None:
    if person.user is None:
        person.user = User.objects.create_user(person.email, language=language, time_zone=zone)
        person.save(update_fields=["user"])
