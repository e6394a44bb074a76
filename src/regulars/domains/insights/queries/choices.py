"""What the filters of a report can be set to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.queries.metrics import titles_of
from regulars.domains.insights.types import Filters

if TYPE_CHECKING:
    from ibis import Expr

MOST_VALUES = 200
MOST_PRODUCTS = 100


@dataclass(frozen=True, slots=True)
class Choices:
    """Values of each dimension, the most frequent first; first products with their titles."""

    values: dict[str, tuple[str, ...]]
    products: tuple[tuple[int, str], ...]


def choices() -> Choices:
    """The choices of the whole history."""
    with reporting(Filters()) as context:
        return choices_in(context)


def choices_in(context: Context) -> Choices:
    """The choices of the whole history, whatever is filtered at present."""
    return context.lake.cached(("insights", "choices"), lambda: _choices(context))


def _choices(context: Context) -> Choices:
    table = context.lake.table

    def of_sales() -> Expr:
        from regulars.domains.insights.facts import choices

        return choices.choices(table("sales"), table("products"))

    def of_firsts() -> Expr:
        from regulars.domains.insights.facts.choices import first_products

        return first_products(table("sales"))

    rows = context.lake.remembered_rows("choices", of_sales)
    values: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row["dimension"], -row["orders"], row["value"] or "")):
        values.setdefault(row["dimension"], []).append(row["value"] or "")
    begun = context.lake.remembered_rows("choices of first products", of_firsts)
    ordered = sorted(begun, key=lambda row: (-row["buyers"], row["product"]))[:MOST_PRODUCTS]
    titles = titles_of(context, [row["product"] for row in ordered])
    return Choices(
        values={name: tuple(found[:MOST_VALUES]) for name, found in values.items()},
        products=tuple((row["product"], titles.get(row["product"], str(row["product"]))) for row in ordered),
    )
