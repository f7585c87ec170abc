import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.selectors import find_artifact
from certificates.signature import authority, checking

# What the signature says when the register does not know the file.
VERDICTS = {
    checking.WHOLE: ("unknown", "Signed by this authority, but no such file was issued here."),
    checking.ALTERED: ("altered", "The file is not what was signed."),
    checking.APPENDED: ("appended", "Something was added after the signature."),
    checking.UNSIGNED: ("unsigned", "The file carries no signature."),
    checking.OTHER_AUTHORITY: ("other-authority", "The file was signed by another authority."),
    checking.UNREADABLE: ("unknown", "The file is not a PDF."),
}


class Command(BaseCommand):
    """Says whether a file is one that this installation issued, whole and unaltered. Asks nothing of the network."""

    help = "Check one PDF against the register and its signature. Exit status 0 only for the verdict 'valid'."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", dest="as_json", help="Answer as one JSON object")

    def handle(self, *, file: Path, as_json: bool, **_options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.")
        try:
            answer = {"file": str(file), **check(content)}
        except authority.AuthorityMissing as reason:
            raise CommandError(f"Nothing can be said of {file}: {reason}.")
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.stdout.write(f"{answer['verdict']}: {answer['reason']}")
        if answer["verdict"] != "valid":
            sys.exit(1)


def check(content: bytes) -> dict[str, str]:
    """The verdict on ``content``: only bytes that the register knows are valid, whatever their signature says."""
    sha256 = authority.sha256(content)
    artifact = find_artifact(sha256)
    found = checking.examine(content, signed_at=artifact.signed_at if artifact else None)
    if artifact is not None and found.word == checking.WHOLE:
        award = artifact.award
        return {
            "verdict": "valid",
            "reason": "Exactly the file that was issued.",
            "sha256": sha256,
            "signer": found.signer,
            "number": award.number,
            "state": award.state,
        }
    verdict, reason = VERDICTS[found.word]
    return {"verdict": verdict, "reason": reason, "sha256": sha256, "signer": found.signer}
