"""Running all invariants, and keeping what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from regulars.base import extends
from regulars.base.activity import record, sealing
from regulars.base.jobs import enqueue
from regulars.base.state import Act, verb, write
from regulars.edges.audit.events import AuditCompleted
from regulars.edges.audit.models import Verification
from regulars.edges.audit.queries import VerificationRow
from regulars.kit import clock

KEPT = 400
JOB = "audit.verify"
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
