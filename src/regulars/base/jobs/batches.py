"""Groups of jobs: how many are still open, and one more job when all have ended.

letter = open_batch(act, title="Summer letter", then="letters.close", then_args={"letter": 7})
enqueue_many("letters.send", people, act=act, batch=letter)  # as often as it takes, in any number of transactions
close_batch(act, letter)

A job has ended when it is done, failed for good, or canceled. One that is tried again by hand opens its group again;
the follow-up is queued once only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from regulars.base.jobs.adding import add, check
from regulars.base.state import Act, execute, verb
from regulars.kit.errors import NotFound, Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from regulars.base.jobs.models import Batch


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A group as pages show it. `ended` of `total` jobs have ended, `failed` of those for good and are kept."""

    id: int
    title: str
    total: int
    ended: int
    failed: int
    follow_up: int | None
    created_at: datetime | None
    finished_at: datetime | None


def open_batch(act: Act, title: str = "", *, then: str = "", then_args: Mapping[str, Any] | None = None) -> int:
    """Begin a group and return its key; it cannot end before `close_batch`.

    Raises:
        Refused: no handler is registered under `then`.
        RuntimeError: called outside a verb.
    """
    if then:
        check(then)
    return (
        _batches()
        .create(title=title[:120], then_name=then, then_args=dict(then_args or {}), actor=act.actor, created_at=act.now)
        .pk
    )


def close_batch(act: Act, batch: int) -> None:
    """Say that nothing is added to a group any more; it ends, at once or later, with its last open job."""
    if execute("UPDATE jobs_batch SET is_closed = TRUE WHERE id = %s AND NOT is_closed", [batch]):
        shrink(act, [batch])


@verb
def begin_batch(act: Act, title: str = "", then: str = "", then_args: dict[str, Any] | None = None) -> int:
    """Begin a group from an edge; see `open_batch`."""
    return open_batch(act, title, then=then, then_args=then_args)


@verb
def end_batch(act: Act, batch: int) -> None:
    """Close a group from an edge; see `close_batch`."""
    close_batch(act, batch)


def batch_row(number: int) -> BatchRow:
    """Return one group.

    Raises:
        NotFound: there is none with this key.
    """
    row = _batches().filter(pk=number).first()
    if row is None:
        raise NotFound("batch.unknown", "There is no such group of jobs", field="batch", value=number)
    return _row(row)


def list_open_batches(limit: int = 20) -> list[BatchRow]:
    """Return groups that have not ended, the newest first."""
    return [_row(row) for row in _batches().filter(finished_at=None).order_by("-id")[:limit]]


def grow(batch: int | None, count: int) -> None:
    """Count jobs that were added to a group.

    Raises:
        Refused: it has ended.
    """
    if batch is None or not count:
        return
    sql = "UPDATE jobs_batch SET total = total + %s, still_open = still_open + %s WHERE id = %s AND finished_at IS NULL"
    if not execute(sql, [count, count, batch]):
        raise Refused("batch.ended", "This group of jobs has ended", field="batch", value=batch)


def reopen(batch: int, count: int) -> None:
    """Count jobs of a group that are to be done again."""
    execute("UPDATE jobs_batch SET still_open = still_open + %s WHERE id = %s", [count, batch])


def shrink(act: Act, ended: Iterable[int | None]) -> None:
    """Count jobs that ended, one for each batch key (None is none); the last one of a group orders its follow-up."""
    counts = Counter(batch for batch in ended if batch is not None)
    for batch, count in sorted(counts.items()):  # in one order, so that two workers never wait for each other
        execute("UPDATE jobs_batch SET still_open = still_open - %s WHERE id = %s", [count, batch])
        row = _batches().filter(pk=batch, still_open__lte=0, finished_at=None).first()
        if row is not None:
            row.finished_at = act.now
            if row.then_name:
                args = {**row.then_args, "batch": row.pk}
                row.follow_up = add(Act(row.actor, act.source, act.now), row.then_name, args)[0]
            row.save(update_fields=["finished_at", "follow_up"])


def _row(row: Batch) -> BatchRow:
    from regulars.base.jobs.models import Job  # a package's own tables load after the package

    failed = Job.objects.filter(batch=row.pk, state="failed").count()
    still_open = row.still_open if row.is_closed else row.still_open - 1
    return BatchRow(
        row.pk, row.title, row.total, row.total - still_open, failed, row.follow_up, row.created_at, row.finished_at
    )


def _batches() -> QuerySet[Batch]:
    from regulars.base.jobs.models import Batch  # a package's own tables load after the package

    return Batch.objects.all()
