"""Turns baskets into orders with exact amounts: prices, discounts, shipping, included taxes, payments, refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from regulars.domains.customers.types import PersonFacts
from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts
from regulars.edges.demo.generator.assortment import PRICE_RISE_MONTHS_BACK, PRODUCTS, price_minor
from regulars.edges.demo.generator.baskets import Pick
from regulars.edges.demo.generator.calendar import DAY, Calendar
from regulars.edges.demo.generator.chance import Deck, Shares
from regulars.edges.demo.generator.markets import CURRENCY, MARKETPLACE, STORE, Acquisition, Channel, Country

FIRST_NUMBER = 10_001
PARTIAL_REFUND_SHARE = 0.024
FULL_REFUND_SHARE = 0.011
GIFT_CARD_SHARE = 0.015  # of orders are paid in two parts
_MICROS_PER_CENT = 10_000
_REASONS = ("arrived damaged", "wrong grind", "arrived late", "did not like it")


@dataclass(frozen=True, slots=True)
class Sale:
    """What the bill is for. `price_percent` below 100 is a trade price, 0 a gift; `code` gives `percent` off."""

    second: int
    picks: tuple[Pick, ...]
    country: Country
    channel: Channel
    visit: Acquisition
    person: PersonFacts | None
    kind: str
    tags: tuple[str, ...] = ()
    code: str = ""
    percent: int = 0
    price_percent: int = 100
    is_canceled: bool = False
    is_paid: bool = True
    is_refundable: bool = True


@dataclass(frozen=True, slots=True)
class _Draft:
    """What an order and its refunds agree on."""

    external_id: str
    lines: tuple[LineFacts, ...]
    shipping_minor: int
    shipping_tax_minor: int
    canceled_at: datetime | None

    @property
    def total_minor(self) -> int:
        return sum(map(_goods_minor, self.lines)) + self.shipping_minor


class Till:
    """Writes the bills of one shop, in time order, numbering them as it goes."""

    def __init__(self, calendar: Calendar, rng: Random) -> None:
        self._calendar = calendar
        self._price_rise = calendar.number(calendar.full_month(PRICE_RISE_MONTHS_BACK)[0])
        self._rng = rng
        self._refunds = Deck(rng, 256)
        self._methods = Deck(rng)
        self._method_choice = Shares((0.5, 0.32, 0.18))
        self._number = FIRST_NUMBER - 1

    def bill(self, sale: Sale) -> OrderFacts:
        """Write one order; its refunds are those that happen by the last day the shop knows."""
        self._number += 1
        draft = self._draft(sale)
        paid_at = self._later(sale, 40, 440) if sale.is_paid else None
        return OrderFacts(
            external_id=draft.external_id,
            number=f"#{self._number}",
            placed_at=self._calendar.instant(sale.second),
            currency=CURRENCY,
            lines=draft.lines,
            person=sale.person,
            paid_at=paid_at,
            canceled_at=draft.canceled_at,
            status="canceled" if sale.is_canceled else "paid",
            store=STORE,
            channel=sale.channel.name,
            country=sale.country.code,
            discount_codes=(sale.code,) if sale.code else (),
            shipping_minor=draft.shipping_minor,
            tax_minor=sum(line.tax_minor for line in draft.lines) + draft.shipping_tax_minor,
            prices_include_tax=True,
            total_minor=draft.total_minor,
            payments=self._payments(sale, draft.total_minor, paid_at),
            refunds=self._give_back(sale, draft),
            tags=sale.tags,
            acquisition=sale.visit.source,
            campaign=sale.visit.campaign,
            kind_hint=sale.kind,
        )

    def _draft(self, sale: Sale) -> _Draft:
        lines = tuple(self._line(sale, pick) for pick in sale.picks)
        shipping = self._shipping(sale, sum(map(_goods_minor, lines)))
        return _Draft(
            f"TL{self._number:09d}",
            lines,
            shipping,
            _included(shipping, sale.country.food_tax),
            self._later(sale, 1_800, 20_000) if sale.is_canceled else None,
        )

    def goodwill(self, second: int, amount_minor: int, sale: Sale) -> RefundFacts:
        """Write money given back that names no order."""
        self._number += 1
        tax = _included(amount_minor, sale.country.food_tax)
        return RefundFacts(
            external_id=f"TLG{self._number:08d}",
            refunded_at=self._calendar.instant(second),
            amount_minor=amount_minor - tax,
            currency=CURRENCY,
            tax_minor=tax,
            reason="goodwill",
            person=sale.person,
            store=STORE,
            channel=sale.channel.name,
            country=sale.country.code,
        )

    def _later(self, sale: Sale, least: int, most: int) -> datetime:
        """An instant so many seconds after the sale, but not after the last day the shop knows."""
        second = sale.second + least + int(self._rng.random() * (most - least))
        return self._calendar.instant(min(second, self._calendar.end - 1))

    def _line(self, sale: Sale, pick: Pick) -> LineFacts:
        product = PRODUCTS[pick.product]
        price = price_minor(product, pick.size, sale.second // DAY >= self._price_rise) * sale.price_percent // 100
        worth = price * pick.quantity
        discount = (worth * sale.percent + 50) // 100
        return LineFacts(
            title=product.title,
            quantity_milli=pick.quantity * 1000,
            unit_price_micros=price * _MICROS_PER_CENT,
            sku=product.sku(pick.size),
            product_external_id=product.code,
            variant_external_id=product.sku(pick.size),
            variant_title=product.sizes[pick.size].title,
            category=product.category,
            vendor=product.vendor,
            discount_minor=discount,
            tax_minor=_included(worth - discount, sale.country.tax_percent(product.tax)),
        )

    def _shipping(self, sale: Sale, goods_minor: int) -> int:
        if sale.price_percent < 100 or sale.kind == "renewal" or goods_minor >= sale.country.free_from_minor:
            return 0
        return sale.country.shipping_minor

    def _payments(self, sale: Sale, total: int, paid_at: datetime | None) -> tuple[PaymentFacts, ...]:
        if not total or not sale.is_paid:
            return ()
        method = sale.country.methods[self._method_choice.at(self._methods.draw())]
        method = "marketplace payout" if sale.channel is MARKETPLACE else method
        card = 1000 if total > 2000 and self._rng.random() < GIFT_CARD_SHARE else 0
        parts = [PaymentFacts("gift card", card, paid_at)] if card else []
        return (*parts, PaymentFacts(method, total - card, paid_at))

    def _give_back(self, sale: Sale, draft: _Draft) -> tuple[RefundFacts, ...]:
        if sale.is_canceled:
            return (self._refund(draft, draft.lines, "cancellation", sale),) if sale.is_paid else ()
        if not sale.is_refundable:
            return ()
        chance = self._refunds.draw()
        if chance < FULL_REFUND_SHARE:
            refund = self._refund(draft, draft.lines, "return", sale)
        elif chance < FULL_REFUND_SHARE + PARTIAL_REFUND_SHARE:
            part = draft.lines[-1:] if len(draft.lines) > 1 else (_fifth(draft.lines[0]),)
            refund = self._refund(draft, part, "refund", sale)
        else:
            return ()
        return (refund,) if refund.refunded_at < self._calendar.instant(self._calendar.end) else ()

    def _refund(self, draft: _Draft, lines: tuple[LineFacts, ...], role: str, sale: Sale) -> RefundFacts:
        later = sale.second + int((2 + 18 * self._rng.random()) * DAY)
        is_whole = role != "refund"
        return RefundFacts(
            external_id=f"{draft.external_id}-R1",
            refunded_at=draft.canceled_at or self._calendar.instant(later),
            amount_minor=sum(_goods_minor(line) - line.tax_minor for line in lines),
            currency=CURRENCY,
            role=role,
            order_external_id=draft.external_id,
            tax_minor=sum(line.tax_minor for line in lines) + (draft.shipping_tax_minor if is_whole else 0),
            shipping_minor=draft.shipping_minor - draft.shipping_tax_minor if is_whole else 0,
            lines=lines,
            reason="canceled by the buyer" if role == "cancellation" else _REASONS[int(self._rng.random() * 4)],
            person=sale.person,
            store=STORE,
            channel=sale.channel.name,
            country=sale.country.code,
        )


def _goods_minor(line: LineFacts) -> int:
    return line.unit_price_micros // _MICROS_PER_CENT * line.quantity_milli // 1000 - line.discount_minor


def _fifth(line: LineFacts) -> LineFacts:
    """A fifth of a line's price as money back, while the goods stay with the buyer."""
    back = _goods_minor(line) // 5
    tax = line.tax_minor * back // max(_goods_minor(line), 1)
    return LineFacts(
        title=line.title,
        quantity_milli=1000,
        unit_price_micros=back * _MICROS_PER_CENT,
        sku=line.sku,
        product_external_id=line.product_external_id,
        variant_external_id=line.variant_external_id,
        variant_title=line.variant_title,
        category=line.category,
        vendor=line.vendor,
        tax_minor=tax,
    )


def _included(gross_minor: int, percent: int) -> int:
    """Tax contained in an amount, rounded half up."""
    return (gross_minor * percent * 2 + 100 + percent) // (2 * (100 + percent))
