"""What the brief knows, without words: the desk says it in the reader's language.

Money is minor units of the reporting currency, shares are 0..1, periods are half-open. Nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from regulars.domains.insights.rules.brief_limits import Limit
from regulars.domains.insights.rules.brief_parts import Part
from regulars.domains.insights.types.reports import Concentration
from regulars.kit.periods import Period


@dataclass(frozen=True, slots=True)
class Count:
    """So many `of` how many; `low` and `high` bound the share with 95 % confidence (Wilson 1927)."""

    count: int
    of: int
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Levels:
    """Sales of one period: of known buyers, of nobody known, and refunds that name no order (taken off on `net`)."""

    buyers: int
    orders: int
    amount_minor: int
    unidentified_orders: int
    unidentified_minor: int
    refunds_minor: int

    @property
    def total_minor(self) -> int:
        return self.amount_minor - self.refunds_minor


@dataclass(frozen=True, slots=True)
class Change:
    """Sales of two periods and, to the last minor unit, where the difference came from. `against`: previous or year."""

    against: str
    period: Period
    compared: Period
    after: Levels
    before: Levels
    buyers_minor: int
    frequency_minor: int
    order_size_minor: int
    refunds_minor: int
    parts: tuple[Part, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def change_minor(self) -> int:
        return self.after.total_minor - self.before.total_minor

    @property
    def relative(self) -> float | None:
        return self.change_minor / self.before.total_minor if self.before.total_minor > 0 else None


@dataclass(frozen=True, slots=True)
class CohortFinding:
    """Buyers of one week, month or three months who came back for a second order within 90 days more or less often.

    Compared with `others`, the cohorts around them (`kind` year: the same months a year before). `low` and `high`
    bound the difference of the two shares (Newcombe 1998). `expected` second orders at the others' rate, `worth_minor`
    the difference in typical second orders. First orders that carried a discount: `discounted`, and around it
    `usually_discounted`; `usual_people` is the mean size of the cohorts around.
    """

    key: str
    kind: str
    period: Period
    returned: int
    people: int
    others_returned: int
    others: int
    low: float
    high: float
    expected: float
    worth_minor: int
    p_value: float
    discounted: Count = Count(0, 0)
    usually_discounted: Count = Count(0, 0)
    usual_people: float = 0.0


@dataclass(frozen=True, slots=True)
class ProductFinding:
    """Buyers who began with a product came back more or less often than others of the same month, channel, country."""

    key: str
    product: int
    title: str
    returned: int
    people: int
    others_returned: int
    others: int
    low: float
    high: float
    expected: float
    worth_minor: int
    p_value: float
    kind: str = "first_product"


@dataclass(frozen=True, slots=True)
class StockFinding:
    """A product that sold nothing from the first to the last day of `period`, and before and after it did.

    `orders_around` of `shop_orders_around` in the weeks beside the gap; `missing_*`: that share of the gap's orders.
    """

    key: str
    product: int
    title: str
    period: Period
    orders_around: int
    shop_orders_around: int
    shop_orders: int
    missing_orders: float
    worth_minor: int
    p_value: float
    kind: str = "stock_out"


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """A country or channel whose known customers came less (or more) often than before, unlike those of the others.

    Of the customers with an order in the half-year before each period, so many ordered in it. `difference` of the two
    changes, in shares, with `low` and `high`; `expected` had the group followed the others.
    """

    key: str
    kind: str
    name: str
    against: str
    period: Period
    compared: Period
    came: int
    known: int
    came_before: int
    known_before: int
    others_came: int
    others_known: int
    others_came_before: int
    others_known_before: int
    difference: float
    low: float
    high: float
    expected: float
    worth_minor: int
    p_value: float


Finding = CohortFinding | ProductFinding | StockFinding | PlaceFinding


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """Everything of the brief that rests on orders. `since` is the first day with a sale.

    Buyers of before `comparable_from` look new without being so. `returns` are second orders within 90 days of the
    newest three months of buyers whose 90 days are over. `candidates` were looked at to find the `findings`.
    """

    as_of: date
    since: date
    basis: str
    currency: str
    orders: int
    buyers: int
    repeat: Count
    concentration: Concentration
    changes: tuple[Change, ...]
    returns: Count | None
    returns_period: Period | None
    comparable_from: date | None
    findings: tuple[Finding, ...]
    candidates: int
    limits: tuple[Limit, ...]


__all__ = [
    "BriefFacts",
    "Change",
    "CohortFinding",
    "Count",
    "Finding",
    "Levels",
    "Limit",
    "Part",
    "PlaceFinding",
    "ProductFinding",
    "StockFinding",
]
