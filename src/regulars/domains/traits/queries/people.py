"""Everybody by what they did: who meets conditions, in which order, and what a list shows of them.

Conditions and sorting are answered by the lake as plain arrays of keys, kept while the snapshot lasts; a page then
reads a hundred people by key. So a million customers cost one scan for a new question and nothing for its next page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from regulars.base.lake import Tables, cached, session
from regulars.base.shop.queries import find_shop
from regulars.domains.orders.queries import last_full_day
from regulars.domains.traits import facts
from regulars.domains.traits.rules import BINS, segment
from regulars.domains.traits.types import Conditions, PersonRow

if TYPE_CHECKING:
    import numpy as np
    from ibis import Table
    from ibis.expr.types import BooleanValue

    Keys = np.ndarray[Any, np.dtype[np.int64]]

SORTS = {
    "last_on": "{basis}_last_on",
    "first_on": "{basis}_first_on",
    "orders": "{basis}_orders",
    "revenue": "net_rep",
    "average": "average",
    "gap": "{basis}_median_gap_days",
    "created": "created_on",
}
# Columns of a list that depend on what counts as an order.
BY_BASIS = ("orders", "money", "first_on", "last_on", "purchase_days", "median_gap_days", "cadence_days", "state")
FIRST_PRODUCTS_MAX = 100


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a list; money in minor units of the reporting currency."""

    people: int
    buyers: int
    orders: int
    net_rep: int


@dataclass(frozen=True, slots=True)
class CutsPreview:
    """What other cuts would do: how many buyers get another score or group; per group and score, now and then."""

    buyers: int
    moved: int
    regrouped: int
    groups: dict[str, tuple[int, int]]
    scores: dict[str, tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a filter, the most frequent first, each with how many customers it holds."""

    countries: tuple[tuple[str, int], ...]
    channels: tuple[tuple[str, int], ...]
    stores: tuple[tuple[str, int], ...]
    first_products: tuple[tuple[int, int], ...]


def people_config(now: datetime) -> dict[str, Any]:
    """Return what `people` depends on besides its rows: the day it looks back from, and the shop's own cuts."""
    shop = find_shop()
    return {"as_of": last_full_day(now), "cuts": shop.rfm_cuts if shop else None}


def people_to_date(table: Tables) -> Table:
    """Build `people` as of the last full day, with the shop's own cuts."""
    cuts: Mapping[str, Sequence[int]] | None = table.config["cuts"]
    return facts.people(table, cuts)


def rank_people(conditions: Conditions, sort: str = "-last_on") -> Keys:
    """Return the keys of all who meet the conditions, in order: `sort` is a key of SORTS, `-` before it descending.

    Those who have no value come last. Treat the array as read-only: it is kept for the next page.
    """
    return cached(("people", conditions, sort), lambda: _ranked(conditions, sort))


def keep(keys: Keys, among: Keys | Sequence[int]) -> Keys:
    """Return those of `keys` that are `among` others, in their order. Customer keys are small integers."""
    import numpy as np

    others = np.asarray(among, dtype=np.int64)
    if not len(keys) or not len(others):
        return keys[:0]
    marked = np.zeros(int(max(keys.max(), others.max())) + 1, dtype=bool)
    marked[others] = True
    return keys[marked[keys]]


def state_counts(conditions: Conditions) -> dict[str, int]:
    """Return how many meet the conditions in each state, whatever states the conditions name."""
    return cached(("people states", replace(conditions, states=())), lambda: _state_counts(conditions))


def totals_of(conditions: Conditions, picked: Keys | None = None) -> Totals:
    """Return sums over all who meet the conditions, or over exactly the `picked` keys."""
    if picked is not None:
        return _picked_totals(picked, conditions.basis)
    return cached(("people totals", conditions), lambda: _totals(conditions))


def list_people(customers: Sequence[int], basis: str = "net") -> dict[int, PersonRow]:
    """Return what the list shows of these customers, by key; those the lake does not know yet are left out."""
    if not len(customers):
        return {}
    scores = ("r", "f", "m")
    with session() as lake:
        people = lake.table("people")
        chosen = people.filter(people.customer.isin([int(one) for one in customers]))
        named = {name: chosen[f"{basis}_{name}"] for name in BY_BASIS}
        named |= {name: chosen[f"{basis}_own_{name}"].fill_null(chosen[f"{basis}_{name}"]) for name in scores}
        plain = [name for name in PersonRow.__dataclass_fields__ if name not in named]
        rows = lake.rows(chosen.select(*plain, **named))
    return {row["customer"]: PersonRow(**row) for row in rows}


def people_as_of() -> date | None:
    """Return the day up to which the list looks, none before the first sync."""
    with session() as lake:
        day = lake.config("people").get("as_of")
        return date.fromisoformat(str(day)) if day else None


def choices() -> Choices:
    """Return what the filters of the list offer."""
    return cached("people choices", _choices)


def preview_cuts(cuts: Mapping[str, Sequence[int]]) -> CutsPreview:
    """Return what would change if the scores followed `cuts` (days, days, minor units) instead of what holds now."""
    from regulars.base.expressions import many

    with session() as lake:
        people = lake.table("people")
        people = people.filter(people.net_orders > 0)
        scores = {}
        for name, value in (("r", "net_days_since"), ("f", "net_purchase_days"), ("m", "net_money")):
            scores[f"now_{name}"] = people[f"net_own_{name}"].fill_null(people[f"net_{name}"])
            scores[f"then_{name}"] = facts.by_cuts(people[value], cuts[name], fewer_is_better=name == "r")
        rows = people.select(**scores)
        counted = lake.rows(rows.group_by(list(scores)).aggregate(people=many(rows)))
    return _preview(counted)


def _preview(counted: list[dict[str, Any]]) -> CutsPreview:
    names = ("r", "f", "m")
    groups: dict[str, list[int]] = {}
    scores = {name: ([0] * BINS, [0] * BINS) for name in names}
    moved = regrouped = 0
    for row in counted:
        now, then = [row[f"now_{name}"] for name in names], [row[f"then_{name}"] for name in names]
        before, after = segment(now[0], now[1]), segment(then[0], then[1])
        moved += row["people"] if now != then else 0
        regrouped += row["people"] if before != after else 0
        groups.setdefault(before, [0, 0])[0] += row["people"]
        groups.setdefault(after, [0, 0])[1] += row["people"]
        for name, old, new in zip(names, now, then, strict=True):
            scores[name][0][old - 1] += row["people"]
            scores[name][1][new - 1] += row["people"]
    return CutsPreview(
        buyers=sum(row["people"] for row in counted),
        moved=moved,
        regrouped=regrouped,
        groups={name: (now, then) for name, (now, then) in groups.items()},
        scores={name: (tuple(now), tuple(then)) for name, (now, then) in scores.items()},
    )


def _ranked(conditions: Conditions, sort: str) -> Keys:
    import ibis

    name = SORTS.get(sort.removeprefix("-"), SORTS["last_on"]).format(basis=conditions.basis)
    with session() as lake:
        rows = _meeting(lake.table, conditions)
        if name == "average":
            rows = rows.mutate(average=rows.net_rep / rows[f"{conditions.basis}_orders"].nullif(0))
        key = ibis.desc(rows[name], nulls_first=False) if sort.startswith("-") else ibis.asc(rows[name])
        answer = lake.arrow(rows.order_by(key, rows.customer).select("customer"))
    found: Keys = answer.column("customer").to_numpy()
    return found


def _state_counts(conditions: Conditions) -> dict[str, int]:
    with session() as lake:
        rows = _meeting(lake.table, replace(conditions, states=()))
        counted = rows.group_by(state=rows[f"{conditions.basis}_state"]).aggregate(people=rows.count())
        return {row["state"]: int(row["people"]) for row in lake.rows(counted)}


def _totals(conditions: Conditions) -> Totals:
    from regulars.base.expressions import many, total

    with session() as lake:
        rows = _meeting(lake.table, conditions)
        orders = rows[f"{conditions.basis}_orders"]
        sums = rows.aggregate(
            people=many(rows), buyers=many(rows, orders > 0), orders=total(orders), net_rep=total(rows.net_rep)
        )
        return Totals(**lake.rows(sums)[0])


def _picked_totals(picked: Keys, basis: str) -> Totals:
    import numpy as np

    keys, orders, net = cached(("people sums", basis), lambda: _sums(basis))
    places = np.searchsorted(keys, picked)
    places = places[places < len(keys)]
    places = places[np.isin(keys[places], picked)]
    return Totals(
        people=len(picked),
        buyers=int((orders[places] > 0).sum()),
        orders=int(orders[places].sum()),
        net_rep=int(net[places].sum()),
    )


def _sums(basis: str) -> tuple[Keys, Keys, Keys]:
    with session() as lake:
        people = lake.table("people")
        net = people.net_rep.fill_null(0)
        rows = people.select("customer", orders=people[f"{basis}_orders"], net=net).order_by("customer")
        answer = lake.arrow(rows)
    keys, orders, net = (answer.column(name).to_numpy() for name in ("customer", "orders", "net"))
    return keys, orders, net


def _meeting(table: Any, conditions: Conditions) -> Table:
    people: Table = table("people")
    kept = people.filter(*tests) if (tests := _tests(people, conditions)) else people
    if conditions.ordered_from or conditions.ordered_to:
        sales = table("sales")
        within = [sales.customer.notnull()]
        within += [sales.net_minor > 0] if conditions.basis == "net" else []
        within += [sales.ordered_on >= conditions.ordered_from] if conditions.ordered_from else []
        within += [sales.ordered_on <= conditions.ordered_to] if conditions.ordered_to else []
        sales = sales.filter(*within)
        kept = kept.semi_join(sales, kept.customer == sales.customer)
    return kept


def _tests(people: Table, wanted: Conditions) -> list[BooleanValue]:
    tests: list[BooleanValue] = []
    basis = wanted.basis
    chosen = {
        f"{basis}_state": wanted.states,
        "country": wanted.countries,
        "first_product": wanted.first_products,
        "first_store": wanted.first_stores,
        "first_channel": wanted.first_channels,
        "first_acquisition": wanted.first_acquisitions,
    }
    tests += [people[name].isin(values) for name, values in chosen.items() if values]
    for name, day in (("first_on", wanted.first_from), ("last_on", wanted.last_from)):
        tests += [people[f"{basis}_{name}"] >= day] if day else []
    for name, day in (("first_on", wanted.first_to), ("last_on", wanted.last_to)):
        tests += [people[f"{basis}_{name}"] <= day] if day else []
    orders = people[f"{basis}_orders"]
    tests += [orders >= wanted.orders_min] if wanted.orders_min is not None else []
    tests += [orders <= wanted.orders_max] if wanted.orders_max is not None else []
    return tests + _score_tests(people, wanted)


def _score_tests(people: Table, wanted: Conditions) -> list[BooleanValue]:
    def score(name: str) -> Any:
        ranked = people[f"{wanted.basis}_{name}"]
        return ranked if wanted.ranks else people[f"{wanted.basis}_own_{name}"].fill_null(ranked)

    tests = [score(name).isin(values) for name in ("r", "f", "m") if (values := getattr(wanted, name))]
    if wanted.groups:
        five = range(1, BINS + 1)
        cells = [10 * r + f for r in five for f in five if segment(r, f) in wanted.groups]
        tests.append((score("r") * 10 + score("f")).isin(cells))
    return tests


def _choices() -> Choices:
    with session() as lake:
        people = lake.table("people")

        def counted(name: str) -> tuple[tuple[Any, int], ...]:
            rows = people.group_by(name).aggregate(people=people.count())
            found = [(row[name], int(row["people"])) for row in lake.rows(rows) if row[name] not in {None, ""}]
            return tuple(sorted(found, key=lambda one: (-one[1], str(one[0]))))

        return Choices(
            countries=counted("country"),
            channels=counted("first_channel"),
            stores=counted("first_store"),
            first_products=counted("first_product")[:FIRST_PRODUCTS_MAX],
        )
