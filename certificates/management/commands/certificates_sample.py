from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import samples
from certificates.services import check_holder_name
from certificates.services.artifacts import draw_sample
from certificates.signature import authority
from certificates.signature.signing import TimeUnavailable, sign
from lms.common.errors import DomainError


class Command(BaseCommand):
    """Writes signed samples, so that a document can be judged before one is issued. The register knows none of them."""

    help = "Write one signed sample of each kind and language for a holder's name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--name", required=True, help="The holder's name as it would be confirmed")

    def handle(self, *, folder: Path, name: str, **_options: Any) -> None:
        now = timezone.now()
        try:
            holder = check_holder_name(name)
            signer = authority.load(at=now)
            folder.mkdir(parents=True, exist_ok=True)
            for file_name, kind, statement in samples.every_sample(holder):
                drawn = draw_sample(kind, statement, signer_fingerprint=signer.fingerprint, at=now)
                (folder / file_name).write_bytes(sign(drawn, signer))
                self.stdout.write(str(folder / file_name))
        except DomainError as refusal:
            raise CommandError(str(refusal))
        except (authority.AuthorityMissing, TimeUnavailable) as reason:
            raise CommandError(f"Nothing can be signed: {reason}.")
        except OSError as problem:
            raise CommandError(f"{folder} cannot be written: {problem.strerror}.")
