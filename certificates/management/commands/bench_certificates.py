import io
import json
import resource
import time
from argparse import ArgumentParser
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from certificates import samples
from certificates.enums import AwardKind, VersionState
from certificates.models import Artifact
from certificates.services import files, issue_award, templates
from certificates.services.artifacts import render_award
from certificates.signature import authority
from lms.accounts.models import User
from network.models import Person

WARM_UP = 10  # fonts, keys and connections are opened once a worker, not once a document


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run measured; memory in mebibytes, sizes in bytes."""

    count: int
    per_second: float
    per_core_second: float
    cpu_ms_each: float
    bytes_each: int
    largest: int
    memory_before: float
    memory_peak: float


class Command(BaseCommand):
    """Issues, draws, signs and stores documents, database included, and takes all of it back."""

    help = "Measure how many certificates a core makes in a second, how large they are and whether memory stays flat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=500)
        parser.add_argument("--languages", default="es", help="es, en, or es,en")
        parser.add_argument("--background", action="store_true", help="on a template with a JPEG as its background")
        parser.add_argument("--json", type=Path, help="write the figures there too")

    def handle(self, *, count: int, languages: str, background: bool, json: Path | None, **_options: Any) -> None:
        if settings.DATABASE_PURPOSE == "PRODUCTION":
            raise CommandError("Where people work nothing is measured: it would fill their register and their trail.")
        try:
            authority.load(at=timezone.now())
        except authority.AuthorityMissing as reason:
            raise CommandError(f"Nothing can be signed: {reason}. See certificates_init_authority.")
        with transaction.atomic():
            if background:
                put_on_background()
            figures = self.measure(max(count, 1), tuple(languages.split(",")))
            transaction.set_rollback(True)  # the rows; the files are deleted one by one
        self.stdout.write(
            f"{figures.count} certificates: {figures.per_second:.1f}/s, {figures.per_core_second:.1f}/s per core "
            f"({figures.cpu_ms_each:.1f} ms of CPU each), {figures.bytes_each / 1024:.1f} KiB each "
            f"(largest {figures.largest / 1024:.1f}), "
            f"memory {figures.memory_before:.0f} -> {figures.memory_peak:.0f} MiB"
        )
        if json:
            write(json, figures)

    def measure(self, count: int, languages: tuple[str, ...]) -> Figures:
        person = Person.objects.create(given_names="Persona", family_names="de Medición", email="medicion@example.org")
        self.make(person, WARM_UP, languages, "warm-up")
        before, cpu, clock = peak(), time.process_time(), time.perf_counter()
        sizes = self.make(person, count, languages, "run")
        cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
        return Figures(
            count=count,
            per_second=count / clock,
            per_core_second=count / cpu,
            cpu_ms_each=cpu / count * 1000,
            bytes_each=sum(sizes) // count,
            largest=max(sizes),
            memory_before=before,
            memory_peak=peak(),
        )

    @staticmethod
    def make(person: Person, count: int, languages: tuple[str, ...], run: str) -> list[int]:
        """The sizes of ``count`` documents, each issued, drawn, signed, stored and its file deleted again."""
        statement = samples.make_sample(AwardKind.APPROVAL, name="María Fernanda Ñáñez Güell", languages=languages)
        sizes = []
        for number in range(count):
            award = issue_award(
                person=person,
                kind=AwardKind.APPROVAL,
                activity_ref=f"bench:{run}:{number}",
                statement=statement,
                at=timezone.now(),
            )
            artifact = render_award(award_id=award.pk, at=timezone.now())
            assert isinstance(artifact, Artifact)
            sizes.append(artifact.size)
            files.delete(str(artifact.file.name))
        return sizes


def put_on_background() -> None:
    """Publish a template whose background is a picture of A4 at 150 dots per inch, and draw certificates with it."""
    from PIL import Image

    upload, now = io.BytesIO(), timezone.now()
    Image.effect_noise((1754, 1240), 12).point(lambda value: min(255, value + 110)).save(upload, format="PNG")
    upload.seek(0)
    actor = User(public_id="medicion")
    template = templates.create_template(name="Medición", actor=actor, at=now)
    picture = templates.add_picture(template=template, upload=upload, name="Fondo", actor=actor, at=now)
    version = template.versions.get()
    design = replace(version.design, background=picture.public_id, frame="none")
    version = templates.save_draft(version=version, design=design, revision=version.revision)
    version.state, version.published_at = VersionState.PUBLISHED, now
    version.save()
    templates.use_template(template=template, kinds=[AwardKind.APPROVAL], actor=actor, at=now)


def peak() -> float:
    """The most memory this process ever held, in mebibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(path: Path, figures: Figures) -> None:
    path.write_text(json.dumps(asdict(figures), indent=1))
