"""Lists of people worth writing to, and what became of lists that somebody took up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from regulars.domains.insights.rules.advice import LIST_NAMES

OPEN, ASSIGNED, DONE, DISMISSED = "open", "assigned", "done", "dismissed"
STATES = (OPEN, ASSIGNED, DONE, DISMISSED)


@dataclass(frozen=True, slots=True)
class AdviceOffer:
    """A list as the brief showed it on `as_of`; money in minor units, `base_rate` = (came unasked, of so many)."""

    key: str
    as_of: date
    customers: Sequence[int]
    worth_minor: int | None = None
    currency: str = ""
    base_rate: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """What became of a list: `staff` is who has it, `decided_by` an actor such as `staff:7`."""

    id: int
    key: str
    as_of: date
    state: str
    customers: tuple[int, ...]
    worth_minor: int | None
    currency: str
    base_rate: tuple[int, int] | None
    staff: int | None
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class AdviceList:
    """People of one rule on one day. `worth_minor`: one more order from each, at their own or the typical size.

    `returned` of `base` earlier people in the same place ordered within `days` without being asked. `first_day` and
    `last_day` bound how long ago the last order was.
    """

    key: str
    as_of: date
    customers: Sequence[int]
    worth_minor: int
    currency: str
    returned: int
    base: int
    days: int
    first_day: int
    last_day: int | None


@dataclass(frozen=True, slots=True)
class AdviceOutcome:
    """Of the people on a list, so many have ordered in the `days` since; `returned` of `base` earlier people in the
    same place did so in as many days unasked (`base` 0: history does not reach back far enough).
    """

    row: AdviceRow
    days: int
    ordered: int
    revenue_minor: int
    returned: int
    base: int


__all__ = [
    "ASSIGNED",
    "DISMISSED",
    "DONE",
    "LIST_NAMES",
    "OPEN",
    "STATES",
    "AdviceList",
    "AdviceOffer",
    "AdviceOutcome",
    "AdviceRow",
]
