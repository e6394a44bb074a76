"""A verification in its stable form, for commands and programs."""

from __future__ import annotations

from typing import Any

from regulars.edges.audit.queries import VerificationRow


def as_json_object(found: VerificationRow) -> dict[str, Any]:
    """Return a run in its stable form."""
    return {
        "ok": found.ok,
        "verified_at": found.verified_at.isoformat(),
        "checked": found.checked,
        "broken": found.broken,
        "invariants": [{name: value for name, value in one.items() if name != "title"} for one in found.findings],
        "chain": {"seq": found.head_seq, "hash": found.head_hash},
        "elapsed_ms": found.elapsed_ms,
    }
