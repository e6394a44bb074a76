"""The demo shop's life, second by second: a queue of what happens next, played in time order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from heapq import heappop, heappush
from itertools import count

from regulars.domains.orders.types import OrderFacts, RefundFacts
from regulars.edges.demo.generator import markets, others, stories
from regulars.edges.demo.generator.arrivals import first_orders, time_of_day
from regulars.edges.demo.generator.assortment import CLUB_PRODUCT, position_of
from regulars.edges.demo.generator.baskets import Pick, Shelves, first_share
from regulars.edges.demo.generator.bills import Sale, Till
from regulars.edges.demo.generator.calendar import DAY, Calendar
from regulars.edges.demo.generator.chance import Deck, Shares, stream
from regulars.edges.demo.generator.habits import Buyer, Habits
from regulars.edges.demo.generator.markets import CHANNELS, COUNTRIES, FIRST_VISITS, LATER_VISITS, MARKETPLACE, ONLINE
from regulars.edges.demo.generator.people import Registry
from regulars.edges.demo.generator.stories import Story

BUYERS = 12_000
UNIDENTIFIED_SHARE = 0.04
DUPLICATE_SHARE = 0.009  # of orders are followed by the same order once more, canceled
REPLACEMENT_SHARE = 0.004
GOODWILL_SHARE = 0.0006
CLUB_SHARE = 0.035  # of third and later online orders start a subscription
CLUB_DAYS = 30
CLUB_LEAVE_SHARE = 0.15  # of renewals are the last
CODED_DISCOUNT_WEEK_SHARE = 0.5  # of known buyers ordering in the discount week use its code, too

Happening = Callable[[int], Iterator[OrderFacts | RefundFacts]]


class Simulation:
    """Plays one shop. `orders()` yields every order and every refund without one, in time order; play it once."""

    def __init__(self, calendar: Calendar, seed: int, told: frozenset[Story], buyers: int = BUYERS) -> None:
        self._calendar = calendar
        self._buyers = buyers
        self._seed = seed
        self._told = told
        self._habits = Habits(calendar, told, stream(seed, "habits"))
        self._shelves = Shelves(stream(seed, "baskets"))
        self._till = Till(calendar, stream(seed, "bills"))
        self._people = Registry.open(stream(seed, "people"))
        self._rng = stream(seed, "days")
        self._decks: defaultdict[str, Deck] = defaultdict(lambda: Deck(self._rng, 64))
        self._queue: list[tuple[int, int, Happening]] = []
        self._ticket = count()
        self._countries = Shares([country.share for country in COUNTRIES])
        self._channels = Shares([channel.share for channel in CHANNELS])
        self._visits = Shares([visit.share for visit in FIRST_VISITS])
        self._later_visits = Shares([visit.share for visit in LATER_VISITS])
        self._gone = calendar.span(*calendar.stock_out) if Story.STOCK_OUT in told else (0, 0)
        self._sale_days = calendar.span(*calendar.discount_week) if Story.DISCOUNT_WEEK in told else (0, 0)

    def orders(self) -> Iterator[OrderFacts | RefundFacts]:
        share = first_share(position_of(stories.STOCK_OUT_PRODUCT))
        arrivals, newcomers = stream(self._seed, "arrivals"), self._buyers - others.WHOLESALE_BUYERS
        for second, in_wave in first_orders(self._calendar, self._told, newcomers, share, arrivals):
            self._at(second, partial(self._first, in_wave))
        for plan in others.plans(self._calendar, stream(self._seed, "others")):
            self._at(plan.sale.second, partial(self._planned, plan))
        while self._queue:
            second, _, happening = heappop(self._queue)
            yield from happening(second)

    def _at(self, second: int, happening: Happening) -> None:
        if second % DAY // 3600 == 2:  # the hour that clocks skip or repeat
            second += 3600
        if second < self._calendar.end:
            heappush(self._queue, (second, next(self._ticket), happening))

    def _on(self, day: int, happening: Happening) -> None:
        self._at(day * DAY + time_of_day(self._decks["hour"].draw(), self._rng), happening)

    def _is_gone(self, second: int) -> bool:
        return self._gone[0] <= second // DAY < self._gone[1]

    # -- ordinary buyers

    def _first(self, in_wave: bool, second: int) -> Iterator[OrderFacts | RefundFacts]:
        buyer = self._newcomer(in_wave, second)
        product = self._shelves.first_product(self._is_gone(second))
        buyer.favorite = self._shelves.favorite_after(product)
        self._habits.settle(buyer, product, second)
        buyer.orders = 1
        picks = self._shelves.first_basket(product, _place(buyer), self._is_gone(second))
        code, percent = "", 0
        if buyer.in_discount_week:
            code, percent = stories.DISCOUNT_CODE, stories.DISCOUNT_PERCENT
        elif buyer.is_coded:
            code, percent = markets.WELCOME_CODE, markets.WELCOME_PERCENT
        sale = Sale(
            second, tuple(picks), buyer.country, buyer.channel, buyer.visit, buyer.person, buyer.channel.kind,
            code=code, percent=percent,
        )  # fmt: skip
        yield self._till.bill(sale)
        self._aftermath(sale)
        self._plan_next(buyer, second)

    def _newcomer(self, in_wave: bool, second: int) -> Buyer:
        draws = self._decks
        country = COUNTRIES[self._countries.at(draws["country"].draw())]
        channel = ONLINE if in_wave else CHANNELS[self._channels.at(draws["channel"].draw())]
        in_sale = channel is ONLINE and self._sale_days[0] <= second // DAY < self._sale_days[1]
        visit = markets.MARKETPLACE_VISIT
        if channel is ONLINE:
            visit = FIRST_VISITS[self._visits.at(draws["visit"].draw())]
        coded = channel is ONLINE and draws["welcome"].draw() < markets.WELCOME_SHARE
        number = next(self._ticket)
        return Buyer(number, self._people.person(number, country, channel), country, channel, visit, coded, in_sale)

    def _plan_next(self, buyer: Buyer, second: int) -> None:
        day = self._habits.next_day(buyer, second)
        if day is not None:
            self._on(day, partial(self._again, buyer))

    def _again(self, buyer: Buyer, second: int) -> Iterator[OrderFacts | RefundFacts]:
        if self._habits.stays_away(buyer, second // DAY):
            return
        picks = self._shelves.later_basket(buyer.favorite, _place(buyer), self._is_gone(second))
        if not picks:  # they came for the best seller
            wait = int(self._decks["wait"].draw() * stories.STOCK_OUT_WAIT_DAYS)
            self._on(self._gone[1] + wait, partial(self._again, buyer))
            return
        buyer.orders += 1
        if buyer.channel is ONLINE and buyer.orders > 2 and self._decks["club"].draw() < CLUB_SHARE:
            yield from self._club(buyer, "subscription_first", second)
            return
        code, percent = self._later_code(buyer, second)
        visit = buyer.visit
        if buyer.channel is ONLINE:
            visit = LATER_VISITS[self._later_visits.at(self._decks["later visit"].draw())]
        sale = Sale(
            second, tuple(picks), buyer.country, buyer.channel, visit, buyer.person, buyer.channel.kind,
            code=code, percent=percent,
        )  # fmt: skip
        yield self._till.bill(sale)
        self._aftermath(sale)
        self._plan_next(buyer, second)

    def _later_code(self, buyer: Buyer, second: int) -> tuple[str, int]:
        if buyer.channel is not ONLINE:
            return "", 0
        chance = self._decks["letter"].draw()
        if self._sale_days[0] <= second // DAY < self._sale_days[1]:
            return (stories.DISCOUNT_CODE, stories.DISCOUNT_PERCENT) if chance < CODED_DISCOUNT_WEEK_SHARE else ("", 0)
        return (markets.LETTER_CODE, markets.LETTER_PERCENT) if chance < markets.LETTER_SHARE else ("", 0)

    def _club(self, buyer: Buyer, kind: str, second: int) -> Iterator[OrderFacts | RefundFacts]:
        """The first or a later order of a subscription, which takes the place of ordinary orders."""
        if kind == "renewal" and self._habits.stays_away(buyer, second // DAY):
            return
        picks = (Pick(CLUB_PRODUCT, 0, 1),)
        yield self._till.bill(
            Sale(second, picks, buyer.country, buyer.channel, LATER_VISITS[1], buyer.person, kind, ("subscription",))
        )
        if self._decks["leave"].draw() >= CLUB_LEAVE_SHARE:
            self._on(second // DAY + CLUB_DAYS, partial(self._club, buyer, "renewal"))

    # -- what an order brings with it, and everybody else

    def _aftermath(self, sale: Sale) -> None:
        day = sale.second // DAY
        if self._decks["stray"].draw() < UNIDENTIFIED_SHARE / (1 - UNIDENTIFIED_SHARE):
            self._at(sale.second + 1 + int(self._rng.random() * DAY / 8), self._stray)
        if self._decks["duplicate"].draw() < DUPLICATE_SHARE and day < self._calendar.days - 2:
            again = replace(sale, second=sale.second + 120 + int(self._rng.random() * 900), is_canceled=True)
            again = replace(again, is_paid=self._rng.random() < 0.6)
            self._at(again.second, partial(self._repeated, again))
        if self._decks["replacement"].draw() < REPLACEMENT_SHARE:
            gift = replace(sale, kind="replacement", tags=("replacement",), code="", percent=0, price_percent=0)
            self._on(day + 4 + int(self._rng.random() * 8), partial(self._repeated, gift))
        if self._decks["goodwill"].draw() < GOODWILL_SHARE:
            self._on(day + 9, partial(self._goodwill, sale))

    def _repeated(self, sale: Sale, second: int) -> Iterator[OrderFacts | RefundFacts]:
        yield self._till.bill(replace(sale, second=second, is_refundable=False))

    def _goodwill(self, sale: Sale, second: int) -> Iterator[OrderFacts | RefundFacts]:
        yield self._till.goodwill(second, 300 + 100 * int(self._rng.random() * 6), sale)

    def _stray(self, second: int) -> Iterator[OrderFacts | RefundFacts]:
        """An order that names nobody."""
        country = COUNTRIES[self._countries.at(self._decks["stray country"].draw())]
        channel = CHANNELS[self._channels.at(self._decks["stray channel"].draw())]
        visit = markets.MARKETPLACE_VISIT if channel is MARKETPLACE else LATER_VISITS[1]
        picks = tuple(self._shelves.stray_basket(self._is_gone(second)))
        yield self._till.bill(Sale(second, picks, country, channel, visit, None, channel.kind))

    def _planned(self, plan: others.Plan, second: int) -> Iterator[OrderFacts | RefundFacts]:
        sale = plan.sale
        if plan.needs_stock and self._is_gone(second):
            gone = position_of(stories.STOCK_OUT_PRODUCT)
            sale = replace(sale, picks=tuple(pick for pick in sale.picks if pick.product != gone))
        yield self._till.bill(sale)


def _place(buyer: Buyer) -> str:
    return f"{buyer.country.code}/{buyer.channel.name}"
