"""Reading the log: a customer's timeline, and everything after a point for named readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.base.state import horizon

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.activity.models import Activity


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One fact as readers see it."""

    id: int
    changed_seq: int
    kind: str
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    customer: int | None
    subject: str
    source: str
    backfill: bool
    data: dict[str, Any]


def timeline(customers: tuple[int, ...], *, limit: int = 50, before: datetime | None = None) -> list[ActivityRow]:
    """Return what happened to a person, newest first. `customers` are all ids that resolve to them."""
    rows = _rows().filter(customer__in=customers)
    if before is not None:
        rows = rows.filter(occurred_at__lt=before)
    return [_row(one) for one in rows.order_by("-occurred_at", "-id")[:limit]]


def of_subject(subject: str, *, limit: int = 50) -> list[ActivityRow]:
    """Return what happened to one thing (`order:7`), newest first."""
    return [_row(one) for one in _rows().filter(subject=subject).order_by("-id")[:limit]]


def read_after(changed_seq: int, position: int, *, limit: int = 1_000) -> list[ActivityRow]:
    """Return rows after `(changed_seq, position)` in that order, none that a late commit could still precede."""
    top = horizon()
    rows = _rows().filter(changed_seq__gte=changed_seq, changed_seq__lte=top)
    rows = rows.exclude(changed_seq=changed_seq, pk__lte=position)
    return [_row(one) for one in rows.order_by("changed_seq", "id")[:limit]]


def _rows() -> QuerySet[Activity]:
    from regulars.base.activity.models import Activity  # a package's own tables load after the package

    return Activity.objects.all()


def _row(one: Activity) -> ActivityRow:
    assert one.occurred_at is not None
    assert one.recorded_at is not None
    return ActivityRow(
        one.pk,
        one.changed_seq,
        one.kind,
        one.occurred_at,
        one.recorded_at,
        one.actor,
        one.customer,
        one.subject,
        one.source,
        one.backfill,
        one.data,
    )
