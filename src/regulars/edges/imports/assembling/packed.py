"""Lines of orders that have no rows of their own: packed into a cell, or not listed at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulars.domains.orders.types import LineFacts
from regulars.edges.imports.assembling import items
from regulars.edges.imports.assembling.items import Item
from regulars.edges.imports.assembling.lines import ONE, Line, LineMaker, back_of, line_of
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.values import numbers
from regulars.edges.imports.values.numbers import NumberStyle
from regulars.edges.imports.values.unreadable import Unreadable
from regulars.kit.rounding import allocate, half_even

POINT = numbers.reader(NumberStyle("."))  # plugins write packed amounts as programs do


def lines_of(packing: str, head: Mapping[str, Any], maker: LineMaker, plan: Plan) -> list[Line] | Unreadable:
    """The lines packed into an order's `items` cell."""
    cell = str(head["items"] or "")
    if packing == "counted":
        found = items.counted(cell)
        return found if isinstance(found, Unreadable) else _priced_by_total(found, head, maker)
    found = items.pairs(cell, POINT)
    return found if isinstance(found, Unreadable) else [_own_line(item, maker) for item in found]


def _own_line(item: Item, maker: LineMaker) -> Line:
    before = item.subtotal_micros if item.subtotal_micros is not None else item.total_micros
    price = _unit_price(before or 0, item.quantity_milli)
    off = 0
    if item.subtotal_micros is not None and item.total_micros is not None:
        off = max(maker.minor(item.subtotal_micros) - maker.minor(item.total_micros), 0)
    return _line(item, price, maker, discount=off, tax=maker.minor(item.tax_micros))


def _priced_by_total(found: list[Item], head: Mapping[str, Any], maker: LineMaker) -> list[Line]:
    """The file has one amount for all: each unit gets an equal share of it."""
    total = head["total"] or 0
    shares = allocate(maker.minor(abs(total)), [item.quantity_milli for item in found]) if found else []
    unit = maker.unit
    return [
        _line(item, _unit_price(share * unit, item.quantity_milli), maker)
        for item, share in zip(found, shares, strict=True)
    ]


def _unit_price(amount_micros: int, quantity_milli: int) -> int:
    return half_even(abs(amount_micros) * 1_000, abs(quantity_milli)) if quantity_milli else abs(amount_micros)


def _line(item: Item, price: int, maker: LineMaker, discount: int = 0, tax: int = 0) -> Line:
    facts = LineFacts(
        item.title, item.quantity_milli, price, item.sku, item.product_id, item.variant_id, "", "", "",
        discount, tax, item.line_id,
    )  # fmt: skip
    back = back_of(facts, item.refunded_micros, item.refunded_milli, maker.unit)
    return line_of(facts, maker.amount(item.quantity_milli, price), back)


def whole_order(head: Mapping[str, Any], maker: LineMaker) -> list[Line] | Unreadable:
    """An order without lines is one line without a name, worth what the goods were before the order's discount.

    A negative total is goods given back.
    """
    total, subtotal = head["total"], head["subtotal"]
    discount, shipping, tax = (abs(head[name] or 0) for name in ("discount", "shipping", "tax"))
    if total is None and subtotal is None:
        return Unreadable("empty_cell", "", {"field": "total"})
    if total is not None and total < 0:
        goods, quantity = -total, -ONE
    elif total is not None:
        goods, quantity = max(total - shipping - tax - (head["fee"] or 0) + discount, 0), ONE
    else:
        goods, quantity = subtotal, ONE
    facts = LineFacts("", quantity, goods)
    return [line_of(facts, maker.amount(quantity, goods))]
