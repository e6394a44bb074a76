"""The sales a figure counts: filters, basis and day of view applied once, under short names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, DateValue, IntegerValue

from regulars.base.expressions import day_number, floor_divide, month_index, numbered, total
from regulars.domains.insights.rules.slots import Slots
from regulars.domains.insights.types import Filters
from regulars.kit.periods import Grain

Tables = Callable[[str], Table]
NO_CUSTOMER_REFUND = "adjustment"
PLACES = ("store", "channel", "country", "currency")  # what a refund without an order knows of itself
# What a buyer-level figure is split by: the value of the buyer's first order ever.
OF_FIRST = {
    "store": "first_store",
    "channel": "first_channel",
    "country": "first_country",
    "kind": "first_kind",
    "acquisition": "first_acquisition",
    "first_product": "first_product",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """`orders`: one row per counted sale (or per sale and category when `by_category`); `loose`: refunds without order.

    Columns of `orders`: id, customer, on, amount (of the basis), sold, net, discount, refunded, cost, estimated, units;
    ever_nth and ever_on of all sales whatever the filter; nth, nth_day, prev_on, from_on (the purchase day before)
    among the selected ones; store, channel, country, currency, kind, acquisition, category; first_*.
    Columns of `loose`: customer, on, amount, store, channel, country, currency.
    """

    orders: Table
    loose: Table
    as_of: date
    basis: str
    by_lines: bool


def frame_of(tables: Tables, filters: Filters, as_of: date, *, by_category: bool = False) -> Frame:
    """What `filters` select up to `as_of`. Their dates are not applied: metrics differ in what dates mean."""
    rows, renumbered = _selected(tables, filters, as_of, by_category=by_category)
    short = _short(rows, filters.basis, renumbered=renumbered)
    by_lines = by_category or bool(filters.category)
    return Frame(short, _loose(tables, filters, as_of), as_of, filters.basis, by_lines)


def selected_sales(tables: Tables, filters: Filters, as_of: date) -> Table:
    """The same selection under the names of `sales`, its orders and purchase days numbered among themselves."""
    rows, _renumbered = _selected(tables, filters, as_of, by_category=False)
    return rows


def _selected(tables: Tables, filters: Filters, as_of: date, *, by_category: bool) -> tuple[Table, bool]:
    sales = tables("sales")
    rows = sales.filter(sales.ordered_on <= as_of, *_order_conditions(sales, filters))
    if filters.basis == "net":
        rows = rows.filter(rows.net_minor > 0)
    if by_category or filters.category:
        rows = _with_lines(rows, tables, filters, by_category)
    if not filters.picks_orders or by_category:
        return rows, False
    return numbered(_plain(rows)), True


def within(day: DateValue, slots: Slots) -> BooleanValue:
    return (day >= slots.start) & (day < slots.end)


def slot_of(slots: Slots, day: DateValue) -> IntegerValue:
    """`Slots.key` of a column of dates."""
    if slots.grain is None:
        key = ibis.literal(0, type="int64")
        for cut in slots.cuts:
            key = key + (day >= cut).ifelse(1, 0)
        return key.cast("int64")
    if slots.grain is Grain.DAY:
        return day_number(day)
    if slots.grain is Grain.WEEK:
        return floor_divide(day_number(day) + 3, 7)
    if slots.grain is Grain.MONTH:
        return month_index(day)
    length = 3 if slots.grain is Grain.QUARTER else 12
    return floor_divide(month_index(day) - (slots.fiscal_start - 1), length)


def _order_conditions(sales: Table, filters: Filters) -> list[BooleanValue]:
    conditions = [sales[name].isin(values) for name in PLACES if (values := getattr(filters, name))]
    if filters.acquisition:
        conditions.append(_acquisition(sales).isin(filters.acquisition))
    if filters.first_product:
        conditions.append(sales.first_product.isin(filters.first_product))
    if filters.renewals is False:
        conditions.append(sales.kind != "renewal")
    if filters.wholesale is False:
        conditions.append(sales.kind != "wholesale")
    return conditions


def _acquisition(sales: Table) -> ibis.expr.types.StringValue:
    """Where the buyer came from at the first order; an unidentified order speaks for itself."""
    return sales.customer.notnull().ifelse(sales.first_acquisition, sales.acquisition)


def _with_lines(rows: Table, tables: Tables, filters: Filters, by_category: bool) -> Table:
    """Put the money and units of the lines of these categories in place of those of the order."""
    lines, products = tables("order_lines"), tables("products")
    products = products.select(known_product=products.id, category=products.category)
    lines = lines.filter(~lines.deleted, lines.role == "sale")
    lines = lines.left_join(products, lines["product"] == products.known_product)
    lines = lines.mutate(category=lines.category.fill_null(""))
    if filters.category:
        lines = lines.filter(lines.category.isin(filters.category))
    keys = ["order_id", "category"] if by_category else ["order_id"]
    sums = lines.group_by(keys).aggregate(
        line_sold=total(lines.sold_rep), line_net=total(lines.net_rep), line_units=total(lines.quantity_milli)
    )
    joined = rows.inner_join(sums, rows.id == sums.order_id)
    return joined.mutate(
        sold_rep=joined.line_sold,
        net_rep=joined.line_net,
        units_milli=joined.line_units,
        discount_rep=ibis.null("int64"),
        refunded_rep=ibis.null("int64"),
        cost_rep=ibis.null("int64"),
    ).drop("line_sold", "line_net", "line_units", "order_id")


def _plain(rows: Table) -> Table:
    """Without the numbering of all sales, which a selection of them replaces; `ever_*` keeps what it says of firsts."""
    rows = rows.mutate(ever_sold=rows.nth_sold, ever_net=rows.nth_net)
    return rows.drop(
        "nth_sold", "nth_net", "prev_on", "prev_day", "nth_day", "prev_net_on", "prev_net_day", "nth_net_day"
    )


def _short(rows: Table, basis: str, *, renumbered: bool) -> Table:
    net = basis == "net"
    # Selected net orders all have net_minor > 0, so the numbering of a selection is the same on both bases.
    by_net = net and not renumbered
    ever = rows["ever_net" if net else "ever_sold"] if renumbered else rows["nth_net" if net else "nth_sold"]
    return rows.select(
        "id",
        "customer",
        "store",
        "channel",
        "country",
        "currency",
        "kind",
        "first_store",
        "first_channel",
        "first_country",
        "first_kind",
        "first_acquisition",
        "first_product",
        on=rows.ordered_on,
        amount=rows.net_rep if net else rows.sold_rep,
        sold=rows.sold_rep,
        net=rows.net_rep,
        discount=rows.discount_rep,
        refunded=rows.refunded_rep,
        cost=rows.cost_rep,
        estimated=rows.cost_estimated,
        units=rows.units_milli,
        acquisition=_acquisition(rows),
        category=rows.category if "category" in rows.columns else ibis.literal(""),
        ever_nth=ever,
        ever_on=rows.first_net_on if net else rows.first_on,
        nth=rows.nth_net if by_net else rows.nth_sold,
        nth_day=rows.nth_net_day if by_net else rows.nth_day,
        prev_on=rows.prev_net_on if by_net else rows.prev_on,
        from_on=rows.prev_net_day if by_net else rows.prev_day,
    )


def _loose(tables: Tables, filters: Filters, as_of: date) -> Table:
    refunds = tables("refunds")
    rows = refunds.filter(
        ~refunds.deleted,
        refunds.order_id.isnull(),
        refunds.role != NO_CUSTOMER_REFUND,
        refunds.refunded_on <= as_of,
    )
    for name in PLACES:
        if values := getattr(filters, name):
            rows = rows.filter(rows[name].isin(values))
    if filters.category or filters.first_product or filters.acquisition:
        # Nobody knows which category or first order a refund without an order belongs to.
        rows = rows.filter(ibis.literal(False))
    return rows.select(
        "customer", "store", "channel", "country", "currency", on=rows.refunded_on, amount=rows.amount_rep.fill_null(0)
    )
