"""Tables over the lake about buyers.

`buyers` is one row per identified customer with at least one sale, `people` one row per customer; `gaps` one row per
completed time between two purchase days. Everything is an Ibis expression over `sales` and looks back only, so cutting
`sales` at a day gives the table as it stood on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from regulars.domains.traits.rules import FALLBACK_DAYS, LEAST_BUYERS, PRIOR_GAPS

if TYPE_CHECKING:
    from ibis import Table
    from ibis.expr.types import DateScalar, IntegerColumn, Value

PEOPLE_NEEDS = ("customers", "buyers", "buyers_net", "refunds")
# Columns of `buyers` that stand in `people` once, and those that stand there for each basis.
ONCE = ("first_product", "first_store", "first_channel", "first_acquisition")
EACH = (
    "first_on", "last_on", "days_since", "purchase_days", "median_gap_days", "cadence_days", "state", "r", "f", "m",
)  # fmt: skip


def gaps(table: Callable[[str], Table], basis: str = "sold") -> Table:
    """One row per completed gap: customer, nth (1 = from the first to the second purchase day), from_on, on, days."""
    return gaps_of(_counted(table("sales"), basis))


def buyers(table: Callable[[str], Table], as_of: date | None = None, basis: str = "sold") -> Table:
    """One row per customer with a sale up to `as_of` (default: the last day that has a sale).

    Columns: customer, as_of, first_on, last_on, orders_sold, orders_net, purchase_days, sold_rep, net_rep,
    refunded_rep, cost_rep (null when the cost of any order is unknown), cost_estimated, units_milli, median_gap_days,
    first_product, first_store, first_channel, first_country, first_acquisition, first_kind, first_discounted, country
    (of the last order), days_since, cadence_days, state, r, f, m. With basis `net` only orders with net_minor > 0
    count and m scores net_rep, else sold_rep.
    """
    return among_all(alone(table, as_of, basis), as_of, basis)


def alone(table: Callable[[str], Table], as_of: date | None = None, basis: str = "sold") -> Table:
    """The columns of `buyers` that follow from a buyer's own sales, with `_twice_median` of the own gaps in days."""
    from regulars.base.expressions import twice_median

    rows = _counted(table("sales"), basis)
    if as_of is not None:
        rows = rows.filter(rows.ordered_on <= as_of)
    people = _with_firsts_and_last(_per_customer(rows), rows)
    own = twice_median(gaps_of(rows), "days", by=("customer",), tie=("nth",))
    own = own.select(gap_customer=own.customer, _twice_median=own.twice_median)
    return people.left_join(own, people.customer == own.gap_customer).drop("gap_customer")


def among_all(people: Table, as_of: date | None = None, basis: str = "sold") -> Table:
    """`buyers` from `alone`: what takes everybody to know is the shop's typical gap, and the scores."""
    import ibis

    until = people.last_on.max().as_scalar() if as_of is None else ibis.date(as_of)
    return _with_scores(_with_rhythm(people, until), "sold_rep" if basis == "sold" else "net_rep")


def people(table: Callable[[str], Table], cuts: Mapping[str, Sequence[int]] | None = None) -> Table:
    """One row per customer, buyer or not: what the list of customers filters and sorts by.

    Columns: customer, created_on, country (their own, else of the last order), is_shared, is_relay, those of `ONCE`,
    sold_rep, net_rep and refunded_rep (with refunds that name no order, null where nothing is known). With `sold_` and
    `net_` before their names: orders (0 for whoever has not bought), money (what m scores), those of `EACH`, and own_r,
    own_f, own_m, the scores by the shop's own cuts (null where it has none). Besides the states of `buyers` there are
    `none` (no order), `shared` (an address that many order with) and, on the net basis, `returned` (everything was
    given back).
    """
    import ibis

    everyone = table("customers")
    everyone = everyone.filter(~everyone.deleted)
    sold, net = table("buyers"), table("buyers_net")
    once = {name: sold[name] for name in (*ONCE, "sold_rep", "net_rep", "refunded_rep")}
    bought = _prefixed(sold, "sold", sold.orders_sold, sold.sold_rep, cuts, last_country=sold.country, **once)
    kept = _prefixed(net, "net", net.orders_net, net.net_rep, cuts)
    orderless = _refunds_alone(table("refunds"))
    rows = everyone.left_join(bought, [("id", "sold_buyer")]).left_join(kept, [("id", "net_buyer")])
    rows = rows.left_join(orderless, [("id", "refunded_to")])
    rows = rows.mutate(sold_orders=rows.sold_orders.fill_null(0), net_orders=rows.net_orders.fill_null(0))
    known, unknown = rows.net_rep.notnull() | rows.alone.notnull(), ibis.null("int64")
    nobody = rows.is_shared.ifelse("shared", "none")
    rows = rows.mutate(
        country=(rows.country != "").ifelse(rows.country, rows.last_country.fill_null("")),
        net_rep=known.ifelse(rows.net_rep.fill_null(0) - rows.alone.fill_null(0), unknown),
        refunded_rep=known.ifelse(rows.refunded_rep.fill_null(0) + rows.alone.fill_null(0), unknown),
        sold_state=rows.sold_state.fill_null(nobody),
        net_state=rows.net_state.fill_null((rows.sold_orders > 0).ifelse("returned", nobody)),
    )
    mine = [
        f"{basis}_{name}" for basis in ("sold", "net") for name in ("orders", "money", *EACH, "own_r", "own_f", "own_m")
    ]
    return rows.select(
        "created_on", "country", "is_shared", "is_relay", *ONCE, "sold_rep", "net_rep", "refunded_rep", *mine,
        customer=rows.id,
    )  # fmt: skip


def _prefixed(
    bought: Table,
    basis: str,
    orders: IntegerColumn,
    money: IntegerColumn,
    cuts: Mapping[str, Sequence[int]] | None,
    **more: Value,
) -> Table:
    """Columns of a table of buyers with their basis before their names, and the scores by the shop's own cuts."""
    import ibis

    each = {f"{basis}_{name}": bought[name] for name in EACH}
    for score, value in (("r", bought.days_since), ("f", bought.purchase_days), ("m", money)):
        own = by_cuts(value, cuts[score], fewer_is_better=score == "r") if cuts else ibis.null("int64")
        each[f"{basis}_own_{score}"] = own
    keys = {f"{basis}_buyer": bought.customer, f"{basis}_orders": orders, f"{basis}_money": money}
    return bought.select(**keys, **each, **more)


def _refunds_alone(refunds: Table) -> Table:
    """Per customer what was given back without naming an order."""
    from regulars.base.expressions import total

    rows = refunds.filter(~refunds.deleted, refunds.order_id.isnull(), refunds.customer.notnull())
    return rows.group_by(refunded_to=rows.customer).aggregate(alone=total(rows.amount_rep))


def by_cuts(value: IntegerColumn, cuts: Sequence[int], *, fewer_is_better: bool) -> IntegerColumn:
    """1 + the number of cuts reached (`rules.score_by_cuts`, `rules.score_recency_by_cuts`); null stays null."""
    score = value * 0 + 1
    for cut in cuts:
        score += ((value <= cut) if fewer_is_better else (value >= cut)).ifelse(1, 0)
    return score.cast("int64")


def gaps_of(rows: Table) -> Table:
    """The completed gaps among these rows (columns as `_counted` gives them)."""
    from regulars.base.expressions import days_between

    ends = rows.filter(rows.from_on.notnull(), rows.prev_on < rows.ordered_on)
    return ends.select(
        ends.customer,
        nth=ends.nth_day - 1,
        from_on=ends.from_on,
        on=ends.ordered_on,
        days=days_between(ends.ordered_on, ends.from_on),
    )


def _counted(sales: Table, basis: str) -> Table:
    """Sales of identified customers that count on this basis; nth, nth_day, prev_on and from_on follow the basis."""
    rows = sales.filter(sales.customer.notnull())
    if basis == "sold":
        return rows.mutate(nth=rows.nth_sold, from_on=rows.prev_day)
    rows = rows.filter(rows.nth_net.notnull())
    return rows.mutate(nth=rows.nth_net, nth_day=rows.nth_net_day, prev_on=rows.prev_net_on, from_on=rows.prev_net_day)


def _per_customer(rows: Table) -> Table:
    import ibis

    from regulars.base.expressions import many, total

    cost_known = rows.cost_rep.notnull()
    return rows.group_by("customer").aggregate(
        first_on=rows.ordered_on.min(),
        last_on=rows.ordered_on.max(),
        orders=many(rows),
        orders_sold=many(rows),
        orders_net=many(rows, rows.net_minor > 0),
        purchase_days=rows.nth_day.max(),
        sold_rep=total(rows.sold_rep),
        net_rep=total(rows.net_rep),
        refunded_rep=total(rows.refunded_rep),
        cost_rep=(many(rows, ~cost_known) == 0).ifelse(total(rows.cost_rep), ibis.null("int64")),
        cost_estimated=rows.cost_estimated.ifelse(1, 0).max() == 1,
        units_milli=total(rows.units_milli),
    )


def _with_firsts_and_last(people: Table, rows: Table) -> Table:
    first = rows.filter(rows.nth == 1)
    first = first.select(
        first_customer=first.customer,
        first_product=first.first_product,
        first_store=first.first_store,
        first_channel=first.first_channel,
        first_country=first.first_country,
        first_acquisition=first.first_acquisition,
        first_kind=first.first_kind,
        first_discounted=first.first_discounted,
    )
    people = people.left_join(first, people.customer == first.first_customer).drop("first_customer")
    last = rows.select(last_customer=rows.customer, last_nth=rows.nth, country=rows.country)
    joined = people.left_join(last, [people.customer == last.last_customer, people.orders == last.last_nth])
    return joined.drop("last_customer", "last_nth", "orders")


def _with_rhythm(people: Table, as_of: DateScalar) -> Table:
    """Own cadence shrunk toward the shop's typical gap, and the state it gives (`rules.cadence`, `rules.state`)."""
    import ibis

    from regulars.base.expressions import days_between, twice_median_counted

    shop = twice_median_counted(people.select("_twice_median"), "_twice_median")
    four_typical = (shop.n >= LEAST_BUYERS).ifelse(shop.twice_median, 4 * FALLBACK_DAYS).max().as_scalar()
    people = people.mutate(
        as_of=as_of, median_gap_days=people["_twice_median"] / 2.0, _gaps=people.purchase_days - 1
    ).drop("_twice_median")
    repeats = people["_gaps"] > 0
    people = people.mutate(
        days_since=days_between(people.as_of, people.last_on),
        # cadence = _above / _below, both integers
        _above=repeats.ifelse(
            days_between(people.last_on, people.first_on) * 4 + four_typical * PRIOR_GAPS, FALLBACK_DAYS
        ),
        _below=repeats.ifelse((people["_gaps"] + PRIOR_GAPS) * 4, 1),
    )
    waited = people.days_since * people["_below"]
    state = ibis.cases(
        (waited <= people["_above"], "active"), (waited * 2 <= people["_above"] * 3, "at_risk"), else_="lapsed"
    )
    people = people.mutate(cadence_days=people["_above"].cast("float64") / people["_below"], state=state)
    return people.drop("_gaps", "_above", "_below")


def _with_scores(people: Table, money: str) -> Table:
    from regulars.base.expressions import tie_safe_scores

    for value, score in (("last_on", "r"), ("purchase_days", "f"), (money, "m")):
        scores = tie_safe_scores(people, value, score)
        scores = scores.rename({f"_{value}": value})
        people = people.left_join(scores, people[value] == scores[f"_{value}"]).drop(f"_{value}")
    return people
