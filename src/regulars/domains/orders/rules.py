"""What kind of order it is, and what its lines and totals are worth; exact integers throughout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec

from regulars.kit.rounding import allocate, half_even

ONE_OFF, SUBSCRIPTION_FIRST, RENEWAL, WHOLESALE = "one_off", "subscription_first", "renewal", "wholesale"
POINT_OF_SALE, MARKETPLACE, REPLACEMENT, STAFF_TEST = "point_of_sale", "marketplace", "replacement", "staff_test"
KINDS = (
    ONE_OFF, SUBSCRIPTION_FIRST, RENEWAL, WHOLESALE, POINT_OF_SALE, MARKETPLACE, REPLACEMENT, STAFF_TEST,
)  # fmt: skip
SALE, REFUND, ADJUSTMENT = "sale", "refund", "adjustment"
LINE_ROLES = (SALE, REFUND, ADJUSTMENT)
REFUND_ROLES = ("refund", "cancellation", "return", "adjustment")


@dataclass(frozen=True, slots=True)
class KindRule:
    """If any of an order's words matches `pattern` wholly, it is of `kind`. Rules are tried in order."""

    kind: str
    pattern: str


DEFAULT_RULES = (
    KindRule(STAFF_TEST, r"staff|test|test[ _-]?order|employee|mitarbeiter(in)?|testbestellung|bogus"),
    KindRule(REPLACEMENT, r"replacement|reshipment|re-?ship(ped)?|warranty|ersatz(lieferung)?|reship order"),
    KindRule(WHOLESALE, r"wholesale|b2b|trade|reseller|gro(ss|ß)handel|wiederverk(ä|ae)ufer"),
    KindRule(SUBSCRIPTION_FIRST, r"subscription first( order)?|first subscription( order)?|(new|initial) subscription"),
    KindRule(
        RENEWAL,
        r"subscription( recurring| renewal)?( order)?|recurring( order)?|renewal|subscription_contract(_checkout_one)?",
    ),
    KindRule(POINT_OF_SALE, r"pos|point[ _-]of[ _-]sale|retail store|in[ _-]store|kasse|ladengesch(ä|ae)ft|caf(e|é)"),
    KindRule(
        MARKETPLACE,
        r"(amazon|ebay|etsy|walmart|otto|kaufland|zalando|bol|cdiscount)([ ._-].*)?|market ?place|marktplatz",
    ),
)


def kind_of(hint: str, words: Sequence[str], rules: Sequence[KindRule] = DEFAULT_RULES) -> str:
    """Return the kind of an order: what its source knows (`hint`), else the first rule that any of `words` meets.

    `words` are its tags, its channel and its source's name.
    """
    if hint in KINDS:
        return hint
    return _kind_of(tuple(word.strip().lower() for word in words if word.strip()), tuple(rules))


@lru_cache(maxsize=4_096)
def _kind_of(words: tuple[str, ...], rules: tuple[KindRule, ...]) -> str:
    for rule in rules:
        pattern = re.compile(rule.pattern)
        if any(pattern.fullmatch(word) for word in words):
            return rule.kind
    return ONE_OFF


@lru_cache(maxsize=65_536)
def line_amount(quantity_milli: int, unit_price_micros: int, minor_digits: int) -> int:
    """Return quantity times price in minor units, rounded half to even once, on the line's total."""
    return half_even(quantity_milli * unit_price_micros, 10 ** (9 - minor_digits))


def role_of(quantity_milli: int, unit_price_micros: int) -> str:
    """Return what a line is: a sale, goods given back, or a correction (negative price, or stock written off)."""
    if unit_price_micros < 0 or (quantity_milli <= 0 and unit_price_micros == 0):
        return ADJUSTMENT
    return SALE if quantity_milli > 0 else REFUND


@dataclass(frozen=True, slots=True)
class Totals:
    """An order's amounts in minor units; `line_nets` are the lines' shares of `net` before later refunds."""

    sold: int
    discount: int
    included_tax: int
    refunded: int
    net: int
    units_milli: int
    line_nets: tuple[int, ...]


class LineAmounts(msgspec.Struct, frozen=True, gc=False):
    """What one line contributes; `amount` is quantity times price and may be negative."""

    role: str
    amount: int
    quantity_milli: int
    discount: int
    tax: int


def totals(
    lines: Sequence[LineAmounts],
    *,
    order_discount: int,
    order_tax: int,
    shipping: int,
    prices_include_tax: bool,
    later_refunds: int,
) -> Totals:
    """Return an order's amounts.

    Contained tax is the lines' own where they state it, else the order's, cut down to the goods' share of goods and
    shipping. The order's discount and that tax are spread over the sold lines by largest remainder, so the parts
    always add up to the whole.
    """
    sold = line_discount = given_back = own_tax = units = 0
    for line in lines:
        own_tax += line.tax
        if line.role == SALE:
            sold += line.amount
            line_discount += line.discount
            units += line.quantity_milli
        elif line.role == REFUND:
            given_back -= line.amount
    discount = order_discount + line_discount
    included = 0
    if prices_include_tax:
        goods = sold - discount
        included = own_tax or (order_tax * goods // (goods + shipping) if goods + shipping > 0 else 0)
    refunded = given_back + later_refunds
    shared = order_discount + (0 if own_tax or not prices_include_tax else included)
    return Totals(
        sold=sold,
        discount=discount,
        included_tax=included,
        refunded=refunded,
        net=sold - discount - included - refunded,
        units_milli=units,
        line_nets=_line_nets(lines, shared, prices_include_tax, sold),
    )


def _line_nets(lines: Sequence[LineAmounts], shared: int, prices_include_tax: bool, sold: int) -> tuple[int, ...]:
    """Return each line's amount without its own discount and tax and its part of what the order shares out."""
    if not shared or not sold:
        parts: Sequence[int] = (0,) * len(lines)
    else:
        parts = allocate(shared, [line.amount if line.role == SALE else 0 for line in lines])
    nets = []
    for line, part in zip(lines, parts, strict=True):
        tax = line.tax if prices_include_tax else 0
        nets.append(line.amount - line.discount - tax - part if line.role == SALE else line.amount)
    return tuple(nets)
