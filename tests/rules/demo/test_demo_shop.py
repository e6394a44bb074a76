"""The demo shop is what the page says: 12,000 buyers, 30 months, amounts that add up, the same from the same seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from demo_reading import LAST, buyers, is_counted, orders, rows, stream

from regulars.domains.orders.types import LineFacts, OrderFacts, RefundFacts
from regulars.edges.demo.generator.assortment import PRODUCTS
from regulars.edges.demo.generator.calendar import ZONE, Calendar
from regulars.edges.demo.generator.others import SHARED_ADDRESSES
from regulars.edges.demo.generator.people import RELAY_DOMAIN
from regulars.edges.demo.generator.shop import SEED, DemoShop

# FINGERPRINT changes whenever the generator does: put the new value here together with the change, never without one.
OTHER_DAYS = date(2026, 1, 31), date(2024, 2, 29)
FINGERPRINT = "ca354f223b36570e"


def fingerprint(last: date, seed: int) -> str:
    shop = DemoShop(last, seed)
    words = [
        f"{day} {each.sku} {each.title} {each.price_minor}" for day, prices in shop.price_lists() for each in prices
    ]
    words += [f"{each.sku} {each.cost_micros} {each.starts_on}" for each in shop.costs()]
    words += [f"{each.spent_on} {each.channel} {each.amount_minor}" for each in shop.spend()]
    words += [told(each) if isinstance(each, OrderFacts) else given(each) for each in shop.orders()]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def told(order: OrderFacts) -> str:
    lines = [(line.sku, line.quantity_milli, line.unit_price_micros, line.discount_minor) for line in order.lines]
    who = (order.person.external_id, order.person.email, order.person.name) if order.person else ()
    what = (order.external_id, order.placed_at.isoformat(), order.kind_hint, order.country, order.channel)
    paid = [(payment.method, payment.amount_minor) for payment in order.payments]
    return (
        f"{what} {who} {lines} {order.tax_minor} {order.total_minor} {paid} {[given(each) for each in order.refunds]}"
    )


def given(refund: RefundFacts) -> str:
    return f"{refund.external_id} {refund.refunded_at.isoformat()} {refund.amount_minor} {refund.role}"


def test_the_same_seed_and_day_give_the_same_shop_everywhere() -> None:
    assert fingerprint(LAST, SEED) == FINGERPRINT


def test_another_seed_or_day_gives_another_shop() -> None:
    other = [next(DemoShop(LAST, SEED + 1).orders()), next(DemoShop(LAST + timedelta(days=1), SEED).orders())]
    assert next(DemoShop(LAST, SEED).orders()) not in other


def test_twelve_thousand_buyers_over_thirty_months_to_the_last_day() -> None:
    found = rows()
    assert len(buyers(found)) == 12_000
    assert min(row.day for row in found) >= date(2023, 12, 15)
    assert max(row.day for row in found) == LAST
    instants = [each.placed_at if isinstance(each, OrderFacts) else each.refunded_at for each in stream()]
    assert all(earlier <= later for earlier, later in pairwise(instants))
    assert max(instants) < datetime(2026, 6, 15, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize("last", [LAST, *(pytest.param(day, marks=pytest.mark.slow) for day in OTHER_DAYS)])
def test_three_in_ten_buyers_order_again(last: date) -> None:
    every = buyers(rows(last)).values()
    shopping = buyers([row for row in rows(last) if row.kind not in ("renewal", "wholesale")]).values()
    for found in (every, shopping):
        assert 0.27 <= sum(len(own) > 1 for own in found) / len(found) <= 0.33


def test_three_countries_two_channels_and_every_kind() -> None:
    counts = Counter(row.country for row in rows())
    assert [country for country, _ in counts.most_common()] == ["DE", "AT", "NL"]
    assert {row.channel for row in rows()} == {"Online store", "Marketplace"}
    kinds = Counter(order.kind_hint for order in orders())
    assert set(kinds) == {
        "one_off", "marketplace", "subscription_first", "renewal", "wholesale", "replacement", "staff_test",
    }  # fmt: skip
    assert kinds["renewal"] > 300
    assert 10 <= kinds["staff_test"] <= 30


def test_one_order_in_twenty_five_names_nobody() -> None:
    unknown = sum(order.person is None for order in orders())
    assert 0.035 <= unknown / len(orders()) <= 0.045
    assert all(order.person.email for order in orders() if order.person)


def test_no_address_can_be_delivered_and_none_belongs_to_two_people() -> None:
    people = {order.person.email.lower(): order.person.name for order in orders() if order.person}
    names = Counter(email for email, _ in {(o.person.email.lower(), o.person.name) for o in orders() if o.person})
    assert all(email.endswith(".example") for email in people)
    shared = sorted(email for email, count in names.items() if count > 1)
    times = Counter(order.person.email for order in orders() if order.person)
    assert shared == sorted(SHARED_ADDRESSES)
    assert all(times[email] > 50 for email in shared)
    assert all((o.channel == "Marketplace") == o.person.email.endswith(RELAY_DOMAIN) for o in orders() if o.person)


def worth_minor(line: LineFacts) -> int:
    assert line.unit_price_micros % 10_000 == 0
    assert line.quantity_milli % 1000 == 0
    return line.unit_price_micros // 10_000 * line.quantity_milli // 1000 - line.discount_minor


def test_totals_add_up_and_no_amount_is_negative() -> None:
    for order in orders():
        goods = [worth_minor(line) for line in order.lines]
        assert order.lines
        assert min(goods) >= 0
        assert all(0 <= line.tax_minor <= worth for line, worth in zip(order.lines, goods, strict=True))
        assert order.total_minor == sum(goods) + order.shipping_minor
        paid = sum(payment.amount_minor for payment in order.payments)
        assert paid == (order.total_minor if order.paid_at else 0)
        assert all(payment.amount_minor > 0 for payment in order.payments)
        assert sum(line.tax_minor for line in order.lines) <= order.tax_minor <= order.total_minor
        assert (sum(goods) == 0) == (order.kind_hint == "replacement")


def test_refunds_never_exceed_their_order() -> None:
    roles: Counter[str] = Counter()
    for order in orders():
        for refund in order.refunds:
            roles[refund.role] += 1
            assert refund.order_external_id == order.external_id
            assert refund.refunded_at >= order.placed_at
            back = refund.amount_minor + refund.tax_minor + refund.shipping_minor
            assert 0 < back <= (order.total_minor or 0)
            if refund.role in ("return", "cancellation"):
                assert back == order.total_minor
    counted = sum(is_counted(order) for order in orders())
    assert 0.008 <= roles["return"] / counted <= 0.014
    assert 0.018 <= roles["refund"] / counted <= 0.028
    assert roles["cancellation"] > 80
    loose = [each for each in stream() if isinstance(each, RefundFacts)]
    assert 3 <= len(loose) <= 40
    assert all(refund.amount_minor > 0 and not refund.order_external_id for refund in loose)


def test_sixty_products_with_prices_above_their_costs() -> None:
    shop = DemoShop(LAST)
    (start, before), (rise, products) = shop.price_lists()
    assert (start, rise) == (Calendar(LAST).start, Calendar(LAST).full_month(14)[0])
    assert all(
        0.9 < (old.price_minor or 0) / (new.price_minor or 1) <= 1 for old, new in zip(before, products, strict=True)
    )
    assert len({product.external_id for product in products}) == len(PRODUCTS) == 60
    assert len({product.title for product in products}) == 60
    assert len({product.sku for product in products}) == len(products)
    prices = {product.sku: product.price_minor or 0 for product in products}
    rise, _ = Calendar(LAST).full_month(13)
    costs = list(shop.costs())
    assert {cost.sku for cost in costs} == set(prices)
    assert {cost.starts_on for cost in costs} == {None, rise}
    assert all(0 < cost.cost_micros < prices[cost.sku] * 10_000 * 7 // 10 for cost in costs)
    assert {line.sku for order in orders() for line in order.lines} == set(prices)


def test_ad_spend_covers_every_month_of_two_channels() -> None:
    spend = list(DemoShop(LAST).spend())
    assert len(spend) == 2 * 31
    assert {row.channel for row in spend} == {"Google Ads", "Instagram"}
    assert all(row.amount_minor > 0 for row in spend)
    assert min(row.spent_on for row in spend) == Calendar(LAST).start


def test_two_full_years_tell_season_from_growth() -> None:
    months = Counter(row.month for row in rows() if row.country != "NL")
    assert months[date(2025, 12, 1)] > months[date(2024, 12, 1)] > months[date(2024, 6, 1)]
    assert months[date(2025, 12, 1)] > months[date(2025, 7, 1)]
