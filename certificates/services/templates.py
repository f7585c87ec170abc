"""Designing documents: a draft is edited, published, and from then on frozen; the next change is the next version."""

import hashlib
import io
import re
from collections.abc import Collection
from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from certificates import samples
from certificates.design import ELEMENTS, Design, find_faults
from certificates.enums import AwardKind, VersionState
from certificates.models import DocumentTemplate, TemplateImage, TemplateUse, TemplateVersion
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.text import clean_name
from lms.records import audit
from media.enums import FileKind
from media.policies import MEGABYTE, FilePolicy
from media.services.taking import check_file
from network.enums import Role

PICTURE = FilePolicy("certificate-picture", frozenset({FileKind.JPEG, FileKind.PNG}), 10 * MEGABYTE)
LONGEST_SIDE, JPEG_QUALITY = 1754, 80  # A4 at 150 dots per inch
MOST_PICTURES = 12
NOTES = {AwardKind.ATTENDANCE, AwardKind.INTERNSHIP_NOTE, AwardKind.MENTORING, AwardKind.TEACHING}
# Stems of achievement: a note that borrowed them would be taken for a certificate (DOMAIN §3.4).
WORDS_OF_A_CERTIFICATE = re.compile(
    r"certific|aprob|aprueb|complet|satisfac|calific|achiev|passed|graduat|accomplish", re.IGNORECASE
)


class TemplateNameTaken(DomainError):
    message = _("There is a template of that name. Give this one another.")


class TemplateNameMissing(DomainError):
    message = _("The template needs a name.")


class VersionFrozen(DomainError):
    message = _("This version was published and does not change any more. Start the next one.")


class DraftChanged(DomainError):
    message = _("Somebody else saved this draft meanwhile. Load the page again; what you changed since is lost.")


class DesignFaulty(DomainError):
    message = _("This version cannot be published yet: %(fault)s")


class NotPublished(DomainError):
    message = _("Publish a version before documents are drawn with it.")


class TooManyPictures(DomainError):
    message = _("A template holds at most twelve pictures.")


@transaction.atomic
def create_template(*, name: str, actor: User, at: datetime) -> DocumentTemplate:
    """A template whose first draft is the house's own arrangement."""
    name = clean_name(name)
    if not name:
        raise TemplateNameMissing
    if DocumentTemplate.objects.filter(name__iexact=name).exists():
        raise TemplateNameTaken
    template = DocumentTemplate.objects.create(name=name, created_at=at)
    TemplateVersion.objects.create(template=template, number=1, content=Design().as_json(), created_at=at)
    audit.log(action="certificates.template_create", instance=template, actor=actor, role=Role.SECRETARIAT, at=at)
    return template


@transaction.atomic
def save_draft(*, version: TemplateVersion, design: Design, revision: int) -> TemplateVersion:
    """Keep the draft as it is now, faults included; ``revision`` is the one that the editor began from."""
    standing = TemplateVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if standing.state != VersionState.DRAFT:
        raise VersionFrozen
    if standing.content == design.as_json():
        return standing  # sent twice
    if standing.revision != revision:
        raise DraftChanged
    standing.content, standing.revision = design.as_json(), standing.revision + 1
    standing.save(update_fields=["content", "revision"])
    return standing


@transaction.atomic
def publish_version(*, version: TemplateVersion, actor: User, at: datetime) -> TemplateVersion:
    """Freeze the draft; documents issued from now on are drawn with it. Publishing twice is once."""
    standing = (
        TemplateVersion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("template")
        .get(pk=version.pk)
    )
    if standing.state == VersionState.PUBLISHED:
        return standing
    uses = set(standing.template.uses.values_list("kind", flat=True))
    refuse_faults(standing, kinds=uses or {AwardKind.APPROVAL})
    standing.state, standing.published_at, standing.published_by = VersionState.PUBLISHED, at, actor
    standing.save(update_fields=["state", "published_at", "published_by"])
    audit.log(
        action="certificates.template_publish",
        instance=standing.template,
        actor=actor,
        role=Role.SECRETARIAT,
        at=at,
        to_state=str(standing.number),
    )
    return standing


def refuse_faults(version: TemplateVersion, *, kinds: Collection[str]) -> None:
    """Whatever would go wrong on some document is said now: words, letters, and what does not fit."""
    from lms.common import typefaces

    design = version.design
    for fault in find_faults(design):
        raise DesignFaulty(fault=fault)
    if missing := typefaces.uncovered(design.printed_texts()):
        letters = ", ".join(map(typefaces.describe, missing))
        raise DesignFaulty(fault=_("it cannot be printed with %(letters)s.") % {"letters": letters})
    own_words = " ".join(words for text in design.texts.values() for words in text.values())
    if set(kinds) & NOTES and WORDS_OF_A_CERTIFICATE.search(own_words):
        raise DesignFaulty(fault=_("a note must not use the words of a certificate."))
    known = set(version.template.images.values_list("public_id", flat=True))
    if not design.images() <= known:
        raise DesignFaulty(fault=_("a picture is missing."))
    _refuse_what_does_not_fit(version, kinds)


def _refuse_what_does_not_fit(version: TemplateVersion, kinds: Collection[str]) -> None:
    from certificates.document.designed import Overfull
    from certificates.services.artifacts import draw_sample

    for kind in sorted(kinds):
        for languages in samples.LANGUAGE_SETS:
            statement = samples.make_sample(kind, name=samples.LONGEST_NAME, languages=languages)
            try:
                draw_sample(kind, statement, version=version, at=version.created_at)
            except Overfull as full:
                element = str(ELEMENTS[full.element])
                raise DesignFaulty(fault=_("“%(element)s” does not fit its box.") % {"element": element})


@transaction.atomic
def start_draft(*, template: DocumentTemplate, at: datetime) -> TemplateVersion:
    """The draft to work on: the standing one, or the next version, beginning as the last one is."""
    DocumentTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    draft = template.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    last = template.versions.order_by("-number").first()
    number = (template.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    content = last.content if last else Design().as_json()
    return TemplateVersion.objects.create(template=template, number=number, content=content, created_at=at)


@transaction.atomic
def use_template(*, template: DocumentTemplate, kinds: Collection[str], actor: User, at: datetime) -> None:
    """Draw documents of ``kinds``, and no others, with ``template``; what was issued before stays as it is."""
    DocumentTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    standing = set(template.uses.values_list("kind", flat=True))
    wanted = set(kinds) & set(AwardKind.values)
    if wanted == standing:
        return
    version = template.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    if wanted:
        if version is None:
            raise NotPublished
        refuse_faults(version, kinds=wanted)
    template.uses.exclude(kind__in=wanted).delete()
    for kind in sorted(wanted):
        TemplateUse.objects.update_or_create(kind=kind, defaults={"template": template})
    audit.log(
        action="certificates.template_use",
        instance=template,
        actor=actor,
        role=Role.SECRETARIAT,
        at=at,
        from_state=str(len(standing)),
        to_state=str(len(wanted)),
    )


@transaction.atomic
def add_picture(
    *, template: DocumentTemplate, upload: IO[bytes], name: str, actor: User, at: datetime
) -> TemplateImage:
    """Take a picture in: cleaned, on white, as one JPEG that is drawn without being packed anew each time."""
    DocumentTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    clean, _kind = check_file(upload=upload, policy=PICTURE)
    content, size = _on_white(clean)
    sha256 = hashlib.sha256(content).hexdigest()
    standing = template.images.filter(sha256=sha256).first()
    if standing is not None:
        return standing
    if template.images.count() >= MOST_PICTURES:
        raise TooManyPictures
    image = TemplateImage.objects.create(
        template=template,
        name=clean_name(name)[:60] or "—",
        content=content,
        sha256=sha256,
        width=size[0],
        height=size[1],
        created_at=at,
    )
    audit.log(action="certificates.template_picture", instance=template, actor=actor, role=Role.SECRETARIAT, at=at)
    return image


def _on_white(clean: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
    from PIL import Image  # heavy: only where a picture is taken in

    with Image.open(clean) as picture:
        drawn = picture.convert("RGBA")
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", drawn.size, "white")
    paper.paste(drawn, mask=drawn.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, format="JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue(), paper.size
