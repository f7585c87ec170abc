from internships.models.calls import Call, HostOffer
from internships.models.placements import Amendment, Mentorship, Placement, PlacementMove
from internships.models.preparation import (
    AttendanceDay,
    CostLine,
    LogisticsItem,
    Preparation,
    ProgrammeItem,
    Undertaking,
)
from internships.models.reports import MentorLink, Report, ReportVersion

__all__ = [
    "Amendment", "AttendanceDay", "Call", "CostLine", "HostOffer", "LogisticsItem", "MentorLink", "Mentorship",
    "Placement", "PlacementMove", "Preparation", "ProgrammeItem", "Report", "ReportVersion", "Undertaking",
]  # fmt: skip
