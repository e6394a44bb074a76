"""When first-time buyers come: growth, a mild season, weekdays, and the planted stories that move arrivals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import cos, pi
from random import Random

from regulars.edges.demo.generator import stories
from regulars.edges.demo.generator.calendar import DAY, Calendar
from regulars.edges.demo.generator.chance import Deck, Shares
from regulars.edges.demo.generator.stories import Story

MONTHLY_GROWTH = 1.013
SEASON = 0.09  # first-time buyers in early December over the yearly mean, and under it half a year later
SEASON_PEAK_DAY = 338
_WEEKDAYS = (1.10, 1.02, 0.98, 0.96, 0.93, 0.92, 1.09)
_DISCOUNT_DAYS = (1.7, 1.3, 1.0, 0.9, 0.9, 1.1, 1.6)
_HOURS = Shares((2, 1, 0, 0, 1, 4, 14, 28, 36, 40, 44, 42, 44, 38, 34, 36, 40, 46, 54, 66, 72, 60, 34, 12))


def first_orders(
    calendar: Calendar, told: frozenset[Story], count: int, best_seller_share: float, rng: Random
) -> list[tuple[int, bool]]:
    """Return `count` first orders as (second since the start, drawn by the discount week), in time order."""
    extra = min(stories.DISCOUNT_WEEK_EXTRA_BUYERS, count // 30) if Story.DISCOUNT_WEEK in told else 0
    wave: list[tuple[int, bool]] = []
    if extra:
        opening, _ = calendar.span(*calendar.discount_week)
        wave = [(second + opening * DAY, True) for second in spread(_DISCOUNT_DAYS, extra, rng)]
    weights = [_weight(calendar, told, day, best_seller_share) for day in range(calendar.days)]
    usual = [(second, False) for second in spread(weights, count - extra, rng)]
    return sorted(usual + wave)


def spread(weights: Sequence[float], count: int, rng: Random) -> list[int]:
    """Return `count` seconds, spread over days in proportion to their weights with no more clumps than a queue has."""
    edges = list(accumulate(weights))
    days = (bisect_right(edges, (nth + rng.random()) / count * edges[-1]) for nth in range(count))
    clock = Deck(rng)
    return [min(day, len(edges) - 1) * DAY + time_of_day(clock.draw(), rng) for day in days]


def time_of_day(position: float, rng: Random) -> int:
    """Second of the day at which people order; never in the hour that clocks skip or repeat."""
    return _HOURS.at(position) * 3600 + int(rng.random() * 3600)


def season(calendar: Calendar, day: int) -> float:
    """How busy the day's time of year is; 1 is the yearly mean."""
    turn = (calendar.day(day).timetuple().tm_yday - SEASON_PEAK_DAY) / 365.25
    return 1 + SEASON * cos(2 * pi * turn)


def _weight(calendar: Calendar, told: frozenset[Story], day: int, best_seller_share: float) -> float:
    weight = float(MONTHLY_GROWTH ** (day / 30.44)) * season(calendar, day) * _WEEKDAYS[calendar.day(day).weekday()]
    opening, end = calendar.span(*calendar.stock_out)
    if Story.STOCK_OUT in told and opening <= day < end:
        weight *= 1 - best_seller_share
    return weight
