"""Reads about past verifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.edges.audit.models import Verification

HEADS = 20


@dataclass(frozen=True, slots=True)
class VerificationRow:
    """One run over all invariants, as it ended."""

    id: int
    verified_at: datetime
    elapsed_ms: int
    checked: int
    broken: int
    findings: tuple[dict[str, Any], ...]
    head_seq: int
    head_hash: str

    @property
    def ok(self) -> bool:
        return self.broken == 0


def last_verification() -> VerificationRow | None:
    """Return the latest run, or none before the first."""
    one = Verification.objects.order_by("-id").first()
    if one is None:
        return None
    assert one.verified_at is not None
    return VerificationRow(
        one.pk,
        one.verified_at,
        one.elapsed_ms,
        one.checked,
        one.broken,
        tuple(one.findings),
        one.head_seq,
        one.head_hash,
    )


def heads_seen() -> list[tuple[int, str]]:
    """Return the ends of the chain that the latest verifications saw, latest first."""
    rows = Verification.objects.filter(head_seq__gt=0).order_by("-id").values_list("head_seq", "head_hash")
    return [(int(seq), str(seen)) for seq, seen in rows[:HEADS]]
