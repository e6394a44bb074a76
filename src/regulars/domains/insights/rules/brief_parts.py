"""What groups of orders added to a change, with what must be known to claim it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from regulars.domains.insights.rules.findings_choice import LEAST_PEOPLE
from regulars.kit.stats import normal_quantile

LISTED = 5
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Part:
    """What one group added to the change. `dimension` is buyers, cohort, product, category, channel or country.

    `key` is what the orders say (None: unknown), `label` a product's title. `share` is of the whole change. `low` and
    `high` bound the change by customer, widened for all groups of the dimension; `is_clear`: 0 lies outside.
    """

    dimension: str
    key: str | int | None
    label: str
    before_minor: int
    after_minor: int
    share: float | None
    low_minor: int
    high_minor: int

    @property
    def change_minor(self) -> int:
        return self.after_minor - self.before_minor

    @property
    def is_clear(self) -> bool:
        return self.low_minor > 0 or self.high_minor < 0


@dataclass(frozen=True, slots=True)
class GroupSums:
    """One group in two periods; `squares` over customers of the difference between their two amounts."""

    key: str | int | None
    before_minor: int
    after_minor: int
    buyers_before: int
    buyers_after: int
    squares: float


def parts_of(dimension: str, groups: Sequence[GroupSums], change_minor: int) -> tuple[tuple[Part, ...], int]:
    """The groups that moved most, and how many are left out.

    Customers are the unit of chance: had others come by, so many more or fewer would have been in each group. The
    variance of a sum over a random number of customers is the sum of their squares (compound Poisson). Intervals are
    widened for the number of groups (Bonferroni), since the largest movers are picked out of all of them. Groups of
    fewer than 30 buyers in both periods are not listed on their own.
    """
    listed = [each for each in groups if max(each.buyers_before, each.buyers_after) >= LEAST_PEOPLE]
    if len(groups) < 2 or not listed:
        return (), len(groups)
    width = normal_quantile(1 - (1 - CONFIDENCE) / (2 * len(listed)))
    largest = sorted(listed, key=lambda each: (-abs(each.after_minor - each.before_minor), str(each.key)))[:LISTED]
    parts = tuple(_part(dimension, each, change_minor, width) for each in largest)
    return parts, len(groups) - len(parts)


def _part(dimension: str, group: GroupSums, change_minor: int, width: float) -> Part:
    change, half = group.after_minor - group.before_minor, width * sqrt(group.squares)
    return Part(
        dimension=dimension,
        key=group.key,
        label="",
        before_minor=group.before_minor,
        after_minor=group.after_minor,
        share=change / change_minor if change_minor else None,
        low_minor=round(change - half),
        high_minor=round(change + half),
    )
