"""One line of an order from its cells, each distinct combination made once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from regulars.domains.orders.types import LineFacts
from regulars.edges.imports.values.numbers import LIMIT, MICROS
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.kit.money import minor_digits
from regulars.kit.rounding import half_even

CACHE_MAX = 100_000
ONE = 1_000
LINE_FIELDS = (
    "product", "quantity", "unit_price", "sku", "product_id", "variant_id", "variant", "category", "vendor",
    "line_discount", "line_tax", "line_id", "line_total", "line_subtotal", "line_refunded", "line_refunded_quantity",
)  # fmt: skip
_NUMBERS = frozenset(
    {"quantity", "unit_price", "line_discount", "line_tax", "line_total", "line_subtotal"}
    | {"line_refunded", "line_refunded_quantity"}
)
SALE, REFUND, ADJUSTMENT = "sale", "refund", "adjustment"

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what it amounts to in minor units: negative for goods given back; `sold` and `off` for sales only.

    `back` is what of a sale was given back later, with a positive quantity.
    """

    facts: LineFacts
    role: str
    amount: int
    sold: int
    off: int
    back: LineFacts | None = None


def line_of(facts: LineFacts, amount: int, back: LineFacts | None = None) -> Line:
    """Put a line together with what `orders` will take it for."""
    role = role_of(facts.quantity_milli, facts.unit_price_micros)
    is_sale = role == SALE
    return Line(
        facts, role, amount, amount if is_sale else 0, facts.discount_minor if is_sale else 0, back if is_sale else None
    )


def back_of(facts: LineFacts, amount_micros: int | None, quantity_milli: int | None, unit: int) -> LineFacts | None:
    """What of a line was given back, with its share of the line's tax: plugins state both without or with a minus.

    Where only money went back the quantity is the part of the line that it pays for, so that the amount stays exact.
    """
    amount, quantity = abs(amount_micros or 0), abs(quantity_milli or 0)
    if not amount or facts.quantity_milli <= 0:
        return None
    if not quantity and facts.unit_price_micros > 0:
        quantity = min(max(half_even(amount * ONE, facts.unit_price_micros), 1), facts.quantity_milli)
    quantity = quantity or facts.quantity_milli
    whole = facts.quantity_milli * facts.unit_price_micros // ONE - facts.discount_minor * unit
    tax = half_even(facts.tax_minor * min(amount, whole), whole) if whole > 0 else 0
    return LineFacts(
        facts.title, quantity, half_even(amount * ONE, quantity), facts.sku, facts.product_external_id,
        facts.variant_external_id, facts.variant_title, facts.category, facts.vendor, 0, tax,
    )  # fmt: skip


class LineMaker:
    """Makes lines of one currency, each distinct combination of cells once.

    `unit` is how many millionths of a major unit a minor one has. `made` has the lines made so far by their cells, in
    the order of `fields`; it grows until `forget` is called.
    """

    def __init__(self, currency: str, mapped: Collection[str]) -> None:
        self.currency = currency
        self.unit = 10 ** (6 - minor_digits(currency))
        self.fields = tuple(name for name in LINE_FIELDS if name in mapped)
        self.made: dict[Key, Line] = {}
        self._scale = self.unit * 1_000
        self._has_quantity = "quantity" in mapped
        self._absent = {name: None if name in _NUMBERS else "" for name in LINE_FIELDS}

    def forget(self) -> None:
        """Make room between windows; never inside an order, whose identical lines are one object."""
        if len(self.made) > CACHE_MAX:
            self.made.clear()

    def line(self, key: Key) -> Line | Unreadable | None:
        """The line of a row; None when the row has none, `Unreadable` when a cell it needs is empty."""
        cells = {**self._absent, **dict(zip(self.fields, key, strict=True))}
        made = self._make(*cells.values())
        if isinstance(made, Line):
            self.made[key] = made
        return made

    def minor(self, micros: int | None) -> int:
        """Millionths of a major unit as minor units; nothing is 0."""
        return half_even(micros, self.unit) if micros else 0

    def amount(self, quantity_milli: int, price_micros: int) -> int:
        """Quantity times price in minor units, rounded once, as `orders` does it."""
        return half_even(quantity_milli * price_micros, self._scale)

    def _make(
        self, title: str, quantity: int | None, price: int | None, sku: str, product: str, variant_id: str,
        variant: str, category: str, vendor: str, discount: int | None, tax: int | None, line_id: str,
        total: int | None, subtotal: int | None, back: int | None, back_quantity: int | None,
    ) -> Line | Unreadable | None:  # fmt: skip
        before = subtotal if subtotal is not None else total
        if quantity is None:
            if price is None and before is None:
                return None if not (title or sku or product) else Unreadable("empty_cell", "", {"field": "unit_price"})
            if self._has_quantity:
                return Unreadable("empty_cell", "", {"field": "quantity"})
            quantity = ONE
        if price is None:
            if before is None:
                return Unreadable("empty_cell", "", {"field": "unit_price"})
            price = before if quantity == 0 else half_even(abs(before) * 1_000, abs(quantity))
            if before < 0 < quantity:
                quantity = -quantity  # the amount says that it went back
        given_off = abs(discount or 0)
        if subtotal is not None and total is not None:
            given_off = max(abs(subtotal) - abs(total), 0)
        facts = LineFacts(
            title, quantity, price, sku, product, variant_id, variant, category, vendor,
            self.minor(given_off), self.minor(tax), line_id,
        )  # fmt: skip
        amount = self.amount(quantity, price)
        if max(abs(amount) * self.unit, abs(price)) > LIMIT * MICROS:
            return Unreadable("number_too_large", "", {"field": "quantity" if self._has_quantity else "unit_price"})
        return line_of(facts, amount, back_of(facts, back, back_quantity, self.unit) if back else None)


def role_of(quantity_milli: int, price_micros: int) -> str:
    """What `orders` will take such a line for."""
    if price_micros < 0 or (quantity_milli <= 0 and price_micros == 0):
        return ADJUSTMENT
    return SALE if quantity_milli > 0 else REFUND
