"""Runs the sums that metrics need over some periods, each kind once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from regulars.domains.insights.queries.context import Context, Rows
from regulars.domains.insights.rules.slots import Slots, disjoint
from regulars.domains.insights.rules.starting import PAY_BACK_DAYS
from regulars.domains.insights.rules.sums import Sums
from regulars.kit.periods import Grain, Period

if TYPE_CHECKING:
    from ibis import Expr

Key = str | int | None
Found = dict[tuple[int, Key], Sums]
ALL: Key = ""
DEEPEST_WAIT = 6


def gather(
    context: Context, needs: Iterable[str], periods: Sequence[Period], grain: Grain | None = None, by: str = ""
) -> Found:
    """Sums by (number of the period, group). Periods must have been seen at least in part; nothing found = no key."""
    found: Found = {}
    for need in needs if periods else ():
        for run in _runs(periods, grain):
            numbers = [periods.index(period) for period in run]
            for (place, group), sums in _run(context, need, run, grain, by).items():
                found.setdefault((numbers[place], group), Sums()).update(sums)
    return found


def _runs(periods: Sequence[Period], grain: Grain | None) -> list[tuple[Period, ...]]:
    """Periods that overlap (a long one and the year before) are asked for one by one."""
    ordered = tuple(sorted(periods))
    together = grain is not None or all(disjoint(one, other) for one, other in pairwise(ordered))
    return [ordered] if together else [(period,) for period in ordered]


def _run(context: Context, need: str, periods: tuple[Period, ...], grain: Grain | None, by: str) -> Found:
    kind, _, part = need.partition(".")
    slots = Slots(periods, grain, context.fiscal_start)
    runs: dict[str, Callable[[Context, Slots, str, str], Found]] = {
        "flow": _flow,
        "medians": _medians,
        "spend": _spend,
        "standing": _standing,
        "starts": _starts,
        "waits": _waits,
        "spread": _spread,
    }
    return runs[kind](context, slots, by, part)


def _flow(context: Context, slots: Slots, by: str, part: str) -> Found:
    def sums() -> Expr:
        from regulars.domains.insights.facts.flow import flow

        return flow(context.frame(by_category=by == "category"), slots, by)

    return _keyed(context.rows(("flow", slots, by), sums), slots)


def _medians(context: Context, slots: Slots, by: str, part: str) -> Found:
    def found() -> Expr:
        from regulars.domains.insights.facts.flow import medians

        return medians(context.frame(by_category=by == "category"), slots, by)

    return _keyed(context.rows(("medians", slots, by), found), slots)


def _spend(context: Context, slots: Slots, by: str, part: str) -> Found:
    return _keyed(_spent(context, slots), slots) if not by else {}


def _spent(context: Context, slots: Slots) -> Rows:
    def sums() -> Expr:
        from regulars.domains.insights.facts.flow import spend

        return spend(context.lake.table("spend"), context.as_of, slots)

    return context.rows(("spend", slots), sums)


def _starts(context: Context, slots: Slots, by: str, part: str) -> Found:
    from regulars.domains.insights.facts.definitions import MONEY_DAYS, WITHIN_DAYS

    def sums() -> Expr:
        from regulars.domains.insights.facts.starts import starts

        return starts(context.frame(), slots, *days, by=by)

    if part == "payback" and (by or not _spent(context, slots)):
        return {}  # nothing was spent that could be paid back: two dozen sums over every order for nothing
    days = {"within": (WITHIN_DAYS, ()), "money": ((), MONEY_DAYS), "payback": ((), PAY_BACK_DAYS)}[part]
    return _keyed(context.rows(("starts", part, slots, by), sums), slots)


def _waits(context: Context, slots: Slots, by: str, part: str) -> Found:
    return _listed(waits_of(context, slots, by, by_day=part == "days"), slots, "waits")


def waits_of(context: Context, slots: Slots, by: str = "", *, by_day: bool) -> Rows:
    """Waits that began in the slots, as `facts.starts.waits` counts them."""

    def counts() -> Expr:
        from regulars.domains.insights.facts.starts import waits

        return waits(context.frame(), slots, DEEPEST_WAIT, by, by_day=by_day)

    return context.rows(("waits", slots, by, by_day), counts)


def _spread(context: Context, slots: Slots, by: str, part: str) -> Found:
    return _listed(parts_of(context, slots, by), slots, "parts")


def parts_of(context: Context, slots: Slots, by: str = "") -> Rows:
    """Hundredths of customers from the richest down, as `facts.spread.hundredths` counts them."""

    def hundredths() -> Expr:
        from regulars.domains.insights.facts import spread

        return spread.hundredths(context.frame(), slots, by)

    rows = context.rows(("spread", slots, by), hundredths)
    return sorted(rows, key=lambda row: int(row["part"]))


def four_typical(context: Context) -> int:
    """Four times the shop's typical gap in days."""

    def gap() -> Expr:
        from regulars.domains.insights.facts.standing import typical_gap

        return typical_gap(context.frame())

    return int(context.rows("typical_gap", gap)[0]["four_typical"])


def _standing(context: Context, slots: Slots, by: str, part: str) -> Found:
    boundaries = _boundaries(slots.periods)

    def sums() -> Expr:
        from regulars.domains.insights.facts.standing import RHYTHM, WINDOW_DAYS, standing
        from regulars.domains.insights.facts.standing_over import can_answer, standing_over

        typical, wanted = four_typical(context) if part == RHYTHM else 0, frozenset({part})
        if can_answer(boundaries, wanted, by, WINDOW_DAYS):
            return standing_over(context.frame(), boundaries, wanted, window_days=WINDOW_DAYS, four_typical=typical)
        return standing(context.frame(), boundaries, wanted, by=by, four_typical=typical)

    rows = context.rows(("standing", boundaries, part, by), sums)
    found: Found = {}
    for row in rows:
        group = row.get("group", ALL)
        for place, period in enumerate(slots.periods):
            found[place, group] = _at(row, boundaries.index(period.start), boundaries.index(period.end))
    return found


def _boundaries(periods: Sequence[Period]) -> tuple[date, ...]:
    return tuple(sorted({day for period in periods for day in (period.start, period.end)}))


def _at(row: dict[str, Any], start: int, end: int) -> Sums:
    """The columns of the end's boundary under their plain names, and who was recent at the start."""
    ending = f"_{end}"
    sums = Sums({name.removesuffix(ending): value for name, value in row.items() if name.endswith(ending)})
    sums["recent_before"] = row.get(f"recent_{start}", 0)
    return sums


def _keyed(rows: Rows, slots: Slots) -> Found:
    places = {key: place for place, key in enumerate(slots.keys())}
    return {
        (places[row["slot"]], row.get("group", ALL)): Sums(
            {name: value for name, value in row.items() if name not in ("slot", "group")}
        )
        for row in rows
        if row["slot"] in places
    }


def _listed(rows: Rows, slots: Slots, name: str) -> Found:
    places = {key: place for place, key in enumerate(slots.keys())}
    found: Found = {}
    for row in rows:
        if row["slot"] in places:
            found.setdefault((places[row["slot"]], row["group"]), Sums({name: []}))[name].append(row)
    return found
