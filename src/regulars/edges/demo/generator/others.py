"""Buyers who are no ordinary shoppers: cafés that buy wholesale, shared office addresses, staff, lone cancellations.

They follow plans made beforehand, so that no chance of theirs disturbs the month-to-month picture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from regulars.domains.customers.types import PersonFacts
from regulars.edges.demo.generator.arrivals import spread, time_of_day
from regulars.edges.demo.generator.assortment import position_of
from regulars.edges.demo.generator.baskets import Pick
from regulars.edges.demo.generator.bills import Sale
from regulars.edges.demo.generator.calendar import DAY, Calendar
from regulars.edges.demo.generator.markets import COUNTRIES, LATER_VISITS, ONLINE, Acquisition

WHOLESALE_BUYERS = 10
SHARED_EVERY_DAYS = 13
LONE_CANCELLATIONS = 84  # people who ordered once and canceled: known, but no buyers
STAFF_ORDERS = 14
TEST_ORDERS = 6
TRADE_PERCENT = 78
_CAFES = (
    ("Café Morgenrot", "Hamburg"), ("Kaffeebar Elbblick", "Hamburg"), ("Bäckerei Sonnig", "Bremen"),
    ("Café Anker", "Kiel"), ("Teestube Deichkrone", "Oldenburg"), ("Rösterei-Eck", "Leipzig"),
    ("Café Lindenhof", "Hannover"), ("Kaffeehaus Alt-Linz", "Linz"), ("Café Murblick", "Graz"),
    ("Jausenstation Hoch", "Innsbruck"),
)  # fmt: skip
_TRADE_GOODS = (
    ("lighthouse-filter", "night-ferry"),
    ("captains-crema", "east-frisian"),
    ("harbor-blend", "north-pier"),
)
SHARED_ADDRESSES = ("kitchen@kontorhaus.example", "pantry@werft-studio.example")
_COLLEAGUES = ("Svenja Brandt", "Ole Petersen", "Katharina Vogel", "Tim Hansen", "Greta Lorenz", "Malte Claasen")
_UNKNOWN_VISIT = Acquisition("", 1.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A sale decided beforehand. `needs_stock`: its best-seller lines fall away while that is out of stock."""

    sale: Sale
    needs_stock: bool = False


def plans(calendar: Calendar, rng: Random) -> list[Plan]:
    """Return all planned sales, in no order."""
    return [
        *_wholesale(calendar, rng),
        *_offices(calendar, rng),
        *_lone_cancellations(calendar, rng),
        *_staff(calendar, rng),
    ]


def _wholesale(calendar: Calendar, rng: Random) -> list[Plan]:
    """Standing orders: each café on its own day of every month, from one of the first eleven months on."""
    found = []
    for number, (name, city) in enumerate(_CAFES):
        country = COUNTRIES[0] if number < 7 else COUNTRIES[1]
        person = PersonFacts(
            f"W-{number + 101}",
            f"order@cafe-{number + 101}.example",
            "",
            name,
            country.code,
            "de",
            city,
            ("wholesale",),
        )
        goods = _TRADE_GOODS[number % 3]
        picks = tuple(Pick(position_of(code), 1, 5 + (number + 2 * nth) % 4) for nth, code in enumerate(goods))
        sale = Sale(
            0, picks, country, ONLINE, _UNKNOWN_VISIT, person, "wholesale", ("wholesale",),
            price_percent=TRADE_PERCENT, is_refundable=False,
        )  # fmt: skip
        for day in range(calendar.days):
            date = calendar.day(day)
            if date.day == 3 + 2 * number and day >= 31 * number:
                found.append(Plan(replace(sale, second=day * DAY + time_of_day(rng.random(), rng)), needs_stock=True))
    return found


def _offices(calendar: Calendar, rng: Random) -> list[Plan]:
    """One address, several people: more than fifty orders each, so that their orders count as unidentified."""
    found = []
    for number, address in enumerate(SHARED_ADDRESSES):
        picks = (Pick(position_of("lighthouse-filter"), 1, 1), Pick(position_of("earl-of-the-isles"), 0, 1))
        for nth, day in enumerate(range(3 + 5 * number, calendar.days, SHARED_EVERY_DAYS)):
            name = _COLLEAGUES[(nth + 3 * number) % len(_COLLEAGUES)]
            colleague = PersonFacts(email=address, name=name, country="DE", language="de", city="Hamburg")
            second = day * DAY + time_of_day(rng.random(), rng)
            found.append(Plan(Sale(second, picks, COUNTRIES[0], ONLINE, LATER_VISITS[1], colleague, "one_off")))
    return found


def _lone_cancellations(calendar: Calendar, rng: Random) -> list[Plan]:
    found = []
    for nth, second in enumerate(spread([1.0] * (calendar.days - 2), LONE_CANCELLATIONS, rng)):
        country = COUNTRIES[(0, 0, 1, 0, 2, 0, 0)[nth % 7]]
        person = PersonFacts(
            f"C-{90_000 + nth}", f"changed.mind{nth + 1}@post.example", "", "", country.code, country.language
        )
        picks = (Pick(position_of("morning-tide"), 0, 1 + nth % 2),)
        found.append(
            Plan(
                Sale(
                    second,
                    picks,
                    country,
                    ONLINE,
                    LATER_VISITS[1],
                    person,
                    "one_off",
                    is_canceled=True,
                    is_paid=nth % 3 > 0,
                )
            )
        )
    return found


def _staff(calendar: Calendar, rng: Random) -> list[Plan]:
    person = PersonFacts("C-1", "team@tideandleaf.example", "", "Tide & Leaf Team", "DE", "de", "Hamburg", ("staff",))
    picks = (Pick(position_of("velvet-hull"), 0, 2),)
    found = []
    for nth, second in enumerate(spread([1.0] * (calendar.days - 2), STAFF_ORDERS, rng)):
        sale = Sale(second, picks, COUNTRIES[0], ONLINE, _UNKNOWN_VISIT, person, "staff_test", ("staff",))
        found.append(Plan(replace(sale, price_percent=50 if nth % 2 else 100, is_refundable=False)))
    for second in spread([1.0] * 9, TEST_ORDERS, rng):
        sale = Sale(second, picks, COUNTRIES[0], ONLINE, _UNKNOWN_VISIT, person, "staff_test", ("test",))
        found.append(Plan(replace(sale, is_refundable=False)))
    return found
