"""Countries and channels whose customers come back less (or more) than before, while those of the others do not.

Two periods of three months each. Of the customers known when a period began (an order in the half-year before), so many
ordered in it. What changed for a group beyond what changed for all others cannot be the season that all share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p, sqrt

from regulars.domains.insights.rules.findings_choice import CHANNEL, COUNTRY, LEAST_PEOPLE, Candidate, Claimed
from regulars.domains.insights.rules.findings_tests import two_sided

KNOWN_DAYS = 182
LEAST_CAME = 5  # in each period, or a ratio means nothing
LEAST_POINTS, LEAST_RELATIVE = 0.02, 0.15


@dataclass(frozen=True, slots=True)
class Pattern:
    """`people` of one country and channel (of their first order) who were `known` and `came`, before and after."""

    country: str
    channel: str
    known_before: bool
    came_before: bool
    known_after: bool
    came_after: bool
    people: int


@dataclass(frozen=True, slots=True)
class Turnout:
    """So many customers known at the start of each period, and so many of them who ordered in it."""

    known_before: int
    came_before: int
    known_after: int
    came_after: int

    @property
    def before(self) -> float:
        return self.came_before / self.known_before

    @property
    def after(self) -> float:
        return self.came_after / self.known_after


@dataclass(frozen=True, slots=True)
class Slip:
    """`difference` of the differences with its standard error; `expected` had the group followed the others."""

    against: str
    group: Turnout
    others: Turnout
    difference: float
    error: float
    expected: float


@dataclass(frozen=True, slots=True)
class Places:
    """Countries, or channels, one after the other against all others of the kind.

    `against` says which earlier period the patterns compare with: previous or year.
    """

    patterns: Sequence[Pattern]
    kind: str
    against: str
    depends_on: Sequence[str] = (COUNTRY, CHANNEL)

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        countries, channels = claimed.of(COUNTRY), claimed.of(CHANNEL)
        kept = [one for one in self.patterns if one.country not in countries and one.channel not in channels]
        names = sorted({_name(one, self.kind) for one in kept} - {""})
        found = []
        for name in names:
            own = [one for one in kept if _name(one, self.kind) == name]
            others = [one for one in kept if _name(one, self.kind) != name]
            candidate = _compare(self, name, own, others)
            if candidate is not None:
                found.append(candidate)
        return found


def _compare(places: Places, name: str, own: Sequence[Pattern], others: Sequence[Pattern]) -> Candidate | None:
    one, rest = _turnout(own), _turnout(others)
    if min(one.known_before, one.known_after, rest.known_before, rest.known_after) < LEAST_PEOPLE:
        return None
    difference = (one.after - one.before) - (rest.after - rest.before)
    error = sqrt(_variance(own, one, relative=False) + _variance(others, rest, relative=False))
    expected = one.known_after * max(0.0, one.before + rest.after - rest.before)
    p = 1.0
    if min(one.came_before, one.came_after, rest.came_before, rest.came_after) >= LEAST_CAME and error > 0:
        # In points and in proportion: a season that multiplies everybody's rate is no difference of the group.
        ratio = one.after * rest.before / (one.before * rest.after) - 1
        relative = sqrt(_variance(own, one, relative=True) + _variance(others, rest, relative=True))
        same_way = ratio * difference > 0
        p = max(two_sided(difference / error), two_sided(log1p(ratio) / relative)) if same_way else 1.0
    worth = abs(difference) >= max(LEAST_POINTS, LEAST_RELATIVE * one.before)
    return Candidate(places.kind, name, p, worth, Slip(places.against, one, rest, difference, error, expected))


def _turnout(patterns: Iterable[Pattern]) -> Turnout:
    counts = [0, 0, 0, 0]
    for one in patterns:
        for place, is_in in enumerate(
            (
                one.known_before,
                one.known_before and one.came_before,
                one.known_after,
                one.known_after and one.came_after,
            )
        ):
            counts[place] += one.people * is_in
    return Turnout(*counts)


def _variance(patterns: Iterable[Pattern], turnout: Turnout, *, relative: bool) -> float:
    """By customer: who is known in both periods counts once, with both residuals (linearization, as for a ratio)."""
    before_scale = turnout.known_before * (turnout.before if relative else 1.0)
    after_scale = turnout.known_after * (turnout.after if relative else 1.0)
    total = 0.0
    for one in patterns:
        before = one.known_before * (one.came_before - turnout.before) / before_scale
        after = one.known_after * (one.came_after - turnout.after) / after_scale
        total += one.people * (after - before) ** 2
    return total


def _name(pattern: Pattern, kind: str) -> str:
    return pattern.country if kind == COUNTRY else pattern.channel
