"""The same figures in plain Python over plain rows: slow, obvious, and written without looking at the other one."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

Row = dict[str, Any]


def sales_of(rows: list[Row], as_of: date, basis: str) -> list[Row]:
    """Counted orders of known customers and others, in order, with amount and number."""
    kept = [
        {**row, "amount": row["sold_rep"] if basis == "sold" else row["net_rep"]}
        for row in sorted(rows, key=lambda row: (row["placed_at"], row["id"]))
        if row["counted"]
        and not row["deleted"]
        and row["kind"] not in ("replacement", "staff_test")
        and row["sold_minor"] > 0
        and row["ordered_on"] <= as_of
        and (basis == "sold" or row["net_minor"] > 0)
    ]
    numbers: dict[int, int] = defaultdict(int)
    for row in kept:
        if row["customer"] is not None:
            numbers[row["customer"]] += 1
            row["nth"] = numbers[row["customer"]]
    return kept


def by_customer(sales: list[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in sales:
        if row["customer"] is not None:
            found[row["customer"]].append(row)
    return found


def figures(sales: list[Row], loose: list[Row], start: date, end: date, basis: str) -> dict[str, Any]:
    """Numbers of the period [start, end)."""
    inside = [row for row in sales if start <= row["ordered_on"] < end]
    known = [row for row in inside if row["customer"] is not None]
    people = by_customer(known)
    first = {customer: orders[0]["ordered_on"] for customer, orders in by_customer(sales).items()}
    back = [row for row in loose if start <= row["refunded_on"] < end and row["role"] != "adjustment"]
    off = sum(row["amount_rep"] for row in back if row["customer"] is not None) if basis == "net" else 0
    amounts = sorted(row["amount"] for row in known)
    found: dict[str, Any] = {
        "revenue": sum(amounts) - off,
        "orders": len(known),
        "customers": len(people),
        "unidentified_orders": len(inside) - len(known),
        "new_buyers": sum(start <= first[customer] < end for customer in people),
        "returning_buyers": sum(first[customer] < start for customer in people),
        "returning_customer_rate": _share(sum(any(o["nth"] > 1 for o in own) for own in people.values()), len(people)),
        "purchase_frequency": _share(len(known), len(people)),
        "returning_revenue_share": _share(sum(row["amount"] for row in known if row["nth"] > 1), sum(amounts)),
        "median_order_value": _median(amounts),
        "top_decile_share": None,
        "gini": None,
    }
    given = {} if basis == "sold" else given_back(back)
    purses = sorted(
        (max(0, sum(order["amount"] for order in own) - given.get(who, 0)) for who, own in people.items()), reverse=True
    )
    if sum(purses):
        best = -(-len(purses) // 10)
        found["top_decile_share"] = sum(purses[:best]) / sum(purses)
        pairs = sum(abs(one - other) for one in purses for other in purses)
        found["gini"] = pairs / (2 * len(purses) * sum(purses))
    return found


def given_back(loose: list[Row]) -> dict[int, int]:
    """What each known customer got back without an order."""
    found: dict[int, int] = defaultdict(int)
    for row in loose:
        if row["customer"] is not None:
            found[row["customer"]] += row["amount_rep"]
    return found


def standing(sales: list[Row], loose: list[Row], end: date, typical_gap: Fraction, basis: str) -> dict[str, Any]:
    """Numbers of the evening before `end`."""
    back = [row for row in loose if row["refunded_on"] < end and row["role"] != "adjustment"]
    given = given_back(back) if basis == "net" else {}
    people = by_customer([row for row in sales if row["ordered_on"] < end])
    states = {"active": 0, "at_risk": 0, "lapsed": 0}
    for own in people.values():
        days = sorted({row["ordered_on"] for row in own})
        cadence = Fraction(90)
        if len(days) > 1:
            cadence = (Fraction((days[-1] - days[0]).days) + 2 * typical_gap) / (len(days) - 1 + 2)
        waited = (end - timedelta(days=1) - days[-1]).days
        state = "active" if waited <= cadence else "at_risk" if waited <= cadence * Fraction(3, 2) else "lapsed"
        states[state] += 1
    return {
        "repeat_purchase_rate": _share(sum(len(own) > 1 for own in people.values()), len(people)),
        "lifetime_value": _mean(
            sum(row["amount"] for own in people.values() for row in own) - sum(given.get(who, 0) for who in people),
            len(people),
        ),
        **{f"{state}_buyers": count for state, count in states.items()},
    }


def typical_gap(sales: list[Row]) -> Fraction:
    own = []
    for orders in by_customer(sales).values():
        days = sorted({row["ordered_on"] for row in orders})
        gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
        if gaps:
            own.append(_middle(gaps))
    return Fraction(90) if len(own) < 30 else _middle(sorted(own))


def repeat_within(sales: list[Row], as_of: date, days: int) -> tuple[int, int]:
    old = again = 0
    for own in by_customer(sales).values():
        first = own[0]["ordered_on"]
        if (as_of - first).days >= days:
            old += 1
            again += len(own) > 1 and (own[1]["ordered_on"] - first).days <= days
    return again, old


def cohorts(sales: list[Row]) -> dict[tuple[date, int], tuple[int, int]]:
    """(active buyers, amount) by month of the first order and months since."""
    found: dict[tuple[date, int], tuple[set[int], int]] = {}
    for customer, own in by_customer(sales).items():
        first = own[0]["ordered_on"].replace(day=1)
        for row in own:
            day = row["ordered_on"]
            age = (day.year - first.year) * 12 + day.month - first.month
            who, amount = found.get((first, age), (set(), 0))
            found[first, age] = (who | {customer}, amount + row["amount"])
    return {key: (len(who), amount) for key, (who, amount) in found.items()}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _mean(total: int, people: int) -> int | None:
    return round(Fraction(total, people)) if people else None


def _middle(values: list[Any]) -> Fraction:
    return Fraction(values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


def _median(values: list[int]) -> int | None:
    return round(_middle(values)) if values else None
