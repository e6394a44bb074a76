"""THE SEAM to the consent ledger: what stores say about consent passes here, and nowhere else.

What a store said last is kept in `stores_object.flags`, in its own words, whether or not anybody takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from regulars.base.state import Act
from regulars.edges.stores.connector import Consent

# (act, source, [(the store's customer id, what it says)]) inside the transaction that took the customer
Taker = Callable[[Act, str, Sequence[tuple[str, tuple[Consent, ...]]]], None]
_takers: list[Taker] = []


def register_taker(taker: Taker) -> None:
    """Let the owner of consent hear what stores say; called once, at start."""
    _takers.append(taker)


def hand_over(act: Act, source: str, stated: Sequence[tuple[str, tuple[Consent, ...]]]) -> None:
    """Hand on what a store says about consent; inside a verb."""
    for taker in _takers:
        if stated:
            taker(act, source, stated)
