"""The demo shop as one thing: what it sells, what that costs, what it spends on ads, and every order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from regulars.domains.catalog.types import CostFacts, ProductFacts
from regulars.domains.insights.types.spend import SpendFacts
from regulars.domains.orders.types import OrderFacts, RefundFacts
from regulars.edges.demo.generator.arrivals import MONTHLY_GROWTH, season
from regulars.edges.demo.generator.assortment import (
    COST_BEFORE_PERCENT,
    COST_RISE_MONTHS_BACK,
    PRICE_RISE_MONTHS_BACK,
    PRODUCTS,
    price_minor,
)
from regulars.edges.demo.generator.calendar import Calendar
from regulars.edges.demo.generator.chance import Deck, stream
from regulars.edges.demo.generator.markets import CURRENCY, FIRST_VISITS, ONLINE
from regulars.edges.demo.generator.simulation import BUYERS, Simulation
from regulars.edges.demo.generator.stories import ALL_STORIES, Story

SEED = 20
_MICROS_PER_CENT = 10_000


@dataclass(frozen=True, slots=True)
class DemoShop:
    """A shop of 12,000 buyers over the 30 months that end with `last`, the last full day. `told` leaves stories out.

    With far fewer `buyers`, for tests, the stories are too small to be seen.
    """

    last: date
    seed: int = SEED
    told: frozenset[Story] = ALL_STORIES
    buyers: int = BUYERS

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.last)

    def price_lists(self) -> Iterator[tuple[date, list[ProductFacts]]]:
        """Yield what every variant cost from a day on: at the beginning, and since the one price rise."""
        calendar = self.calendar
        for day, is_risen in ((calendar.start, False), (calendar.full_month(PRICE_RISE_MONTHS_BACK)[0], True)):
            yield (
                day,
                [
                    ProductFacts(
                        title=product.title,
                        external_id=product.code,
                        sku=product.sku(position),
                        variant_external_id=product.sku(position),
                        variant_title=size.title,
                        category=product.category,
                        vendor=product.vendor,
                        handle=product.code,
                        price_minor=price_minor(product, position, is_risen),
                        currency=CURRENCY,
                    )
                    for product in PRODUCTS
                    for position, size in enumerate(product.sizes)
                ],
            )

    def costs(self) -> Iterator[CostFacts]:
        """Yield unit costs: from the beginning, and again from the day they rose (coffee and tea only)."""
        risen, _ = self.calendar.full_month(COST_RISE_MONTHS_BACK)
        for product in PRODUCTS:
            for position, size in enumerate(product.sizes):
                today = size.cost_minor * _MICROS_PER_CENT
                before = today * COST_BEFORE_PERCENT // 100 if product.is_consumable else today
                yield CostFacts(before, CURRENCY, None, sku=product.sku(position))
                if before != today:
                    yield CostFacts(today, CURRENCY, risen, sku=product.sku(position))

    def spend(self) -> Iterator[SpendFacts]:
        """Yield ad spend per month (dated on its first day) and channel, in step with the buyers whom it brings."""
        calendar = self.calendar
        noise = Deck(stream(self.seed, "spend"), 8)
        weights = [MONTHLY_GROWTH ** (day / 30.44) * season(calendar, day) for day in range(calendar.days)]
        months: dict[date, float] = {}
        for day, weight in enumerate(weights):
            month = max(calendar.day(day).replace(day=1), calendar.start)
            months[month] = months.get(month, 0.0) + weight / sum(weights)
        for month, share in months.items():
            for visit in FIRST_VISITS:
                if visit.cost_minor:
                    newcomers = self.buyers * share * ONLINE.share * visit.share
                    amount = round(newcomers * visit.cost_minor * (0.97 + 0.06 * noise.draw()))
                    yield SpendFacts(month, amount, CURRENCY, visit.spend_channel, visit.campaign)

    def orders(self) -> Iterator[OrderFacts | RefundFacts]:
        """Yield every order, and every refund that names no order, in time order."""
        return Simulation(self.calendar, self.seed, self.told, self.buyers).orders()
