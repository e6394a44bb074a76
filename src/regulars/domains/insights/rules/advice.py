"""Which people a card is about, and which cards are worth showing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from regulars.domains.insights.types.advice import DISMISSED, DONE, AdviceRow

LEAST_PEOPLE = 30
MOST_CARDS = 3
# After somebody dealt with a list its card stays away, and the brief says what became of it for as long.
REST_DAYS = 90
LOOK_BACK_DAYS = 90

ONE_TIME, SECOND_ORDER, BEST_OVERDUE, REGULARS_OVERDUE = (
    "one_time_buyers", "second_order_window", "best_overdue", "regulars_overdue",
)  # fmt: skip
RULES = (ONE_TIME, SECOND_ORDER, BEST_OVERDUE, REGULARS_OVERDUE)

ONE_TIME_DAYS = 90  # longer ago than this, the usual time to return is over
ONE_TIME_UNTIL_DAYS = 180
LONGEST_DAYS = 365  # who stayed away for longer is not overdue but gone
REGULAR_DAYS = 3  # purchase days that make a regular
BEST_PART = 10  # the best tenth


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands on a day: the last order at least `after_days` and at most `until_days` (None: any) ago."""

    rule: str
    after_days: int
    until_days: int | None


def places(quartiles: tuple[int, int] | None) -> tuple[Place, ...]:
    """The places of all rules. `quartiles`: days after which a quarter, and three quarters, of those who order a second
    time within 90 days have done so; None where too few did.
    """
    found = [Place(ONE_TIME, ONE_TIME_DAYS + 1, None)]
    if quartiles is not None:
        found.append(Place(SECOND_ORDER, quartiles[0], min(quartiles[1], ONE_TIME_DAYS)))
    found += [Place(BEST_OVERDUE, 1, LONGEST_DAYS), Place(REGULARS_OVERDUE, 1, LONGEST_DAYS)]
    return tuple(found)


def value(worth_minor: int, returned: int, base: int) -> int:
    """How much of the worth does not come by itself: what a card can win at most."""
    return worth_minor * (base - returned) // base if base else worth_minor


def rests(row: AdviceRow, today: date) -> bool:
    """Whether the card stays away because somebody dealt with its list lately."""
    return row.state in (DONE, DISMISSED) and is_recent(row, today)


def is_recent(row: AdviceRow, today: date) -> bool:
    """Whether a decision is at most `REST_DAYS` old."""
    return row.decided_at is None or row.decided_at.date() > today - timedelta(days=REST_DAYS)
