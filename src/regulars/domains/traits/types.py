"""What other domains may see of a buyer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BuyerRow:
    """One buyer as of the last full local day. Money in minor units of the reporting currency.

    `cost_rep` is None when the cost of any order is unknown. `state` is active, at_risk or lapsed by the own rhythm;
    r, f, m are tie-safe scores 1..5, 5 best; `median_gap_days` is None below two purchase days.
    """

    customer: int
    as_of: date
    first_on: date
    last_on: date
    orders_sold: int
    orders_net: int
    purchase_days: int
    sold_rep: int
    net_rep: int
    refunded_rep: int
    cost_rep: int | None
    cost_estimated: bool
    units_milli: int
    median_gap_days: float | None
    first_product: int | None
    first_store: str
    first_channel: str
    first_country: str
    first_acquisition: str
    first_kind: str
    first_discounted: bool
    country: str
    days_since: int
    cadence_days: float
    state: str
    r: int
    f: int
    m: int
