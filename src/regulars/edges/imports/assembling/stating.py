"""From an order's cells and lines to what is handed to `orders`: an order, or a refund that stands on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from regulars.domains.orders.types import LineFacts, OrderFacts, PaymentFacts, RefundFacts
from regulars.edges.imports.assembling import amounts
from regulars.edges.imports.assembling.amounts import Stated
from regulars.edges.imports.assembling.attributes import origin_of
from regulars.edges.imports.assembling.lines import ADJUSTMENT, REFUND, SALE, Line, LineMaker
from regulars.edges.imports.assembling.people import PersonMaker
from regulars.edges.imports.assembling.totals import Months
from regulars.edges.imports.layouts.fields import FIELDS, ORDERS
from regulars.edges.imports.layouts.statuses import CANCELED, COUNTED
from regulars.edges.imports.plan import Plan

Statement = OrderFacts | RefundFacts
KINDS = frozenset(
    {"one_off", "subscription_first", "renewal", "wholesale", "point_of_sale", "marketplace", "replacement"}
    | {"staff_test"}
)
_NOTHING = {"list": (), "money": None, "number": None, "instant": None, "flag": None}
ABSENT: Mapping[str, Any] = {name: _NOTHING.get(one.value, "") for name, one in FIELDS[ORDERS].items()}


@dataclass(slots=True)
class Order:
    """One order's rows, read: its head cells by field, its lines, and the role of rows that give back (or empty)."""

    reference: str
    head: Mapping[str, Any]
    lines: list[Line]
    maker: LineMaker
    meaning: str
    gives_back: str

    @property
    def currency(self) -> str:
        return self.maker.currency

    def minor(self, name: str) -> int:
        """Return a stated amount without its sign."""
        return self.maker.minor(abs(self.head[name] or 0))


class Stater:
    """Makes the statements of one plan."""

    def __init__(self, plan: Plan, months: Months) -> None:
        self._plan = plan
        self._rules = plan.layout.rules
        self._paid_is_known = "paid_at" in plan.mapping
        self._months = months
        self._person = PersonMaker()

    def statement(self, order: Order, remarks: Counter[str]) -> Statement:
        """State an order; rows that only give back, or only correct, are a refund of their own."""
        if order.gives_back:
            return self._refund(order, order.gives_back)
        roles = {line.role for line in order.lines}
        if SALE not in roles and REFUND in roles:
            return self._refund(order, "return")
        if roles == {ADJUSTMENT}:
            return self._refund(order, "adjustment")
        return self._order(order, remarks)

    def _refund(self, order: Order, role: str) -> RefundFacts:
        head = order.head
        back = -sum(line.amount for line in order.lines)
        back = back if role == "adjustment" else abs(back)
        month = self._months.of(head["placed_at"], order.currency)
        month.refunds += 1
        month.refunded_minor += back
        return RefundFacts(
            external_id=order.reference,
            refunded_at=head["placed_at"],
            amount_minor=back,
            currency=order.currency,
            role=role,
            order_external_id=head["refund_of"],
            lines=tuple(_given_back(line.facts) for line in order.lines),
            person=self._person.of(head),
            store=head["store"],
            channel=head["channel"],
            country=_country(head["country"]),
        )

    def _order(self, order: Order, remarks: Counter[str]) -> OrderFacts:
        head = order.head
        stated = _stated(order)
        goods = sum([line.sold for line in order.lines])
        in_lines = sum([line.off for line in order.lines])
        lines = [line.facts for line in order.lines]
        discount = 0
        if self._rules.discounts == "by_subtotal":
            discount, drops = amounts.order_discount(stated, goods, in_lines)
            if drops:
                lines, in_lines = [_without_discount(line) for line in lines], 0
        elif self._rules.discounts != "by_lines":
            discount = amounts.discount_besides(stated, goods, in_lines)
        discount += max(-_fee(order), 0)  # shops give discounts as negative fees
        includes = self._includes_tax(head, stated)
        paid_at, canceled_at = self._instants(order)
        acquisition, campaign = origin_of(head)
        tags = head["tags"]
        kind = head["kind"].strip().lower().replace(" ", "_").replace("-", "_")
        if kind and kind not in KINDS:
            tags, kind = (*tags, head["kind"]), ""
        refunds = _own_refunds(order, stated, goods - discount - in_lines, includes is not False, paid_at)
        charged = stated.total
        if charged is None:
            added = 0 if includes is not False else stated.tax
            charged = goods - discount - in_lines + stated.shipping + added
        self._tally(order, paid_at is not None and canceled_at is None, goods, charged, refunds)
        return OrderFacts(
            external_id=order.reference,
            number=head["order_number"] or order.reference,
            placed_at=head["placed_at"],
            currency=order.currency,
            lines=tuple(lines),
            person=self._person.of(head),
            paid_at=paid_at,
            canceled_at=canceled_at,
            status=head["status"],
            store=head["store"],
            channel=head["channel"],
            country=_country(head["country"]),
            discount_minor=discount,
            discount_codes=head["discount_codes"],
            shipping_minor=stated.shipping,
            tax_minor=stated.tax,
            prices_include_tax=includes,
            total_minor=stated.total,
            payments=_payments(order, paid_at, goods, remarks),
            refunds=refunds,
            tags=tags,
            acquisition=acquisition,
            campaign=campaign,
            kind_hint=kind,
        )

    def _tally(
        self, order: Order, is_counted: bool, goods: int, charged: int, refunds: tuple[RefundFacts, ...]
    ) -> None:
        month = self._months.of(order.head["placed_at"], order.currency)
        if not is_counted:
            month.not_counted += 1
            return
        month.orders += 1
        month.sold_minor += goods
        month.charged_minor += charged
        month.refunds += len(refunds)
        month.refunded_minor += sum(one.amount_minor for one in refunds)

    def _includes_tax(self, head: Mapping[str, Any], stated: Stated) -> bool | None:
        if head["prices_include_tax"] is not None:
            return bool(head["prices_include_tax"])
        if self._rules.discounts == "by_subtotal":
            own = amounts.tax_inside(stated)
            if own is not None:
                return own
        if not self._rules.lines_exclude_tax and not _has_lines(self._plan):
            return False  # the goods of an order without lines were worked out without the tax
        return self._plan.prices_include_tax

    def _instants(self, order: Order) -> tuple[datetime | None, datetime | None]:
        """When it was paid (none: it does not count) and canceled."""
        head, placed_at = order.head, order.head["placed_at"]
        paid_at, canceled_at = head["paid_at"], head["canceled_at"]
        if order.meaning == CANCELED:
            canceled_at = canceled_at or paid_at or placed_at
        elif order.meaning == COUNTED:
            paid_at = paid_at or placed_at
        elif order.meaning:
            paid_at = None
        elif not self._paid_is_known:
            paid_at = placed_at
        return paid_at, canceled_at


def _stated(order: Order) -> Stated:
    head, minor = order.head, order.minor
    return Stated(
        discount=None if head["discount"] is None else minor("discount"),
        shipping=minor("shipping") + max(_fee(order), 0),
        tax=minor("tax"),
        subtotal=None if head["subtotal"] is None else minor("subtotal"),
        total=None if head["total"] is None else minor("total"),
        refunded=minor("refunded"),
    )


def _fee(order: Order) -> int:
    """What was charged beside goods and shipping, such as for paying on delivery; negative when it is a discount."""
    return order.maker.minor(order.head["fee"])


def _own_refunds(
    order: Order, stated: Stated, goods: int, is_tax_inside: bool, paid_at: datetime | None
) -> tuple[RefundFacts, ...]:
    """The refund of a file that has amounts for all of an order's refunds together, by line or not, and no date."""
    lines = tuple(line.back for line in order.lines if line.back is not None)
    if stated.refunded <= 0 and not lines:
        return ()
    if lines:
        in_lines = sum(order.maker.amount(line.quantity_milli, line.unit_price_micros) for line in lines)
        back, tax, shipping = amounts.split_refund_of_lines(
            stated, goods, in_lines, sum(line.tax_minor for line in lines), is_tax_inside
        )
    else:
        back, tax, shipping = amounts.split_refund(stated, goods, is_tax_inside)
    return (
        RefundFacts(
            external_id=f"{order.reference}:refunded",
            refunded_at=order.head["canceled_at"] or paid_at or order.head["placed_at"],
            amount_minor=back,
            currency=order.currency,
            order_external_id=order.reference,
            tax_minor=tax,
            shipping_minor=shipping,
            lines=lines,
        ),
    )


def _payments(order: Order, paid_at: datetime | None, goods: int, remarks: Counter[str]) -> tuple[PaymentFacts, ...]:
    """A split payment's methods; only their sum is in the file, so the first carries it."""
    methods = [part.strip() for part in order.head["payment_method"].split("+") if part.strip()]
    if paid_at is None or not methods:
        return ()
    remarks["split_payments"] += len(methods) > 1
    total = order.minor("total") if order.head["total"] is not None else goods
    return tuple(
        PaymentFacts(method, total if place == 0 else 0, paid_at) for place, method in enumerate(dict.fromkeys(methods))
    )


def _given_back(line: LineFacts) -> LineFacts:
    """A line of a refund counts what came back, so its quantity is positive."""
    return _line_with(line, abs(line.quantity_milli), line.discount_minor) if line.quantity_milli < 0 else line


def _without_discount(line: LineFacts) -> LineFacts:
    return _line_with(line, line.quantity_milli, 0) if line.discount_minor else line


def _line_with(line: LineFacts, quantity_milli: int, discount_minor: int) -> LineFacts:
    return LineFacts(
        line.title, quantity_milli, line.unit_price_micros, line.sku, line.product_external_id,
        line.variant_external_id, line.variant_title, line.category, line.vendor, discount_minor, line.tax_minor,
        line.external_id,
    )  # fmt: skip


def _country(word: str) -> str:
    return word.upper() if len(word) == 2 else word


def _has_lines(plan: Plan) -> bool:
    return bool({"unit_price", "line_total", "line_subtotal", "items"} & set(plan.mapping))
