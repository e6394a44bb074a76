"""How codes are made and what may follow what. Pure."""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # no letter that reads as a digit; 30 signs
LENGTH = 13  # 30^13 is above 2^63: more than 60 bits
ORDERED, LIVE, RETRACTING, DISABLED, USED, EXPIRED, FAILED = (
    "ordered", "live", "retracting", "disabled", "used", "expired", "failed",
)  # fmt: skip
STATES = (ORDERED, LIVE, RETRACTING, DISABLED, USED, EXPIRED, FAILED)
NEXT = {
    ORDERED: {LIVE, RETRACTING, FAILED, EXPIRED, USED},
    LIVE: {RETRACTING, USED, EXPIRED, DISABLED},
    RETRACTING: {DISABLED, USED},
    DISABLED: {USED},  # the store let it through before it heard of the end
    EXPIRED: {USED},
    FAILED: set[str](),
    USED: set[str](),
}


def new_code(prefix: str, pick: Callable[[str], str]) -> str:
    """Return a code of more than 60 bits; `pick` draws one sign, of a source fit for secrets."""
    drawn = "".join(pick(ALPHABET) for _sign in range(LENGTH))
    return f"{prefix}-{drawn}" if prefix else drawn


def may_become(state: str, after: str) -> bool:
    """Say whether a code in one state may be put into another."""
    return after in NEXT[state]
