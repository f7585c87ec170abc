"""Awards, the files that prove them, and the designs they are drawn in."""

from certificates.models.awards import Artifact, Award, NameComparison, private_storage
from certificates.models.designs import DocumentTemplate, TemplateImage, TemplateUse, TemplateVersion

__all__ = [
    "Artifact",
    "Award",
    "DocumentTemplate",
    "NameComparison",
    "TemplateImage",
    "TemplateUse",
    "TemplateVersion",
    "private_storage",
]
