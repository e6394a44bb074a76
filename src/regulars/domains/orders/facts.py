"""Tables over the lake about orders.

`sales` is the table nearly every figure stands on: one row per order that counts as a sale, numbered per customer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis import Table

SALES_NEEDS = ("orders", "order_lines")
# Sent out for free or to ourselves: they stay out of counts, averages and gaps (their number is shown apart).
NOT_SALES = ("replacement", "staff_test")


def sales(table: Callable[[str], Table]) -> Table:
    """One row per sale: counted, not a replacement or staff order, sold_minor > 0.

    Columns of `orders` plus those of `base.expressions.numbered` and, from the customer's first sale ever (null for
    unidentified orders): `first_on, first_month, first_week, first_product, first_discounted, first_acquisition,
    first_store, first_channel, first_country, first_kind`; `first_net_on` is the day of the first sale with
    net_minor > 0.
    """
    from regulars.base.expressions import numbered

    orders = table("orders")
    kept = orders.filter(~orders.deleted, orders.counted, orders.kind.notin(NOT_SALES), orders.sold_minor > 0)
    kept = kept.drop("deleted")
    # Windows carry whole rows around: number the few columns they need, of known customers, and join that back.
    needed = ("customer", "placed_at", "ordered_on", "net_minor")
    numbers = numbered(kept.filter(kept.customer.notnull()).select("id", *needed)).drop(*needed)
    rows = kept.left_join(numbers, kept.id == numbers.id).drop("id_right")
    firsts = _firsts(rows, table("order_lines"))
    return rows.left_join(firsts, rows.customer == firsts.first_customer).drop("first_customer")


def _firsts(rows: Table, lines: Table) -> Table:
    """One row per customer: what is remembered of the first sale, and the day of the first of net value."""
    firsts = rows.filter(rows.nth_sold == 1)
    worth = rows.filter(rows.nth_net == 1)
    worth = worth.select(worth_customer=worth.customer, first_net_on=worth.ordered_on)
    products = _largest_product(firsts, lines)
    firsts = firsts.select(
        first_customer=firsts.customer,
        first_order=firsts.id,
        first_on=firsts.ordered_on,
        first_month=firsts.month,
        first_week=firsts.iso_week,
        first_discounted=firsts.discount_minor > 0,
        first_acquisition=firsts.acquisition,
        first_store=firsts.store,
        first_channel=firsts.channel,
        first_country=firsts.country,
        first_kind=firsts.kind,
    )
    firsts = firsts.left_join(products, firsts.first_order == products.product_order).drop(
        "product_order", "first_order"
    )
    return firsts.left_join(worth, firsts.first_customer == worth.worth_customer).drop("worth_customer")


def _largest_product(firsts: Table, lines: Table) -> Table:
    """The product of the largest sold line of each of these orders; ties go to the lowest product id."""
    import ibis

    lines = lines.filter(~lines.deleted, lines.role == "sale", lines["product"].notnull())
    lines = lines.semi_join(firsts, lines.order_id == firsts.id)
    best_first = ibis.window(
        group_by=lines.order_id, order_by=[lines.sold_minor.desc(), lines["product"].asc(), lines.id.asc()]
    )
    ranked = lines.mutate(place=ibis.row_number().over(best_first))
    best = ranked.filter(ranked.place == 0)
    return best.select(product_order=best.order_id, first_product=best["product"])
