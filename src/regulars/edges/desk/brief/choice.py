"""Which advice becomes a card: at most three, most valuable first, none for a handful of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from regulars.base.extends import Advice
from regulars.domains.insights.types.advice import DISMISSED, DONE, AdviceRow

LEAST_PEOPLE = 30
MOST_CARDS = 3
MOST_OUTCOMES = 3
# After somebody dealt with a list its card stays away, and the brief says what became of it for as long.
REST_DAYS = 90


def value_of(advice: Advice) -> int:
    """How much of what it is worth does not come by itself."""
    worth = advice.worth_minor or 0
    returned, base = advice.base_rate or (0, 0)
    return worth * (base - returned) // base if base else worth


def by_value(advice: Advice) -> tuple[int, str]:
    """Sorts the most valuable first; equal ones by key, so that the order never wavers."""
    return -value_of(advice), advice.key


def cards(offers: Sequence[Advice], decided: Sequence[AdviceRow], today: date) -> tuple[Advice, ...]:
    """The cards of today; what was done or put away lately rests."""
    resting = {row.key for row in decided if row.state in (DONE, DISMISSED) and is_recent(row, today)}
    shown = [one for one in offers if len(one.customers) >= LEAST_PEOPLE and one.key not in resting]
    return tuple(sorted(shown, key=by_value)[:MOST_CARDS])


def is_recent(row: AdviceRow, today: date) -> bool:
    """Whether a decision is less than `REST_DAYS` old."""
    return row.decided_at is None or row.decided_at.date() > today - timedelta(days=REST_DAYS)
