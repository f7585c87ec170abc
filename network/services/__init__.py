"""Every rule that changes something in the network."""

from network.services.appointments import (
    ContactPointsFull,
    CountryNotForRole,
    EndsBeforeItBegins,
    NotOfThisOffice,
    appoint,
    end_appointment,
)
from network.services.delegations import (
    AlreadyDelegated,
    AppointmentEndsBefore,
    DelegateElsewhere,
    DelegateIsContactPoint,
    DelegateWithoutAccount,
    DelegationInThePast,
    DelegationTooLong,
    DelegationWithoutDays,
    NothingToDelegate,
    delegate_powers,
    withdraw_delegation,
)
from network.services.invitations import AlreadyHasAccount, invite_person, join_by_invitation
from network.services.names import (
    NameBeginsTooEarly,
    NameIncomplete,
    NameLeavesGap,
    SameName,
    rename_office,
    rename_school,
)
from network.services.people import (
    BelongsElsewhere,
    EmailTaken,
    NameMissing,
    UnitOfAnotherOffice,
    add_membership,
    register_person,
)
from network.services.resets import ask_for_new_password
from network.services.vacancies import report_vacancies

__all__ = [
    "AlreadyDelegated",
    "AlreadyHasAccount",
    "AppointmentEndsBefore",
    "BelongsElsewhere",
    "ContactPointsFull",
    "CountryNotForRole",
    "DelegateElsewhere",
    "DelegateIsContactPoint",
    "DelegateWithoutAccount",
    "DelegationInThePast",
    "DelegationTooLong",
    "DelegationWithoutDays",
    "EmailTaken",
    "EndsBeforeItBegins",
    "NameBeginsTooEarly",
    "NameIncomplete",
    "NameLeavesGap",
    "NameMissing",
    "NotOfThisOffice",
    "NothingToDelegate",
    "SameName",
    "UnitOfAnotherOffice",
    "add_membership",
    "appoint",
    "ask_for_new_password",
    "delegate_powers",
    "end_appointment",
    "invite_person",
    "join_by_invitation",
    "register_person",
    "rename_office",
    "rename_school",
    "report_vacancies",
    "withdraw_delegation",
]
