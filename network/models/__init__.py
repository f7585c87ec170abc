"""Countries, offices, schools and the people in them."""

from network.models.delegations import Delegation
from network.models.people import Appointment, Membership, Person
from network.models.places import (
    Country,
    Institution,
    InstitutionType,
    Office,
    OfficeName,
    School,
    SchoolName,
    Unit,
)

__all__ = [
    "Appointment",
    "Country",
    "Delegation",
    "Institution",
    "InstitutionType",
    "Membership",
    "Office",
    "OfficeName",
    "Person",
    "School",
    "SchoolName",
    "Unit",
]
