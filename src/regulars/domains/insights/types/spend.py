"""What sources hand to insights of advertising, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SpendFacts:
    """What was spent on ads on one local day. Facts of the same day, channel and campaign add up within an import."""

    spent_on: date
    amount_minor: int
    currency: str
    channel: str = ""
    campaign: str = ""


@dataclass(frozen=True, slots=True)
class SpendReport:
    """`replaced` facts took the place of what an earlier import said of that day, channel and campaign."""

    created: int
    replaced: int
