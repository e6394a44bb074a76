"""How sums become figures: shares with Wilson's interval, means and ratios with one by customer, exact money."""

from __future__ import annotations

from regulars.domains.insights.rules.shapes.figures import Change, Figure
from regulars.kit.rounding import half_even
from regulars.kit.stats import Estimate, Interval, mean_of_sums, newcombe_difference, ratio_of_sums, wilson

# Codes of `Figure.why`; the words are in `facts.words`.
NOTHING = "nothing_to_divide"
TOO_YOUNG = "too_young"
NOT_REACHED = "not_reached"
NOT_BEGUN = "not_begun"
NO_COSTS = "costs_unknown"
NO_SPEND = "spend_unknown"
NOT_SPLIT = "not_split_that_way"
BEFORE_HISTORY = "before_history"
TOO_MANY_PERIODS = "too_many_periods"
# An interval is a statement about digits people read; more of them would only show how threads added up.
DIGITS = 9


def count(number: int, unidentified: int | None = None) -> Figure:
    return Figure(number, unidentified=unidentified)


def money(amount_minor: int, unidentified: int | None = None) -> Figure:
    return Figure(amount_minor, unidentified=unidentified)


def share(numerator: int, denominator: int) -> Figure:
    """Of people: x of n, with Wilson's interval; of nobody it is not defined."""
    bounds = wilson(numerator, denominator)
    if bounds is None:
        return Figure(None, numerator, denominator, why=NOTHING)
    return Figure(numerator / denominator, numerator, denominator, *_ends(bounds))


def mean_money(people: int, total_minor: int, squares: float) -> Figure:
    """Money for each customer, rounded half to even, with an interval by customer."""
    found = mean_of_sums(people, total_minor, round(squares))
    if found is None:
        return Figure(None, total_minor, people, why=NOTHING)
    return Figure(half_even(total_minor, people), total_minor, people, *_ends(found.interval))


def mean(people: int, total: int, squares: float) -> Figure:
    """Something counted for each customer, with an interval by customer."""
    found = mean_of_sums(people, total, round(squares))
    if found is None:
        return Figure(None, total, people, why=NOTHING)
    return Figure(total / people, total, people, *_ends(found.interval))


def ratio_money(people: int, total_minor: int, base: int, squares: tuple[float, float, float]) -> Figure:
    """Money for each of something that customers have several of (orders), with an interval by customer.

    `squares` are the sums of total * total, total * base and base * base over customers.
    """
    found = _ratio(people, total_minor, base, squares)
    if found is None:
        return Figure(None, total_minor, base, why=NOTHING)
    return Figure(half_even(total_minor, base), total_minor, base, *_ends(found.interval))


def ratio(people: int, numerator: int, denominator: int, squares: tuple[float, float, float]) -> Figure:
    """As `ratio_money` for plain ratios and shares of money."""
    found = _ratio(people, numerator, denominator, squares)
    if found is None:
        return Figure(None, numerator, denominator, why=NOTHING)
    return Figure(numerator / denominator, numerator, denominator, *_ends(found.interval))


def plain_ratio(numerator: int, denominator: int) -> Figure:
    """A ratio without an interval: both sides are counted in full and nothing is estimated."""
    if denominator == 0:
        return Figure(None, numerator, denominator, why=NOTHING)
    return Figure(numerator / denominator, numerator, denominator)


def unknown(why: str, numerator: int | None = None, denominator: int | None = None) -> Figure:
    return Figure(None, numerator, denominator, why=why)


def change(now: Figure, before: Figure, unit: str) -> Change | None:
    """The difference of two figures; None when one of them is not known."""
    if now.value is None or before.value is None:
        return None
    difference = now.value - before.value
    relative = difference / before.value if before.value else None
    if unit != "share" or now.low is None or before.low is None:
        return Change(difference, relative)
    bounds = _between_shares(now, before)
    return Change(difference, relative, *_ends(bounds))


def _between_shares(now: Figure, before: Figure) -> Interval | None:
    pairs = (now.numerator, now.denominator, before.numerator, before.denominator)
    if any(part is None for part in pairs) or not (_counts_people(now) and _counts_people(before)):
        return None
    one, of_one, two, of_two = (int(part) for part in pairs if part is not None)
    return newcombe_difference(one, of_one, two, of_two)


def _counts_people(figure: Figure) -> bool:
    """Whether the interval is Wilson's, so that numerator and denominator count people and not money."""
    if figure.numerator is None or not figure.denominator or not 0 <= figure.numerator <= figure.denominator:
        return False
    bounds = wilson(figure.numerator, figure.denominator)
    return bounds is not None and _ends(bounds) == (figure.low, figure.high)


def _ratio(people: int, total: int, base: int, squares: tuple[float, float, float]) -> Estimate | None:
    yy, xy, xx = (round(part) for part in squares)
    return ratio_of_sums(people, total, base, yy, xy, xx)


def _ends(bounds: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if bounds is None else (rounded(bounds.low), rounded(bounds.high))


def rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
