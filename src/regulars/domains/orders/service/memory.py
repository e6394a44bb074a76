"""What an import need not look up again for every chunk."""

from __future__ import annotations

from dataclasses import dataclass, field

from regulars.domains.orders.service.rows import Place, Sold

PLACES_MAX = 100_000


@dataclass(slots=True)
class Memory:
    """Which product each line's words meant, carried from one call of `record_orders` to the next.

    What a call learns counts only once its caller says `keep`, after the commit: a call that is rolled back, or tried
    again, has taught nothing. `forget` it when products may have been voided meanwhile.
    """

    prices_include_tax: bool | None = None
    undos: int = 0  # how many the caller knew of
    places: dict[Sold, Place] = field(default_factory=dict)
    learned: dict[Sold, Place] = field(default_factory=dict)

    def keep(self) -> None:
        """Keep what the last call learned; it was committed."""
        if len(self.places) + len(self.learned) > PLACES_MAX:
            self.places.clear()
        self.places.update(self.learned)
        self.learned.clear()

    def forget(self) -> None:
        """Forget every place."""
        self.places.clear()
        self.learned.clear()
