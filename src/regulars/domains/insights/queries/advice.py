"""Lists of people worth writing to, what happens to such people anyway, and what became of lists."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from regulars.base.state import as_instant
from regulars.domains.insights.models import AdviceRecord
from regulars.domains.insights.queries.context import Context, reporting
from regulars.domains.insights.queries.gather import four_typical
from regulars.domains.insights.rules import advice as rules
from regulars.domains.insights.rules.advice import Place
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.advice import AdviceList, AdviceOutcome, AdviceRow
from regulars.kit.stats import quantile_of_counts

if TYPE_CHECKING:
    from ibis import Table

_LEAST_RETURNS = 30


def advice_list(rule: str, as_of: date | None = None) -> AdviceList | None:
    """The people of one rule as of a day (None: the shop's own); None where the history is too short for the rule."""
    with reporting(Filters(as_of=as_of)) as context:
        return advice_list_in(context, rule)


def advice_list_in(context: Context, rule: str) -> AdviceList | None:
    """The list in a given context, remembered as long as the data stay the same."""
    return context.lake.cached(("advice", rule, context.filters, context.as_of), lambda: _list(context, rule))


def decisions() -> tuple[AdviceRow, ...]:
    """What somebody decided about lists, newest first."""
    return tuple(_row(one) for one in AdviceRecord.objects.order_by("-id")[:200])


def decision(number: int) -> AdviceRow | None:
    """One decision with its list."""
    one = AdviceRecord.objects.filter(pk=number).first()
    return _row(one) if one else None


def outcome(row: AdviceRow, as_of: date | None = None) -> AdviceOutcome:
    """What the people of a list have done since, beside what people in the same place did as long before, unasked."""
    with reporting(Filters(as_of=as_of)) as context:
        return outcome_in(context, row)


def outcome_in(context: Context, row: AdviceRow) -> AdviceOutcome:
    """What became of a list, in a given context; orders of its first 90 days are counted."""
    days = min((context.as_of - row.as_of).days, rules.LOOK_BACK_DAYS)
    if days < 1:
        return AdviceOutcome(row, 0, 0, 0, 0, 0)
    ordered, revenue = _spent(context, frozenset(row.customers), row.as_of, row.as_of + timedelta(days=days))
    returned, base = _unasked(context, row.key, row.as_of, days)
    return AdviceOutcome(row, days, ordered, revenue, returned, base)


def _row(one: AdviceRecord) -> AdviceRow:
    base = (one.base_returned or 0, one.base_people) if one.base_people is not None else None
    return AdviceRow(
        id=one.pk,
        key=one.key,
        as_of=one.as_of,
        state=one.state,
        customers=tuple(one.customers),
        worth_minor=one.worth_minor,
        currency=one.currency,
        base_rate=base,
        staff=one.staff,
        decided_by=one.decided_by,
        decided_at=as_instant(one.decided_at),
    )


def _list(context: Context, rule: str) -> AdviceList | None:
    place = {place.rule: place for place in _places(context)}.get(rule)
    if place is None:
        return None
    people, each = _standing(context, rule)
    if rule in (rules.ONE_TIME, rules.SECOND_ORDER):
        worth = len(people) * _typical_second(context) if people else 0
    else:
        worth = each
    if rule == rules.ONE_TIME:
        returned, base = _slow(context)
        days = rules.ONE_TIME_UNTIL_DAYS - rules.ONE_TIME_DAYS
    else:
        days = rules.LOOK_BACK_DAYS
        returned, base = _unasked(context, rule, context.as_of, days)
    return AdviceList(
        key=rule,
        as_of=context.as_of,
        customers=people,
        worth_minor=worth,
        currency=context.currency,
        returned=returned,
        base=base,
        days=days,
        first_day=place.after_days,
        last_day=place.until_days,
    )


def _places(context: Context) -> tuple[Place, ...]:
    return rules.places(_quartiles(context))


def _quartiles(context: Context) -> tuple[int, int] | None:
    rows = context.rows("advice quick", lambda: _facts().quick_returns(context.frame()))
    counts = {int(row["days"]): int(row["n"]) for row in rows}
    if sum(counts.values()) < _LEAST_RETURNS:
        return None
    first, last = (quantile_of_counts(counts, Fraction(part, 4)) for part in (1, 3))
    return max(1, int(first or 0)), max(1, int(last or 0))


def _people(context: Context, as_of: date) -> Table:
    facts, customers = _facts(), context.lake.table("customers")
    found: Table = facts.in_places(
        facts.standing_of(context.frame(), customers, as_of, four_typical(context)), _places(context)
    )
    return found


def _standing(context: Context, rule: str) -> tuple[Sequence[int], int]:
    """Who stands in the place of a rule, and the sum of what an order of each brings on average.

    An array, since at a million customers a list is half a million numbers.
    """
    import pyarrow.compute as pc

    found = context.arrow("advice people", lambda: _people(context, context.as_of))
    found = found.filter(pc.equal(found.column("rule"), rule)).sort_by("customer")
    amount, orders = (found.column(name).to_numpy() for name in ("amount", "orders"))
    return array("q", found.column("customer").to_numpy()), int((amount // orders).sum())


def _slow(context: Context) -> tuple[int, int]:
    rows = context.rows("advice slow", lambda: _facts().slow_returns(context.frame(), context.lake.table("customers")))
    return (rows[0]["came"], rows[0]["people"]) if rows else (0, 0)


def _unasked(context: Context, rule: str, as_of: date, days: int) -> tuple[int, int]:
    """Of those in the same place `LOOK_BACK_DAYS` earlier, how many ordered within `days`, and of how many."""
    then = as_of - timedelta(days=rules.LOOK_BACK_DAYS)
    if then < context.since:
        return 0, 0
    until = then + timedelta(days=days)
    rows = context.rows(
        ("advice unasked", then, until),
        lambda: _facts().came_within(_people(context, then), context.frame(), then, until),
    )
    return next(((row["came"], row["people"]) for row in rows if row["rule"] == rule), (0, 0))


def _typical_second(context: Context) -> int:
    rows = context.rows("advice second", lambda: _facts().typical_second(context.frame()))
    return int(rows[0]["twice_median"]) // 2 if rows else 0


def _spent(context: Context, customers: frozenset[int], since: date, until: date) -> tuple[int, int]:
    import numpy as np

    found = context.arrow(("advice spent", since, until), lambda: _facts().spent_since(context.frame(), since, until))
    spent = found.column("amount").to_numpy()
    ours = spent[np.isin(found.column("customer").to_numpy(), np.fromiter(customers, np.int64, len(customers)))]
    return len(ours), int(ours.sum())


def _facts() -> Any:
    from regulars.domains.insights.facts import advice

    return advice
