"""What a metric is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from regulars.domains.insights.rules.starting import Compute

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str

# What the dates of the filters select.
PLACED = "placed"  # orders placed in the period
AT_END = "at_end"  # the standing on the evening of its last day
WON = "won"  # buyers whose first order ever lies in the period, followed up to the day of view
SPANS = (PLACED, AT_END, WON)

MONEY, COUNT, SHARE, DAYS, RATIO, MONTHS = "money", "count", "share", "days", "ratio", "months"

OF_ORDER = ("store", "channel", "country", "currency", "category", "first_product", "acquisition", "kind")
OF_BUYER = ("store", "channel", "country", "first_product", "acquisition", "kind")
NOT_BY_CATEGORY = tuple(name for name in OF_ORDER if name != "category")


@dataclass(frozen=True, slots=True)
class Metric:
    """One exactly defined number.

    `needs` name the sums it is computed from. `bases` are those it exists on; `rows` selects the orders when that is
    not the basis asked for. `both` metrics are printed on both bases at once. `of_money` says that numerator and
    denominator are both money.
    """

    name: str
    label: Text
    counts: Text
    formula: Text
    unit: str
    span: str
    needs: tuple[str, ...]
    compute: Compute
    edges: tuple[Text, ...] = ()
    dimensions: tuple[str, ...] = ()
    bases: tuple[str, ...] = ("net", "sold")
    rows: str = ""
    both: bool = False
    of_money: bool = False

    @property
    def parts(self) -> tuple[str, str]:
        """The units of numerator and denominator."""
        if self.of_money:
            return MONEY, MONEY
        return (MONEY, COUNT) if self.unit == MONEY else (COUNT, COUNT)
