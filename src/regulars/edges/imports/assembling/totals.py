"""Orders and money by month, as a shop's own admin shows them: the question before anything is imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(slots=True)
class Month:
    """One month in one currency; amounts in minor units. `orders` count, `not_counted` are open or canceled.

    `sold` is quantity times price of the orders that count, `charged` what buyers paid for them with shipping and
    tax, `refunded` what went back in the month, goods without tax.
    """

    orders: int = 0
    not_counted: int = 0
    sold_minor: int = 0
    charged_minor: int = 0
    refunds: int = 0
    refunded_minor: int = 0


class Months:
    """Collects months while orders are built."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone or "UTC")
        self._months: dict[tuple[str, str], Month] = {}

    def of(self, at: datetime, currency: str) -> Month:
        """The month of an instant, begun on first use."""
        local = at.astimezone(self._zone)
        key = (f"{local.year:04d}-{local.month:02d}", currency)
        found = self._months.get(key)
        if found is None:
            found = self._months[key] = Month()
        return found

    def as_json(self) -> list[dict[str, Any]]:
        """The months in order, money as amount and currency."""
        rows = []
        for (month, currency), one in sorted(self._months.items()):
            money = {
                name.removesuffix("_minor"): {"amount_minor": getattr(one, name), "currency": currency}
                for name in ("sold_minor", "charged_minor", "refunded_minor")
            }
            rows.append(
                {
                    "month": month,
                    "currency": currency,
                    "orders": one.orders,
                    "not_counted": one.not_counted,
                    "refunds": one.refunds,
                    **money,
                }
            )
        return rows
