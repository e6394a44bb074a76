"""Expressions over the lake about who is whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis import Table


def resolved(rows: Table, resolutions: Table, column: str = "customer") -> Table:
    """Return `rows` with merged customers in `column` replaced by whoever lives on; everything else as it was.

    The log keeps the id known at writing, so whoever counts people over `activity_*` tables reads them through this:

        resolved(table("activity_order_paid"), table("resolutions"))
    """
    leads = resolutions.filter(~resolutions.deleted).select(merged="id", lives_on="survivor")
    joined = rows.left_join(leads, rows[column] == leads.merged)
    return joined.mutate(**{column: joined.lives_on.fill_null(joined[column])}).select(*rows.columns)
