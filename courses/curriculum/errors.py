"""What is wrong with a curriculum's files, said with file and line."""

from dataclasses import dataclass
from pathlib import Path

from lms.common.errors import DomainError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where it is and what to do."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class CurriculumRefused(DomainError):
    """Nothing of the folder was loaded; ``faults`` says why, each with file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)
