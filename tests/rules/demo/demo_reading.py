"""Reads the demo shop as an analyst would: plain rows, returns within days, and a battery of two-sided tests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from zoneinfo import ZoneInfo

from regulars.domains.orders.types import OrderFacts, RefundFacts
from regulars.edges.demo.generator.calendar import ZONE, Calendar
from regulars.edges.demo.generator.others import SHARED_ADDRESSES
from regulars.edges.demo.generator.shop import SEED, DemoShop
from regulars.edges.demo.generator.stories import ALL_STORIES, Story

LAST = date(2026, 6, 14)
UNCOUNTED = {"replacement", "staff_test"}


@dataclass(frozen=True, slots=True)
class Row:
    """One counted order. `net_minor` is goods after discount and tax; `main` the product with the largest line."""

    day: date
    who: str
    country: str
    channel: str
    kind: str
    visit: str
    codes: tuple[str, ...]
    main: str
    shelf: str
    products: frozenset[str]
    net_minor: int

    @property
    def month(self) -> date:
        return self.day.replace(day=1)

    @property
    def monday(self) -> date:
        return self.day - timedelta(days=self.day.weekday())


def stream(last: date = LAST, seed: int = SEED, told: frozenset[Story] = ALL_STORIES) -> list[OrderFacts | RefundFacts]:
    return _stream(last, seed, told)


@lru_cache(maxsize=2)
def _stream(last: date, seed: int, told: frozenset[Story]) -> list[OrderFacts | RefundFacts]:
    return list(DemoShop(last, seed, told).orders())


def orders(last: date = LAST, seed: int = SEED, told: frozenset[Story] = ALL_STORIES) -> list[OrderFacts]:
    return [each for each in stream(last, seed, told) if isinstance(each, OrderFacts)]


def is_counted(order: OrderFacts) -> bool:
    return order.paid_at is not None and order.canceled_at is None and order.kind_hint not in UNCOUNTED


def rows(last: date = LAST, seed: int = SEED, told: frozenset[Story] = ALL_STORIES) -> list[Row]:
    return _rows(last, seed, told)


@lru_cache(maxsize=3)
def _rows(last: date, seed: int, told: frozenset[Story]) -> list[Row]:
    return [_row(order) for order in orders(last, seed, told) if is_counted(order)]


def _row(order: OrderFacts) -> Row:
    worth = [
        line.unit_price_micros // 10_000 * line.quantity_milli // 1000 - line.discount_minor for line in order.lines
    ]
    main = order.lines[worth.index(max(worth))]
    return Row(
        day=order.placed_at.astimezone(ZoneInfo(ZONE)).date(),
        who=_who(order),
        country=order.country,
        channel=order.channel,
        kind=order.kind_hint,
        visit=order.acquisition,
        codes=order.discount_codes,
        main=main.product_external_id,
        shelf=main.category,
        products=frozenset(line.product_external_id for line in order.lines),
        net_minor=sum(worth) - sum(line.tax_minor for line in order.lines),
    )


def _who(order: OrderFacts) -> str:
    """Who ordered, as figures see it: nobody for an address that many share."""
    if order.person is None or order.person.email in SHARED_ADDRESSES:
        return ""
    return order.person.external_id or order.person.email.lower()


def buyers(found: Sequence[Row]) -> dict[str, list[Row]]:
    """Orders of each identified buyer, in time order."""
    by: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        if row.who:
            by[row.who].append(row)
    return by


def returned(own: Sequence[Row], days: int) -> bool:
    return len(own) > 1 and (own[1].day - own[0].day).days <= days


def within(found: Sequence[Row], span: tuple[date, date]) -> list[Row]:
    return [row for row in found if span[0] <= row.day < span[1]]


def z_of(part: int, whole: int, other_part: int, other_whole: int) -> float:
    """z of the difference of two shares."""
    if not whole or not other_whole:
        return 0.0
    share = (part + other_part) / (whole + other_whole)
    spread = sqrt(share * (1 - share) * (1 / whole + 1 / other_whole))
    return (part / whole - other_part / other_whole) / spread if spread else 0.0


FIRST_ORDER_TRAITS: dict[str, Callable[[Row], Hashable]] = {
    "month": lambda row: row.month,
    "week": lambda row: row.monday,
    "country": lambda row: row.country,
    "channel": lambda row: row.channel,
    "product": lambda row: row.main,
    "shelf": lambda row: row.shelf,
    "visit": lambda row: row.visit,
}

Finding = tuple[str, Hashable]


def battery(last: date, seed: int, told: frozenset[Story]) -> dict[str, dict[Finding, float]]:
    """Families of z values: returns by trait of the first order, changes by country, channel, shelf and product."""
    found = rows(last, seed, told)
    retail = [row for row in found if row.kind not in ("wholesale", "renewal")]
    calendar = Calendar(last)
    recent = calendar.full_month(3)[0], calendar.full_month(1)[1]
    families = {f"returns in {days}": dict(_returns(buyers(retail), last, days)) for days in (90, 180)}
    for name, back in (("quarter before", 6), ("year before", 15)):
        before = calendar.full_month(back)[0], calendar.full_month(back - 2)[1]
        families[f"mix, {name}"] = dict(_mix(within(retail, recent), within(retail, before)))
        families[f"order value, {name}"] = dict(_order_values(within(retail, recent), within(retail, before)))
        families[f"loyalty, {name}"] = dict(_loyalty(found, recent, before))
    families["product by month"] = dict(_product_months(retail, calendar))
    return families


def findings(family: dict[Finding, float], level: float = 0.05) -> list[Finding]:
    """What Holm's procedure (1979) calls significant in a family of tests."""
    by_size = sorted(family.items(), key=lambda item: -abs(item[1]))
    kept = []
    for nth, (finding, z) in enumerate(by_size):
        if 2 * (1 - NormalDist().cdf(abs(z))) * (len(by_size) - nth) > level:
            break
        kept.append(finding)
    return kept


def _returns(by: dict[str, list[Row]], last: date, days: int) -> Iterator[tuple[Finding, float]]:
    old = [own for own in by.values() if own[0].day <= last - timedelta(days=days)]
    came = sum(returned(own, days) for own in old)
    for trait, read in FIRST_ORDER_TRAITS.items():
        size: Counter[Hashable] = Counter(read(own[0]) for own in old)
        back: Counter[Hashable] = Counter(read(own[0]) for own in old if returned(own, days))
        for value, count in size.items():
            if count >= 30:
                yield (trait, value), z_of(back[value], count, came - back[value], len(old) - count)


def _mix(now: Sequence[Row], before: Sequence[Row]) -> Iterator[tuple[Finding, float]]:
    for trait in ("country", "channel", "shelf", "product"):
        read = FIRST_ORDER_TRAITS[trait]
        new, old = Counter(read(row) for row in now), Counter(read(row) for row in before)
        for value in new | old:
            yield (trait, value), z_of(new[value], len(now), old[value], len(before))


def _order_values(now: Sequence[Row], before: Sequence[Row]) -> Iterator[tuple[Finding, float]]:
    for trait in ("country", "channel"):
        read = FIRST_ORDER_TRAITS[trait]
        for value in sorted({str(read(row)) for row in now}):
            new, old = (
                _mean_and_error([row.net_minor for row in part if read(row) == value]) for part in (now, before)
            )
            yield (trait, value), (new[0] - old[0]) / sqrt(new[1] ** 2 + old[1] ** 2)


def _mean_and_error(values: Sequence[int]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sqrt(sum((value - mean) ** 2 for value in values)) / len(values)


def _loyalty(
    found: Sequence[Row], recent: tuple[date, date], before: tuple[date, date]
) -> Iterator[tuple[Finding, float]]:
    """Share of a window's buyers who had bought before it, by country."""
    by = buyers(found)
    for country in ("DE", "AT", "NL"):
        counts = []
        for span in (recent, before):
            active = {row.who for row in within(found, span) if row.who and row.country == country}
            counts += [sum(by[who][0].day < span[0] for who in active), len(active)]
        yield ("country", country), z_of(counts[0], counts[1], counts[2], counts[3])


def _product_months(found: Sequence[Row], calendar: Calendar) -> Iterator[tuple[Finding, float]]:
    months = [calendar.full_month(back)[0] for back in range(28, 0, -1)]
    sold = Counter((product, row.month) for row in found for product in row.products)
    total = Counter(row.month for row in found)
    everything = sum(total[month] for month in months)
    for product in sorted({product for product, _ in sold if product != "coffee-club"}):
        ever = sum(sold[product, month] for month in months)
        if ever / len(months) < 8:  # too few for a normal z
            continue
        for month in months:
            here = sold[product, month]
            yield ("product", (product, month)), z_of(here, total[month], ever - here, everything - total[month])
