"""What one unit costs the shop, on any day."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from fractions import Fraction

from regulars.base.shop.queries import Rates
from regulars.base.state import fetchall


class Costs:
    """Unit costs in the reporting currency, read once; a cost counts from its start day until the next one starts."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._by_variant: dict[int, tuple[list[date], list[tuple[int, str]]]] = {}
        rows = fetchall(
            "SELECT variant_id, starts_on, cost_micros, currency FROM catalog_unit_cost ORDER BY variant_id, starts_on"
        )
        for variant, starts_on, micros, currency in rows:
            days, costs = self._by_variant.setdefault(int(variant), ([], []))
            days.append(starts_on if isinstance(starts_on, date) else date.fromisoformat(starts_on))
            costs.append((int(micros), currency))

    def __bool__(self) -> bool:
        return bool(self._by_variant)

    def on(self, variant: int, day: date) -> Fraction | None:
        """Return a unit's cost on `day` in millionths of the reporting currency's major unit, or none if unknown."""
        days, costs = self._by_variant.get(variant, ([], []))
        place = bisect_right(days, day)
        if not place:
            return None
        micros, currency = costs[place - 1]
        rate = self._rates.on(currency, day)
        return None if rate is None else micros * rate


def cost_state() -> str:
    """Return a text that changes whenever a unit cost does, so that exported margins are brought up to date."""
    row = fetchall(
        "SELECT count(*), coalesce(max(id), 0), coalesce(sum(cost_micros), 0), count(DISTINCT starts_on) "
        "FROM catalog_unit_cost"
    )[0]
    return ":".join(str(int(value)) for value in row)
