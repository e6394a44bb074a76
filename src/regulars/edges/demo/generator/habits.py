"""Who comes back, in which rhythm, and until when.

A buyer is of group 0 (never returns) or of one of five groups of returning buyers, fifths of one gamma distribution of
rates. After each later order a buyer stays with a personal chance. The time between orders is regular (Erlang), as with
people who finish a bag and need the next. Two planted stories live here (discount week and starter set change the
chance to return, the slipping country loses regulars).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

from regulars.domains.customers.types import PersonFacts
from regulars.edges.demo.generator import stories
from regulars.edges.demo.generator.assortment import PRODUCTS, position_of
from regulars.edges.demo.generator.balance import Minimizer
from regulars.edges.demo.generator.calendar import DAY, Calendar
from regulars.edges.demo.generator.chance import Deck, gamma_quantile
from regulars.edges.demo.generator.markets import Acquisition, Channel, Country
from regulars.edges.demo.generator.stories import Story

RETURN_SHARE = 0.325  # chance that a buyer ever comes back, before the stories
RHYTHM_DAYS = 36.0  # days between orders at the mean rate
RATE_SHAPE = 3.0  # of the gamma distribution of rates between buyers
GAP_SHAPE = 4.0  # of the Erlang distribution of one buyer's gaps; 1 would be memoryless
SHORTEST_GAP_DAYS = 4
STAY_LEAST, STAY_MOST = 0.35, 0.92  # chance to order again after each later order, evenly spread over returning buyers
RATE_GROUPS = 5
BLOCK_DAYS = 28


@dataclass(slots=True)
class Buyer:
    """One invented buyer and how far along they are. `rhythm_days` 0 means that they never return."""

    number: int
    person: PersonFacts
    country: Country
    channel: Channel
    visit: Acquisition
    is_coded: bool
    in_discount_week: bool
    rhythm_days: float = 0.0
    stay: float = 0.0
    orders: int = 0
    favorite: int = 0


class Habits:
    """Gives each buyer a habit at their first order, then says when the next order comes, if one does."""

    def __init__(self, calendar: Calendar, told: frozenset[Story], rng: Random) -> None:
        self._calendar = calendar
        self._told = told
        self._minimizer = Minimizer(rng, RATE_GROUPS + 1)
        self._rates = [Deck(rng) for _ in range(RATE_GROUPS)]
        self._stays = [Deck(rng) for _ in range(RATE_GROUPS)]
        self._gaps: defaultdict[tuple[str, str, bool], Deck] = defaultdict(lambda: Deck(rng))
        self._loyalty: defaultdict[tuple[str, str], Deck] = defaultdict(lambda: Deck(rng))
        self._slips = Deck(rng)
        slip_first, slip_second = calendar.slip
        self._slip_days = calendar.number(slip_first), calendar.number(slip_second)
        self._starter = position_of(stories.STARTER_SET)

    def settle(self, buyer: Buyer, first_product: int, second: int) -> None:
        """Decide at the first order whether and how often this buyer returns."""
        returns = self.return_share(buyer, first_product)
        levels = self._levels(buyer, first_product, second // DAY)
        group = self._minimizer.assign(levels, [1 - returns] + [returns / RATE_GROUPS] * RATE_GROUPS)
        if group:
            position = (group - 1 + self._rates[group - 1].draw()) / RATE_GROUPS
            buyer.rhythm_days = RHYTHM_DAYS / gamma_quantile(RATE_SHAPE, position)
            buyer.stay = STAY_LEAST + (STAY_MOST - STAY_LEAST) * self._stays[group - 1].draw()

    def return_share(self, buyer: Buyer, first_product: int) -> float:
        """Chance that a buyer who begins like this ever comes back."""
        share = RETURN_SHARE
        if buyer.in_discount_week and Story.DISCOUNT_WEEK in self._told:
            share *= stories.DISCOUNT_RETURN_FACTOR
        if first_product == self._starter and Story.STARTER_SET in self._told:
            share *= stories.STARTER_RETURN_FACTOR
        return share

    def next_day(self, buyer: Buyer, second: int) -> int | None:
        """Day number of the order after the one at `second`, or None when there will be none."""
        if not buyer.rhythm_days:
            return None
        place = (buyer.country.code, buyer.channel.name)
        if buyer.orders > 1 and self._loyalty[place].draw() >= buyer.stay:
            return None
        gap = buyer.rhythm_days * gamma_quantile(GAP_SHAPE, self._gaps[(*place, buyer.orders == 1)].draw())
        return second // DAY + max(SHORTEST_GAP_DAYS, round(gap))

    def stays_away(self, buyer: Buyer, day: int) -> bool:
        """Whether the slipping country loses this buyer at an order due on this day."""
        if Story.SLIPPING_COUNTRY not in self._told or buyer.country.code != stories.SLIPPING_COUNTRY:
            return False
        first, second = self._slip_days
        if day < first:
            return False
        return self._slips.draw() < (stories.SLIP_SECOND_LOSS if day >= second else stories.SLIP_FIRST_LOSS)

    def _levels(self, buyer: Buyer, first_product: int, day: int) -> tuple[tuple[object, ...], ...]:
        month = self._calendar.day(day).replace(day=1)
        place, quarter = (buyer.country.code, buyer.channel.name), day // (3 * BLOCK_DAYS)
        return (
            ("month", month),
            ("block", day // BLOCK_DAYS, buyer.in_discount_week),
            ("week", day // 7, buyer.in_discount_week),
            ("product", first_product),
            ("shelf", PRODUCTS[first_product].category),
            ("place", place),
            ("country", buyer.country.code, quarter),
            ("channel", buyer.channel.name, quarter),
            ("visit", buyer.visit.source, buyer.is_coded),
        )
