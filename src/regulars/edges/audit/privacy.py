"""Breaches name rows by number."""

from regulars.base.privacy import NONE, PSEUDONYMOUS, register

register(
    "audit.Verification",
    {
        "id": NONE,
        "verified_at": NONE,
        "elapsed_ms": NONE,
        "checked": NONE,
        "broken": NONE,
        "findings": PSEUDONYMOUS,
        "head_seq": NONE,
        "head_hash": NONE,
    },
)
