"""Goals: one number for a metric by a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from regulars.domains.insights.rules.shapes.figures import Figure
from regulars.kit.periods import Period
from regulars.kit.text import Text

# How a goal stands.
REACHED, MISSED, AHEAD, BEHIND, NOT_BEGUN, NOT_KNOWN = "reached", "missed", "ahead", "behind", "not_begun", "not_known"


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal and its pace.

    `target` is in the unit of the metric, as a figure's value is. For what adds up over the period (revenue, orders),
    `figure` is what the days so far brought and `expected` what an even pace would have brought by now; `projected` is
    where the present pace leads. For a standing or a share, `figure` is how it stands, `expected` the target itself.
    """

    goal: int
    name: str
    label: Text
    unit: str
    currency: str
    basis: str
    period: Period
    target: int | float
    as_of: date
    figure: Figure
    state: str
    elapsed: float
    expected: float | None
    projected: float | None
