from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.signature import authority
from lms.common import typefaces

DEMO_ORGANISATION = f"Aula Fiscal {authority.DEMO_MARK}"


class Command(BaseCommand):
    """Makes the root and the signer of this installation's certificates, and cuts the documents' typefaces."""

    help = "Make the root and the signer of this installation's certificates. Never overwrites one."
    requires_system_checks: list[str] = []  # the check that asks for an authority must not forbid making one

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", help="Name of the body that signs, as it stands in the certificate")

    def handle(self, *, organisation: str | None, **_options: Any) -> None:
        typefaces.prepare()
        if authority.exists():
            self.stdout.write(f"The authority in {authority.folder()} stands; nothing was changed.")
            return
        if not settings.DEMO and not organisation:
            raise CommandError("Name the body that signs: --organisation 'Name'.")
        if not settings.DEMO and authority.DEMO_MARK in (organisation or ""):
            raise CommandError(f"An organisation with {authority.DEMO_MARK} in its name signs demonstrations only.")
        name = DEMO_ORGANISATION if settings.DEMO else organisation or ""
        try:
            made = authority.make(organisation=name, at=timezone.now())
        except authority.AuthorityExists:
            raise CommandError(
                f"{authority.folder()} holds part of an authority. Complete it from a backup or move it away first."
            )
        self.stdout.write(
            f"Made the authority of {name} in {authority.folder()}.\n"
            f"Fingerprint of the signer (SHA-256): {made.fingerprint}\n"
            f"Keep {authority.ROOT_KEY} off this machine; it is needed only to make the next signer."
        )
