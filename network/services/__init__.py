"""Every rule that changes something in the network."""

from network.services.appointments import (
    ContactPointsFull,
    EndsBeforeItBegins,
    NotOfThisOffice,
    appoint,
    end_appointment,
)
from network.services.invitations import AlreadyHasAccount, invite_person, join_by_invitation
from network.services.people import (
    BelongsElsewhere,
    EmailTaken,
    NameMissing,
    UnitOfAnotherOffice,
    add_membership,
    register_person,
)
from network.services.resets import ask_for_new_password

__all__ = [
    "AlreadyHasAccount",
    "BelongsElsewhere",
    "ContactPointsFull",
    "EmailTaken",
    "EndsBeforeItBegins",
    "NameMissing",
    "NotOfThisOffice",
    "UnitOfAnotherOffice",
    "add_membership",
    "appoint",
    "ask_for_new_password",
    "end_appointment",
    "invite_person",
    "join_by_invitation",
    "register_person",
]
