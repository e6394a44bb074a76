"""Which people a list is about."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.kit.text import gettext_noop as _

# What happens anyway is read off those who stood in the same place this long before.
LOOK_BACK_DAYS = 90

ONE_TIME, SECOND_ORDER, BEST_OVERDUE, REGULARS_OVERDUE = (
    "one_time_buyers", "second_order_window", "best_overdue", "regulars_overdue",
)  # fmt: skip
RULES = (ONE_TIME, SECOND_ORDER, BEST_OVERDUE, REGULARS_OVERDUE)
# What a list is called where its people are not counted; the screens translate it.
LIST_NAMES = {
    ONE_TIME: _("Ordered once and stayed away"),
    SECOND_ORDER: _("New buyers in the days of second orders"),
    BEST_OVERDUE: _("Best customers, overdue"),
    REGULARS_OVERDUE: _("Regulars, overdue"),
}

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
