"""A person asks for their data: a file is made in the background, fetched once, and gone when its time is over."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.fields import new_public_id
from lms.mail.services import queue_mail
from lms.records import audit
from lms.records.events import ring
from lms.rights.enums import ExportState
from lms.rights.models import PersonExport, private_storage
from lms.rights.services.packing import pack_person
from network.models import Person
from network.selectors import get_role_towards

READY_MAIL = "rights.export_ready"
FOLDER = "rights"


class ExportGone(DomainError):
    message = _("This copy was already downloaded or its time is over. Ask for a new one.")


@transaction.atomic
def ask_export(*, person: Person, actor: User, at: datetime) -> PersonExport:
    """Owe ``person`` a copy of their data; while one is open, asking again returns it."""
    Person.objects.select_for_update().get(pk=person.pk)
    existing = PersonExport.objects.open().filter(person=person).first()
    if existing is not None:
        return existing
    export = PersonExport.objects.create(person=person, asked_at=at)
    audit.log(action="rights.ask_export", instance=export, actor=actor, at=at, role=get_role_towards(actor, person))
    transaction.on_commit(partial(ring, "rights.build_export", export_id=export.pk), robust=True)
    return export


def build_export(*, export_id: int, at: datetime) -> PersonExport | None:
    """Make the file that was asked for and tell the person; one that is made already is left as it is."""
    storage, name = private_storage(), f"{FOLDER}/{new_public_id()}.zip"
    try:
        with transaction.atomic():
            export = PersonExport.objects.select_for_update().filter(pk=export_id).first()
            if export is None or export.state != ExportState.REQUESTED:
                return export
            content = pack_person(person=Person.objects.get(pk=export.person_id), at=at)
            export.file = storage.save(name, ContentFile(content))
            export.state, export.made_at = ExportState.READY, at
            export.expires_at = at + timedelta(days=settings.RETENTION["exports"])
            export.save()
            _announce(export, at)
            return export
    except BaseException:
        storage.delete(name)
        raise


def _announce(export: PersonExport, at: datetime) -> None:
    user = Person.objects.select_related("user").get(pk=export.person_id).user
    if user is not None:
        queue_mail(
            kind=READY_MAIL,
            dedupe_key=f"{READY_MAIL}:{export.public_id}",
            user=user,
            ids={"export_id": export.pk},
            at=at,
        )


@transaction.atomic
def fetch_export(*, export: PersonExport, actor: User, at: datetime) -> bytes:
    """The file, once: whoever comes second is refused, and nothing is left on the disk."""
    export = PersonExport.objects.select_for_update().get(pk=export.pk)
    if export.state != ExportState.READY or export.expires_at is None or at >= export.expires_at:
        raise ExportGone
    with export.file.open("rb") as stored:
        content: bytes = stored.read()
    close_export(export=export, state=ExportState.FETCHED, at=at)
    role = get_role_towards(actor, export.person)
    audit.log(action="rights.fetch_export", instance=export, actor=actor, at=at, role=role)
    return content


def close_export(*, export: PersonExport, state: ExportState, at: datetime) -> None:
    """End a locked export: its file goes once that is committed."""
    transaction.on_commit(partial(private_storage().delete, str(export.file.name)))
    export.file, export.state, export.closed_at = "", state, at
    export.save(update_fields=["file", "state", "closed_at"])


def expire_exports(*, at: datetime) -> int:
    """Close those whose time is over; how many."""
    expired = 0
    for pk in list(PersonExport.objects.overdue(at).values_list("pk", flat=True)):
        with transaction.atomic():
            export = PersonExport.objects.select_for_update().get(pk=pk)
            if export.state == ExportState.READY:
                close_export(export=export, state=ExportState.EXPIRED, at=at)
                expired += 1
    return expired
