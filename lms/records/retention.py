"""Letting go in time: each room says which rows are past their period, one walk a day deletes or empties them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

log = logging.getLogger("aula.records")


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """``find(cutoff)`` are rows older than ``period`` that nothing needs any more.

    ``emptied`` are the columns that are emptied while the row stays; without any, the row is deleted.
    """

    name: str
    period: str  # of settings.RETENTION
    find: Callable[[datetime], QuerySet[Any]]
    emptied: tuple[tuple[str, object], ...] = ()

    def due(self, at: datetime) -> QuerySet[Any]:
        """What has to go at ``at``."""
        return self.find(at - timedelta(days=settings.RETENTION[self.period]))


_rules: dict[str, RetentionRule] = {}


def register_rule(rule: RetentionRule) -> None:
    """Make ``rule`` known; called from ``AppConfig.ready``."""
    _rules[rule.name] = rule


def all_rules() -> list[RetentionRule]:
    """Every registered rule, by name."""
    return [_rules[name] for name in sorted(_rules)]


def apply_retention(*, at: datetime, is_dry_run: bool = False) -> dict[str, int]:
    """Let go of what is past its period at ``at``, batch by batch; again, there is nothing. Counts by rule.

    A rule that fails is logged and does not hold up the others.
    """
    counts: dict[str, int] = {}
    for rule in all_rules():
        try:
            counts[rule.name] = rule.due(at).count() if is_dry_run else _apply(rule, at)
        except Exception:
            log.exception("retention failed", extra={"rule": rule.name})
    if not is_dry_run:
        log.info("retention applied", extra={"counts": {name: number for name, number in counts.items() if number}})
    return counts


def _apply(rule: RetentionRule, at: datetime) -> int:
    done = 0
    while batch := list(rule.due(at).order_by("pk").values_list("pk", flat=True)[: settings.RETENTION_BATCH]):
        with transaction.atomic():
            # Asked anew: between the two, something may have begun to need a row again.
            rows = rule.due(at).order_by().filter(pk__in=batch)
            changed = rows.update(**dict(rule.emptied)) if rule.emptied else _delete(rows)
        if not changed:
            break
        done += changed
    return done


def _delete(rows: QuerySet[Any]) -> int:
    number = rows.count()
    rows.delete()
    return number
