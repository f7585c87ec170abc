"""Awards, the files that prove them, and the designs they are drawn in."""

from certificates.models.awards import Artifact, Award, NameComparison, private_storage
from certificates.models.designs import DocumentTemplate, TemplateImage, TemplateUse, TemplateVersion
from certificates.models.ledger import AwardSeal
from certificates.models.sharing import ShareLink

__all__ = [
    "Artifact",
    "Award",
    "AwardSeal",
    "DocumentTemplate",
    "NameComparison",
    "ShareLink",
    "TemplateImage",
    "TemplateUse",
    "TemplateVersion",
    "private_storage",
]
