"""Lists of orders: which, in which order and how much together, answered by the lake; what is shown, by the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regulars.base.lake import cached, session
from regulars.domains.orders.types import BoughtRow, OrderConditions, OrderTotals

if TYPE_CHECKING:
    from ibis import Table

SORTS = {"placed": "placed_at", "net": "net_rep", "refunded": "refunded_rep"}


@dataclass(frozen=True, slots=True)
class OrderChoices:
    """What the filters of the list offer, the most frequent first."""

    kinds: tuple[str, ...]
    stores: tuple[str, ...]
    channels: tuple[str, ...]
    countries: tuple[str, ...]


def list_orders(conditions: OrderConditions, sort: str, *, offset: int, limit: int) -> list[int]:
    """Return the keys of one page of the orders that meet the conditions; `sort` is a key of SORTS, `-` descending."""
    return cached(("order page", conditions, sort, offset, limit), lambda: _page(conditions, sort, offset, limit))


def _page(conditions: OrderConditions, sort: str, offset: int, limit: int) -> list[int]:
    import ibis

    name = SORTS.get(sort.removeprefix("-"), "placed_at")
    with session() as lake:
        rows = _meeting(lake.table, conditions)
        if sort.startswith("-"):
            order = (ibis.desc(rows[name], nulls_first=False), rows.id.desc())
        else:
            order = (ibis.asc(rows[name]), rows.id.asc())
        page = rows.order_by(*order).select("id").limit(limit, offset=offset)
        return [int(row["id"]) for row in lake.rows(page)]


def order_totals(conditions: OrderConditions) -> OrderTotals:
    """Return sums over all orders that meet the conditions."""
    return cached(("order totals", conditions), lambda: _totals(conditions))


def order_choices() -> OrderChoices:
    """Return what can be filtered by."""
    return cached("order choices", _choices)


def sold_by_month(product: int) -> list[BoughtRow]:
    """Return units, orders and net sales of one product by month, oldest first; orders that count only."""
    return cached(("sold by month", product), lambda: _sold_by_month(product))


def buyers_of(product: int) -> int:
    """Return how many identified customers bought a product."""
    return cached(("buyers of", product), lambda: _buyers_of(product))


def _meeting(table: Any, wanted: OrderConditions) -> Table:
    orders: Table = table("orders")
    tests = [~orders.deleted]
    chosen = {
        "customer": wanted.customers,
        "kind": wanted.kinds,
        "store": wanted.stores,
        "channel": wanted.channels,
        "country": wanted.countries,
    }
    tests += [orders[name].isin(values) for name, values in chosen.items() if values]
    tests += [orders.customer.isnull()] if wanted.nobody else []
    tests += [orders.ordered_on >= wanted.placed_from] if wanted.placed_from else []
    tests += [orders.ordered_on <= wanted.placed_to] if wanted.placed_to else []
    tests += [orders.counted == wanted.counted] if wanted.counted is not None else []
    tests += [orders.refunded_minor != 0] if wanted.refunded else []
    kept = orders.filter(*tests)
    if wanted.product is not None:
        lines = table("order_lines")
        lines = lines.filter(~lines.deleted, lines["product"] == wanted.product)
        kept = kept.semi_join(lines, kept.id == lines.order_id)
    return kept


def _totals(conditions: OrderConditions) -> OrderTotals:
    from regulars.base.expressions import many, total

    with session() as lake:
        rows = _meeting(lake.table, conditions)
        sums = rows.aggregate(
            orders=many(rows),
            counted=many(rows, rows.counted),
            net_rep=total(rows.net_rep, rows.counted),
            refunded_rep=total(rows.refunded_rep, rows.counted),
        )
        return OrderTotals(**lake.rows(sums)[0])


def _choices() -> OrderChoices:
    with session() as lake:
        orders = lake.table("orders")
        orders = orders.filter(~orders.deleted)

        def offered(name: str) -> tuple[str, ...]:
            counted = lake.rows(orders.group_by(name).aggregate(orders=orders.count()))
            ordered = sorted(counted, key=lambda row: (-row["orders"], row[name]))
            return tuple(row[name] for row in ordered if row[name])

        return OrderChoices(offered("kind"), offered("store"), offered("channel"), offered("country"))


def _sold_lines(table: Any, product: int) -> Table:
    orders, lines = table("orders"), table("order_lines")
    lines = lines.filter(~lines.deleted, lines["product"] == product, lines.role == "sale")
    orders = orders.filter(~orders.deleted, orders.counted)
    orders = orders.select(order=orders.id, month=orders.month, customer=orders.customer)
    joined: Table = lines.join(orders, lines.order_id == orders.order)
    return joined


def _sold_by_month(product: int) -> list[BoughtRow]:
    from regulars.base.expressions import distinct, total

    with session() as lake:
        rows = _sold_lines(lake.table, product)
        months = rows.group_by("month").aggregate(
            units_milli=total(rows.quantity_milli), orders=distinct(rows.order), net_rep=total(rows.net_rep)
        )
        found = lake.rows(months.order_by("month"))
    return [BoughtRow(product, row["units_milli"], row["orders"], row["net_rep"], row["month"]) for row in found]


def _buyers_of(product: int) -> int:
    from regulars.base.expressions import distinct

    with session() as lake:
        rows = _sold_lines(lake.table, product)
        return int(lake.value(rows.aggregate(buyers=distinct(rows.customer))))
