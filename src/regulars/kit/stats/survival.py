"""How long until something happens, when for some it has not happened yet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

from regulars.kit.stats.distributions import normal_quantile
from regulars.kit.stats.intervals import Estimate, Interval

_CLOSE = 1e-12  # a product of fractions that should be .5 may be a hair above


@dataclass(frozen=True, slots=True)
class Step:
    """What is known from one day with events on.

    `survival` is the estimated share still waiting after this day. `variance` (Greenwood) and `interval` are None once
    it is 0, where neither is defined.
    """

    day: int
    at_risk: int
    events: int
    survival: float
    variance: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class QuantileDays:
    """The day by which a share has had the event, with its interval; None where the data do not reach that far."""

    day: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan-Meier curve. `last_day` is the longest wait seen; beyond it nothing is known and nothing answered."""

    steps: tuple[Step, ...]
    subjects: int
    last_day: int

    def survival_at(self, day: int) -> Estimate | None:
        """The share still waiting after `day` days; None beyond `last_day` unless nobody was left."""
        step = self._step_at(day)
        if day < 0 or self.subjects == 0 or (day > self.last_day and (step is None or step.survival > 0)):
            return None
        return (
            Estimate(1.0, None, self.subjects)
            if step is None
            else Estimate(step.survival, step.interval, self.subjects)
        )

    def reached_at(self, day: int) -> Estimate | None:
        """The share that had the event within `day` days: 1 - survival. The repeat curve is made of these."""
        waiting = self.survival_at(day)
        if waiting is None:
            return None
        interval = waiting.interval and Interval(1 - waiting.interval.high, 1 - waiting.interval.low)
        return Estimate(1 - waiting.value, interval, waiting.count)

    def quantile(self, share: float = 0.5) -> QuantileDays:
        """The first day by which at least `share` had the event; the median by default.

        The interval holds the days at which the curve's own interval covers that share (Brookmeyer and Crowley 1982).
        Raises ValueError unless 0 < share < 1.
        """
        if not 0 < share < 1:
            raise ValueError(f"{share} is no share to wait for")
        waiting = 1 - share + _CLOSE
        day = next((step.day for step in self.steps if step.survival <= waiting), None)
        low = next((s.day for s in self.steps if (s.interval.low if s.interval else s.survival) <= waiting), None)
        high = next((step.day for step in self.steps if step.interval and step.interval.high <= waiting), None)
        return QuantileDays(day, low, high)

    def _step_at(self, day: int) -> Step | None:
        at = bisect_right(self.steps, day, key=lambda step: step.day)
        return self.steps[at - 1] if at else None


def kaplan_meier(events: Mapping[int, int], censored: Mapping[int, int], confidence: float = 0.95) -> SurvivalCurve:
    """The product-limit estimate of waiting times (Kaplan and Meier 1958) from counts by whole days waited.

    `events[d]` had the event after d days; `censored[d]` were watched for d days without it, and count as at risk on
    day d. Variance by Greenwood (1926); the interval is the log-log one (Kalbfleisch and Prentice 1980), which stays
    inside 0 to 1. Raises ValueError for negative days or counts.
    """
    days = sorted({day for counts in (events, censored) for day, count in counts.items() if count})
    if min((*days, *events.values(), *censored.values()), default=0) < 0:
        raise ValueError("a day or a count is negative")
    z = normal_quantile((1 + confidence) / 2)
    subjects = at_risk = sum(events.values()) + sum(censored.values())
    steps: list[Step] = []
    survival, greenwood = 1.0, 0.0
    for day in days:
        happened = events.get(day, 0)
        if happened:
            staying = at_risk - happened
            survival *= staying / at_risk
            if staying:
                greenwood += happened / (at_risk * staying)
                interval = _log_log_interval(survival, greenwood, z)
                steps.append(Step(day, at_risk, happened, survival, survival * survival * greenwood, interval))
            else:
                steps.append(Step(day, at_risk, happened, 0.0, None, None))
        at_risk -= happened + censored.get(day, 0)
    return SurvivalCurve(tuple(steps), subjects, days[-1] if days else 0)


def _log_log_interval(survival: float, greenwood: float, z: float) -> Interval:
    spread = exp(z * sqrt(greenwood) / -log(survival))
    return Interval(survival**spread, survival ** (1 / spread))
