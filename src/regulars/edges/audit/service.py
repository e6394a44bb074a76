"""Running all invariants, and keeping what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from regulars.base import extends
from regulars.base.activity import archive, readers, record, sealing
from regulars.base.jobs import enqueue
from regulars.base.lake import standing_still
from regulars.base.settings import current
from regulars.base.state import Act, verb, write
from regulars.edges.audit.events import ActivityArchived, AuditCompleted
from regulars.edges.audit.models import Verification
from regulars.edges.audit.queries import VerificationRow
from regulars.kit import clock

KEPT = 400
JOB = "audit.verify"
ARCHIVE = "audit.archive"
END = 2**62  # behind every row
Progress = Callable[[int, int, str], None]


def verify_all(act: Act, progress: Progress | None = None) -> VerificationRow:
    """Seal what waits, count every invariant, keep the result and return it. Nothing is repaired."""
    began = clock.monotonic()
    sealing.seal_all(act)
    findings: list[dict[str, Any]] = []
    for place, one in enumerate(extends.invariants):
        if progress is not None:
            progress(place, len(extends.invariants), str(one.title))
        found = one.check()
        findings.append(
            {
                "key": one.key,
                "title": str(one.title),
                "checked": found.checked,
                "broken": found.broken,
                "breaches": list(found.breaches),
                "pending": found.pending,
            }
        )
    if progress is not None:
        progress(len(extends.invariants), len(extends.invariants), "")
    elapsed = round((clock.monotonic() - began) * 1_000)
    seq, head = sealing.chain_head()
    number = write(keep_verification, act, findings, elapsed, seq, head)
    checked, broken = (sum(one[name] for one in findings) for name in ("checked", "broken"))
    return VerificationRow(number, act.now, elapsed, checked, broken, tuple(findings), seq, head)


def archive_log(act: Act, progress: Progress | None = None) -> int:
    """Move what is older than the hot window out of the log, into the archive; return how many rows it were.

    Nothing leaves the log that a reader or the lake has still to see. An interrupted run goes on with the next one.

    Raises:
        Conflict: the lake is being built; or a file of the archive is damaged.
    """
    before = act.now - timedelta(days=current().activity_hot_days)
    sealing.seal_all(act)
    moved = 0
    with standing_still(wait_seconds=60) as exported:
        reached = min(filter(None, [readers.lowest_place(), (exported, END)]))
        while archive.archive_next(act, before, reached):
            moved += archive.prune(act)
            if progress is not None:
                progress(moved, 0, "")
        moved += archive.prune(act)
    if moved:
        write(keep_archived, act, moved)
    return moved


@verb
def keep_archived(act: Act, rows: int) -> int:
    """Record that rows moved to the archive."""
    return record(act, ActivityArchived(rows))


@verb
def keep_verification(act: Act, findings: list[dict[str, Any]], elapsed_ms: int, head_seq: int, head_hash: str) -> int:
    """Keep what a run over all invariants came to; the oldest beyond `KEPT` go. Returns its key."""
    checked, broken = (sum(int(one[name]) for one in findings) for name in ("checked", "broken"))
    made = Verification.objects.create(
        verified_at=act.now,
        elapsed_ms=elapsed_ms,
        checked=checked,
        broken=broken,
        findings=[{name: value for name, value in one.items() if name != "title"} for one in findings],
        head_seq=head_seq,
        head_hash=head_hash,
    )
    Verification.objects.filter(pk__lte=made.pk - KEPT).delete()
    record(act, AuditCompleted(checked, broken, head_seq, head_hash), subject=f"audit:{made.pk}")
    return int(made.pk)


@verb
def start_verification(act: Act) -> int:
    """Queue a run over all invariants and return the job's key."""
    return enqueue(JOB, {}, act=act, unique_key=JOB)
