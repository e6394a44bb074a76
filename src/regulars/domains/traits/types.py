"""What other domains may see of a buyer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regulars.domains.traits.rules import FALLBACK_DAYS, LEAST_BUYERS, PRIOR_GAPS, SEGMENTS, segment
from regulars.kit.text import gettext_noop as _

__all__ = [
    "FALLBACK_DAYS",
    "LEAST_BUYERS",
    "PRIOR_GAPS",
    "SEGMENTS",
    "SEGMENT_NAMES",
    "STATE_NAMES",
    "BuyerRow",
    "Conditions",
    "PersonRow",
    "segment",
]

# English names of codes; whoever shows one translates it with gettext.
STATE_NAMES = {
    "active": _("Active"),
    "at_risk": _("At risk"),
    "lapsed": _("Lapsed"),
    "none": _("No order yet"),
    "shared": _("Shared address"),
    "returned": _("Gave everything back"),
}
SEGMENT_NAMES = {
    "best_regulars": _("Best regulars"),
    "regulars": _("Regulars"),
    "becoming_regular": _("Becoming regulars"),
    "new": _("New"),
    "second_order_due": _("Second order due"),
    "cooling": _("Cooling off"),
    "slipping_away": _("Slipping away"),
    "regulars_at_risk": _("Regulars at risk"),
    "best_regulars_lost": _("Best regulars, long gone"),
    "gone_quiet": _("Gone quiet"),
}


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


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which customers: everything given must hold; of several values in one tuple one is enough.

    `basis` says what an order is: `net` (something was kept) or `sold`. `states` are `active`, `at_risk`, `lapsed`,
    `none` (no order yet), `shared` and, on the net basis, `returned`; `r`, `f`, `m` scores 1..5 by the
    shop's own cuts where it has some, else (and always with `ranks`) the tie-safe ones; `groups` names of cells
    (`rules.SEGMENTS`). Days are shop-local and included at both ends: of the first order, the last, or of any sale.
    """

    basis: str = "net"
    states: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    r: tuple[int, ...] = ()
    f: tuple[int, ...] = ()
    m: tuple[int, ...] = ()
    groups: tuple[str, ...] = ()
    ranks: bool = False
    first_products: tuple[int, ...] = ()
    first_stores: tuple[str, ...] = ()
    first_channels: tuple[str, ...] = ()
    first_acquisitions: tuple[str, ...] = ()
    first_from: date | None = None
    first_to: date | None = None
    last_from: date | None = None
    last_to: date | None = None
    ordered_from: date | None = None
    ordered_to: date | None = None
    orders_min: int | None = None
    orders_max: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One customer in the list. Money in minor units of the reporting currency; None where they have not bought.

    Orders, days, state and scores are on the basis that was asked for; r, f, m follow the shop's own cuts where it has
    some. `money` is what m scores; `net_rep` is also without refunds that name no order.
    """

    customer: int
    created_on: date | None
    country: str
    is_shared: bool
    is_relay: bool
    orders: int
    first_on: date | None
    last_on: date | None
    net_rep: int | None
    sold_rep: int | None
    refunded_rep: int | None
    money: int | None
    purchase_days: int | None
    median_gap_days: float | None
    cadence_days: float | None
    state: str
    first_product: int | None
    r: int | None
    f: int | None
    m: int | None
