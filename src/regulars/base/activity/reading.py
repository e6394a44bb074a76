"""Reading the log: a customer's timeline, and everything after a point for named readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.base.state import horizon

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.activity.models import Activity


Place = tuple[int, int]  # changed_seq, id


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
    is_erased: bool = False


def timeline(
    customers: tuple[int, ...], *, limit: int = 50, before: tuple[datetime, int] | None = None
) -> list[ActivityRow]:
    """Return what happened to a person, newest first. `customers` are all ids that resolve to them.

    `before` is `(occurred_at, id)` of the last row seen, so that facts of one instant are neither lost nor repeated.
    """
    rows = _rows().filter(customer__in=customers)
    if before is not None:
        occurred_at, position = before
        rows = rows.filter(occurred_at__lte=occurred_at).exclude(occurred_at=occurred_at, pk__gte=position)
    return [_row(one) for one in rows.order_by("-occurred_at", "-id")[:limit]]


def list_activity(
    *,
    by_staff: bool = False,
    actor: str = "",
    kinds: Sequence[str] = (),
    subject: str = "",
    before: int | None = None,
    limit: int = 50,
) -> list[ActivityRow]:
    """Return the log, last recorded first, below the row `before`; `by_staff` keeps what people did themselves."""
    chosen = {"actor": actor, "kind__in": kinds, "trust": "staff" if by_staff else ""}
    rows = _rows().filter(**{name: value for name, value in chosen.items() if value})
    rows = _about(rows, subject) if subject else rows
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_row(one) for one in rows.order_by("-id")[:limit]]


def of_subject(subject: str, *, limit: int = 50) -> list[ActivityRow]:
    """Return what happened to one thing (`order:7`), newest first."""
    return [_row(one) for one in _about(_rows(), subject).order_by("-id")[:limit]]


def read_after(changed_seq: int, position: int, *, limit: int = 1_000) -> list[ActivityRow]:
    """Return rows after `(changed_seq, position)` in that order, none that a late commit could still precede."""
    top = horizon()
    rows = _rows().filter(changed_seq__gte=changed_seq, changed_seq__lte=top)
    rows = rows.exclude(changed_seq=changed_seq, pk__lte=position)
    return [_row(one) for one in rows.order_by("changed_seq", "id")[:limit]]


def rows_after(
    changed_seq: int, position: int, *, kinds: Sequence[str] = (), upto: Place, limit: int = 1_000
) -> list[ActivityRow]:
    """Return rows of some kinds (all when empty) after one place and up to another, in the order of commit."""
    top, last = upto
    rows = _rows().filter(changed_seq__gte=changed_seq, changed_seq__lte=top)
    rows = rows.exclude(changed_seq=changed_seq, pk__lte=position).exclude(changed_seq=top, pk__gt=last)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return [_row(one) for one in rows.order_by("changed_seq", "id")[:limit]]


def end_of_log() -> Place:
    """Return the place of the last row that no late commit can precede; (0, 0) in an empty log."""
    last = _rows().filter(changed_seq__lte=horizon()).order_by("-changed_seq", "-id").values_list("changed_seq", "id")
    return last.first() or (0, 0)


def row_by_id(number: int) -> ActivityRow | None:
    """Return one row, or none."""
    one = _rows().filter(pk=number).first()
    return _row(one) if one is not None else None


def _about(rows: QuerySet[Activity], subject: str) -> QuerySet[Activity]:
    """Say that the subject is not empty, which the index is limited to: SQLite does not see that from a parameter."""
    return rows.filter(subject=subject).exclude(subject="")


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
        one.erased_at is not None,
    )
