"""Every rule that changes something in the network."""

from network.services.appointments import (
    AlreadyContactPoint,
    ContactPointsFull,
    EndsBeforeItBegins,
    LastOfSecretariat,
    NeedsTwoPersons,
    NoLongerHeld,
    NotOfThisOffice,
    ScopeMissing,
    appoint,
    end_appointment,
    grant_secretariat,
    substitute_contact_point,
)
from network.services.entering import Entered, Entry, KnownElsewhere, PlaceMissing, enter_person
from network.services.invitations import (
    AlreadyHasAccount,
    invite_person,
    join_by_invitation,
    withdraw_person_invitation,
)
from network.services.moves import AlreadyThere, MovedMeanwhile, leave_network, transfer_person
from network.services.people import (
    BelongsElsewhere,
    EmailTaken,
    NameMissing,
    UnitOfAnotherOffice,
    add_membership,
    register_person,
)
from network.services.resets import ask_for_new_password
from network.services.rosters import CheckedRoster, RowRefused, check_roster, import_roster

__all__ = [
    "AlreadyContactPoint",
    "AlreadyHasAccount",
    "AlreadyThere",
    "BelongsElsewhere",
    "CheckedRoster",
    "ContactPointsFull",
    "EmailTaken",
    "EndsBeforeItBegins",
    "Entered",
    "Entry",
    "KnownElsewhere",
    "LastOfSecretariat",
    "MovedMeanwhile",
    "NameMissing",
    "NeedsTwoPersons",
    "NoLongerHeld",
    "NotOfThisOffice",
    "PlaceMissing",
    "RowRefused",
    "ScopeMissing",
    "UnitOfAnotherOffice",
    "add_membership",
    "appoint",
    "ask_for_new_password",
    "check_roster",
    "end_appointment",
    "enter_person",
    "grant_secretariat",
    "import_roster",
    "invite_person",
    "join_by_invitation",
    "leave_network",
    "register_person",
    "substitute_contact_point",
    "transfer_person",
    "withdraw_person_invitation",
]
