"""The RFM grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.rules import grid as rules
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.reports import RfmCell, RfmGrid, RfmSegment

if TYPE_CHECKING:
    from ibis import Expr, Table


def rfm(filters: Filters) -> RfmGrid:
    """Buyers up to the day of view by recency, frequency and money; the dates of the filters do not matter."""
    with reporting(filters) as context:
        return rfm_in(context)


def rfm_in(context: Context) -> RfmGrid:
    """As `rfm`, in a snapshot that is open already."""
    cuts = {letter: tuple(sorted(values)) for letter, values in (context.rfm_cuts or {}).items() if values}
    basis = context.filters.basis

    def sums() -> Expr:
        from regulars.domains.insights.facts import grid

        return grid.rfm(_buyers(context), basis, cuts)

    rows = context.rows(("rfm", tuple(sorted(cuts.items()))), sums)
    cells = rules.cells(rows)
    return RfmGrid(
        basis=basis,
        currency=context.currency,
        as_of=context.as_of,
        customers=sum(cell.customers for cell in cells),
        amount_minor=sum(cell.amount_minor for cell in cells),
        own_cuts=tuple(letter for letter in "rfm" if letter in cuts),
        cells=cells,
        segments=_segments(cells),
        bands=rules.bands(rows),
    )


def _buyers(context: Context) -> Table:
    """The table the lake keeps where it says the same, else made for these filters and this day."""
    from regulars.domains.insights.facts.frame import selected_sales
    from regulars.domains.traits.queries import buyers_at

    kept = {"sold": "buyers", "net": "buyers_net"}[context.filters.basis]
    if context.lake.config(kept).get("as_of") == context.as_of.isoformat() and not context.picks:
        return context.lake.table(kept)
    sales = selected_sales(context.lake.table, context.filters, context.as_of)
    return buyers_at(sales, context.as_of, context.filters.basis)


def _segments(cells: Sequence[RfmCell]) -> tuple[RfmSegment, ...]:
    from regulars.domains.insights.facts.words import SEGMENT_WORDS

    everybody, money = sum(cell.customers for cell in cells), sum(cell.amount_minor for cell in cells)
    found = []
    for key, (label, advice) in SEGMENT_WORDS.items():
        own = [cell for cell in cells if cell.segment == key]
        customers, amount = sum(cell.customers for cell in own), sum(cell.amount_minor for cell in own)
        if customers:
            part = amount / money if money else None
            found.append(RfmSegment(key, label, advice, customers, customers / everybody, amount, part))
    return tuple(found)
