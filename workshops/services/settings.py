"""What is decided about an edition before it opens: its settings, its two keys, its copy for a new year, its report."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.models import Area, CourseVersion
from lms.accounts.models import User
from lms.common.errors import DomainError
from lms.common.locking import lock_and_read
from lms.common.times import known_zones
from lms.mail.services import queue_mail
from lms.records import audit
from network.enums import Role
from network.models import Appointment
from network.selectors import get_acting_role
from workshops import mail_kinds
from workshops.enums import EditionState, KeyHolder
from workshops.models import Edition, EditionKey, RaisedChallenge
from workshops.selectors.preparation import get_fingerprint
from workshops.services.editions import (
    EditionMoveNotAllowed,
    EditionPlan,
    EditionWithoutWindow,
    EditionZoneUnknown,
    close_edition,
    create_edition,
    get_columns,
    open_nominations,
    refuse_if_backwards,
)
from workshops.services.seats import open_seat_pools


class EditionSettled(DomainError):
    message = _("This edition is open already, so its settings stay as its participants know them.")


class EditionWithPools(DomainError):
    message = _("The places of this edition are shared out already. Change their number on its page of places.")


class KeyOfTheSamePerson(DomainError):
    message = _("You have turned the other key. The second one needs another person.")


class WindowAfterStart(DomainError):
    message = _("Nominations have to close before the first day of the edition.")


class KeyOnOtherSettings(DomainError):
    message = _("Somebody changed the settings after you opened this page. Look at them again before you agree.")


SEAT_COLUMNS = ("seats_per_office", "remote_capacity", "modality", "activity_type", "host_office")


def get_plan(edition: Edition) -> EditionPlan:
    """An edition's settings as the plan they were made from."""
    return EditionPlan(**{one.name: getattr(edition, one.name) for one in fields(EditionPlan)})


@transaction.atomic
def change_settings(*, edition: Edition, plan: EditionPlan, actor: User, at: datetime) -> Edition:
    """Replace the settings of an edition in preparation. Keys turned on other settings fall back."""
    edition = lock_and_read(Edition.objects.select_related("lead_school", "host_office"), edition.pk)
    if edition.state != EditionState.DRAFT:
        raise EditionSettled
    if plan.time_zone not in known_zones():
        raise EditionZoneUnknown(zone=plan.time_zone)
    refuse_if_backwards(plan)
    columns = get_columns(plan)
    changed = [name for name, value in columns.items() if getattr(edition, name) != value]
    if not changed:
        return edition
    if edition.pools.exists() and set(changed) & set(SEAT_COLUMNS):
        raise EditionWithPools
    for name in changed:
        setattr(edition, name, columns[name])
    edition.save(update_fields=changed)
    edition.keys.all().delete()
    audit.log(action="workshops.change_settings", instance=edition, actor=actor, at=at, role=get_acting_role(actor))
    return edition


@transaction.atomic
def turn_key(*, edition: Edition, holder: KeyHolder, actor: User, at: datetime, seen: str = "") -> Edition:
    """Agree that the edition opens as it is set. With the second key, of another person, it opens.

    ``seen`` is the fingerprint of the settings the person looked at; where they have changed since, nothing is agreed.
    """
    edition = lock_and_read(Edition.objects.select_related("host_office", "lead_school"), edition.pk)
    own = edition.keys.filter(turned_by=actor).first()
    if edition.keys.filter(holder=holder).exists():
        return edition
    if own is not None:
        raise KeyOfTheSamePerson
    if edition.state != EditionState.DRAFT:
        raise EditionMoveNotAllowed(state=EditionState(edition.state).label)
    if edition.nomination_closes_at is None:
        raise EditionWithoutWindow
    if edition.nomination_closes_at > edition.starts_at:
        raise WindowAfterStart
    if seen and seen != get_fingerprint(edition):
        raise KeyOnOtherSettings
    EditionKey.objects.create(edition=edition, holder=holder, turned_by=actor, turned_at=at)
    audit.log(
        action="workshops.turn_key",
        instance=edition,
        actor=actor,
        at=at,
        role=get_acting_role(actor),
        to_state=holder,
    )
    if edition.keys.count() == len(KeyHolder):
        open_seat_pools(edition=edition, actor=actor, at=at)
        return open_nominations(edition=edition, actor=actor, at=at)
    _tell_other_holder(edition, holder, actor=actor, at=at)
    return edition


@transaction.atomic
def copy_edition(
    *, edition: Edition, course_version: CourseVersion, starts_on: date, actor: User, at: datetime
) -> Edition:
    """A draft with the same settings on other days: window and last day move with the first one. People do not move.

    Copied again to the same days, the same copy.
    """
    by = starts_on - edition.starts_on
    plan = replace(
        get_plan(edition),
        starts_on=starts_on,
        ends_on=edition.ends_on + by,
        nomination_opens_at=_moved(edition.nomination_opens_at, by),
        nomination_closes_at=_moved(edition.nomination_closes_at, by),
        is_historical=False,
        closing_note="",
    )
    copy = create_edition(course_version=course_version, plan=plan, actor=actor, at=at)
    if copy.pk != edition.pk and copy.copied_from_id is None:
        copy.copied_from = edition
        copy.save(update_fields=["copied_from"])
    return copy


def _moved(instant: datetime | None, by: timedelta) -> datetime | None:
    return instant + by if instant else None


@transaction.atomic
def report_closing(
    *, edition: Edition, note: str, challenges: Iterable[tuple[Area, str]], actor: User, at: datetime
) -> Edition:
    """Close the edition with its report: what is to be said of it, and the challenges its participants raised."""
    edition = close_edition(edition=edition, closing_note=note, actor=actor, at=at)
    for area, text in challenges:
        RaisedChallenge.objects.get_or_create(edition=edition, area=area, text=text.strip())
    return edition


def _tell_other_holder(edition: Edition, holder: KeyHolder, *, actor: User, at: datetime) -> None:
    held = Appointment.objects.on(at.date())
    if holder == KeyHolder.SECRETARIAT:
        held = held.filter(role=Role.COORDINATOR, school=edition.lead_school)
    else:
        held = held.filter(role=Role.SECRETARIAT)
    others = User.objects.filter(is_active=True, pk__in=held.values("person__user_id")).exclude(pk=actor.pk)
    for user in others.order_by("pk"):
        queue_mail(
            kind=mail_kinds.KEY_AWAITED,
            dedupe_key=f"{mail_kinds.KEY_AWAITED}:{edition.pk}:{user.pk}:{at.isoformat()}",
            user=user,
            ids={"edition_id": edition.pk},
            at=at,
        )
