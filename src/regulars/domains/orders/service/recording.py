"""Recording orders and refunds as a source states them: once, and again only when it states them otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from regulars.base.activity import Fact, record_many
from regulars.base.shop.queries import shop
from regulars.base.state import (
    Act,
    change_seq,
    execute,
    executemany,
    fetch_in,
    fetchall,
    insert_keyed,
    insert_many,
    instant_value,
    verb,
)
from regulars.domains.catalog import service as catalog
from regulars.domains.customers import service as customers
from regulars.domains.customers.types import PeopleReport
from regulars.domains.orders.events import OrderCanceled, OrderChanged, OrderPaid, OrderPlaced, OrderRefunded
from regulars.domains.orders.service import rows
from regulars.domains.orders.service.memory import Memory
from regulars.domains.orders.service.rows import Place, Sold, Worked
from regulars.domains.orders.types import LineFacts, OrderFacts, RecordReport, RefundFacts

Statement = OrderFacts | RefundFacts
Known = dict[str, tuple[int, bytes, bool]]  # external id -> key, digest, whether it was voided


@dataclass(slots=True)
class _Batch:
    """What one call works with."""

    act: Act
    source: str
    seq: int
    common: tuple[Any, ...]  # recorded_at, import_id, voided_at, changed_seq
    places: dict[Sold, Place]
    customer_of: dict[str, int | None]
    facts: list[Fact] = field(default_factory=list)
    refunds_put: set[str] = field(default_factory=set)  # external ids written one by one
    refunds_told: dict[str, int] = field(default_factory=dict)  # external id -> amount, as it stood before
    stood: dict[int, tuple[bool, bool]] = field(default_factory=dict)  # order -> whether it was paid, and canceled
    counts: Counter[str] = field(default_factory=Counter)


@verb
def record_orders(
    act: Act,
    source: str,
    statements: Sequence[Statement],
    import_id: int | None = None,
    memory: Memory | None = None,
) -> RecordReport:
    """Record orders, and refunds that stand on their own, as `source` states them.

    An order is known by `(source, external_id)`; stated again alike it is left alone, stated otherwise its lines,
    payments and refunds are replaced and the change is recorded. People and products it names are found or made.
    `memory` spares the calls of one import what they would look up alike.
    """
    memory = memory or Memory()
    if memory.prices_include_tax is None:
        memory.prices_include_tax = shop().prices_include_tax
    orders = {one.external_id[:120]: one for one in statements if isinstance(one, OrderFacts)}
    refunds = {one.external_id[:160]: one for one in statements if isinstance(one, RefundFacts)}
    digests = {key: rows.digest_of(one) for key, one in orders.items()}
    digests |= {"r:" + key: rows.digest_of(one) for key, one in refunds.items()}
    known = _known("orders_order", source, list(orders))
    known_refunds = _known("orders_refund", source, list(refunds))
    fresh = [one for key, one in orders.items() if _differs(known.get(key), digests[key])]
    fresh_refunds = [one for key, one in refunds.items() if _differs(known_refunds.get(key), digests["r:" + key])]
    worked = [rows.work_out(one, digests[one.external_id[:120]], source, memory.prices_include_tax) for one in fresh]
    people, customer_of = _people(act, source, [*fresh, *fresh_refunds], import_id)
    places = _places(act, source, worked, fresh_refunds, import_id, memory)
    seq = change_seq()
    batch = _Batch(act, source, seq, (instant_value(act.now), import_id, None, seq), places, customer_of)
    new = [one for one in worked if one.facts.external_id[:120] not in known]
    changed = [(one, known[one.facts.external_id[:120]]) for one in worked if one.facts.external_id[:120] in known]
    _insert_orders(batch, new)
    _look_back(batch, [number for _one, (number, _, was_voided) in changed if not was_voided])
    for one, (number, _, was_voided) in changed:
        _replace_order(batch, one, number, was_voided)
    _record_refunds(batch, fresh_refunds, digests, known_refunds)
    record_many(act, batch.facts)
    return RecordReport(
        created=len(new),
        updated=len(changed),
        unchanged=len(orders) - len(fresh),
        refunds_created=batch.counts["refunds_created"],
        refunds_updated=batch.counts["refunds_updated"],
        refunds_unchanged=len(refunds) - len(fresh_refunds),
        lines=batch.counts["lines"],
        customers_created=people.created,
    )


def _differs(known: tuple[int, bytes, bool] | None, digest: bytes) -> bool:
    return known is None or known[1] != digest or known[2]


def _known(table: str, source: str, external_ids: list[str]) -> Known:
    found = fetch_in(
        f"SELECT external_id, id, digest, voided_at IS NOT NULL FROM {table} "
        "WHERE source = %s AND external_id IN ({in})",
        external_ids,
        [source],
    )
    return {row[0]: (int(row[1]), bytes(row[2]), bool(row[3])) for row in found}


def _people(
    act: Act, source: str, statements: list[Statement], import_id: int | None
) -> tuple[PeopleReport, dict[str, int | None]]:
    """Find or make the people that the statements name."""
    report = customers.record_people(act, source, [_first_seen(one) for one in statements], import_id)
    return report, {_person_key(one): customer for one, customer in zip(statements, report.customers, strict=True)}


def _places(
    act: Act, source: str, orders: list[Worked], refunds: list[RefundFacts], import_id: int | None, memory: Memory
) -> dict[Sold, Place]:
    """Find or make the products that the statements name; what `memory` knows is not asked again."""
    named: dict[Sold, LineFacts] = {}
    for one in orders:
        for key, line in zip(one.sold, one.facts.lines, strict=True):
            named.setdefault(key, line)
    for refund in chain(refunds, (refund for one in orders for refund in one.facts.refunds)):
        for line in refund.lines:
            named.setdefault(rows.sold_key(line), line)
    missing = {key: line for key, line in named.items() if key not in memory.places}
    made = catalog.ensure_sold(act, source, [rows.sold_as(line) for line in missing.values()], import_id)
    memory.learned = {key: place for key, place in zip(missing, made, strict=True) if place is not None}
    return {key: memory.places[key] for key in named if key in memory.places} | memory.learned


def _first_seen(one: Statement) -> Any:
    """Return the person; one whom the source does not date was first seen with the order."""
    if one.person is None or one.person.created_at is not None:
        return one.person
    return replace(one.person, created_at=one.placed_at if isinstance(one, OrderFacts) else one.refunded_at)


def _person_key(one: Statement) -> str:
    return f"{'o' if isinstance(one, OrderFacts) else 'r'}:{one.external_id}"


def _insert_orders(batch: _Batch, new: list[Worked]) -> None:
    order_rows = [rows.order_row(one, batch.source, _customer(batch, one.facts), batch.common) for one in new]
    keyed = list(zip(new, insert_keyed("orders_order", rows.ORDER_COLUMNS, order_rows), strict=True))
    _insert_parts(batch, keyed)
    for one, number in keyed:
        _tell(batch, one, number)


def _insert_parts(batch: _Batch, keyed: list[tuple[Worked, int]]) -> None:
    lines = [row for one, number in keyed for row in rows.line_rows(one, number, batch.places, batch.seq)]
    marks = ", ".join(["%s"] * len(rows.LINE_COLUMNS))
    executemany(f"INSERT INTO orders_line ({', '.join(rows.LINE_COLUMNS)}) VALUES ({marks})", lines)
    batch.counts["lines"] += len(lines)
    executemany(
        "INSERT INTO orders_discount (order_id, code) VALUES (%s, %s)",
        [(number, code[:120]) for one, number in keyed for code in one.facts.discount_codes],
    )
    executemany(
        "INSERT INTO orders_payment (order_id, method, amount_minor, paid_at) VALUES (%s, %s, %s, %s)",
        [
            (number, part.method[:120], part.amount_minor, instant_value(part.paid_at))
            for one, number in keyed
            for part in one.facts.payments
        ],
    )
    for one, number in keyed:
        for refund in one.facts.refunds:
            _put_refund(batch, refund, rows.digest_of(refund), None, number, one.facts)


def _replace_order(batch: _Batch, one: Worked, number: int, was_voided: bool) -> None:
    row = rows.order_row(one, batch.source, _customer(batch, one.facts), batch.common)
    assignments = ", ".join(f"{name} = %s" for name in rows.ORDER_COLUMNS)
    execute(f"UPDATE orders_order SET {assignments} WHERE id = %s", [*row, number])
    gone = [instant_value(batch.act.now), batch.seq, number]
    execute("UPDATE orders_line SET voided_at = %s, changed_seq = %s WHERE order_id = %s AND voided_at IS NULL", gone)
    execute("UPDATE orders_refund SET voided_at = %s, changed_seq = %s WHERE order_id = %s AND voided_at IS NULL", gone)
    execute("DELETE FROM orders_discount WHERE order_id = %s", [number])
    execute("DELETE FROM orders_payment WHERE order_id = %s", [number])
    _insert_parts(batch, [(one, number)])
    if was_voided:
        _tell(batch, one, number)
    else:
        _tell_change(batch, one, number)


def _look_back(batch: _Batch, numbers: list[int]) -> None:
    """Note how orders stood before they are replaced, so that what was told is not told again."""
    batch.stood = {
        int(number): (bool(paid), bool(canceled))
        for number, paid, canceled in fetch_in(
            "SELECT id, paid_at IS NOT NULL, canceled_at IS NOT NULL FROM orders_order WHERE id IN ({in})", numbers
        )
    }
    batch.refunds_told = dict(
        fetch_in(
            "SELECT external_id, amount_minor FROM orders_refund WHERE voided_at IS NULL AND order_id IN ({in})",
            numbers,
        )
    )


def _tell_change(batch: _Batch, one: Worked, number: int) -> None:
    """Record that an order is stated otherwise now, and what it became by that: paid, canceled."""
    facts, customer, subject = one.facts, _customer(batch, one.facts), f"order:{number}"
    was_paid, was_canceled = batch.stood.get(number, (False, False))
    if facts.paid_at is not None and not was_paid:
        batch.facts.append(Fact(OrderPaid(number, one.total_minor, facts.currency), customer, subject, facts.paid_at))
    else:
        event = OrderChanged(number, one.total_minor, facts.currency)
        batch.facts.append(Fact(event, customer, subject, batch.act.at))
    if facts.canceled_at is not None and not was_canceled:
        batch.facts.append(Fact(OrderCanceled(number), customer, subject, facts.canceled_at))


def _tell(batch: _Batch, one: Worked, number: int) -> None:
    """Record what an order's arrival means: paid or only placed, and canceled."""
    facts, customer, subject = one.facts, _customer(batch, one.facts), f"order:{number}"
    paid = facts.paid_at is not None
    event = (OrderPaid if paid else OrderPlaced)(number, one.total_minor, facts.currency)
    batch.facts.append(Fact(event, customer, subject, facts.paid_at or facts.placed_at))
    if facts.canceled_at is not None:
        batch.facts.append(Fact(OrderCanceled(number), customer, subject, facts.canceled_at))


def _record_refunds(batch: _Batch, refunds: list[RefundFacts], digests: dict[str, bytes], known: Known) -> None:
    of_order = _known("orders_order", batch.source, [one.order_external_id for one in refunds if one.order_external_id])
    new: list[tuple[RefundFacts, int | None]] = []
    for one in refunds:
        key = one.external_id[:160]
        order = of_order.get(one.order_external_id, (None,))[0]
        batch.counts["refunds_updated" if key in known else "refunds_created"] += 1
        if key in known or key in batch.refunds_put:
            _put_refund(batch, one, digests["r:" + key], known.get(key), order, None)
        else:
            new.append((one, order))
    _insert_refunds(batch, new, digests)
    touched = {number for one in refunds if (number := of_order.get(one.order_external_id, (None,))[0]) is not None}
    _restate(batch, sorted(touched))


def _insert_refunds(batch: _Batch, new: list[tuple[RefundFacts, int | None]], digests: dict[str, bytes]) -> None:
    """Insert refunds that no one stated before."""
    stated = []
    for one, order in new:
        common = (digests["r:" + one.external_id[:160]], *batch.common)
        stated.append(rows.refund_row(one, batch.source, order, _customer(batch, one), _currency(one, None), common))
    numbers = insert_keyed("orders_refund", rows.REFUND_COLUMNS, stated)
    lines = []
    for (one, order), number in zip(new, numbers, strict=True):
        lines += rows.refund_line_rows(one, number, _currency(one, None), batch.places)
        _tell_refund(batch, one, number, order, _currency(one, None), _customer(batch, one))
    insert_keyed("orders_refund_line", rows.REFUND_LINE_COLUMNS, lines)


def _restate(batch: _Batch, orders: list[int]) -> None:
    """Bring orders' refunded and net amounts up to date with refunds that came on their own."""
    given_back: dict[int, int] = dict(
        fetch_in(
            "SELECT order_id, sum(amount_minor) FROM orders_refund "
            "WHERE voided_at IS NULL AND order_id IN ({in}) GROUP BY 1",
            orders,
        )
    )
    own_lines: dict[int, int] = dict(
        fetch_in(
            "SELECT order_id, -sum(net_minor) FROM orders_line "
            "WHERE voided_at IS NULL AND role = 'refund' AND order_id IN ({in}) GROUP BY 1",
            orders,
        )
    )
    executemany(
        "UPDATE orders_order SET refunded_minor = %s, "
        "net_minor = sold_minor - discount_minor - included_tax_minor - %s, changed_seq = %s WHERE id = %s",
        [(total := int(given_back.get(one, 0)) + int(own_lines.get(one, 0)), total, batch.seq, one) for one in orders],
    )


def _put_refund(
    batch: _Batch,
    one: RefundFacts,
    digest: bytes,
    known: tuple[int, bytes, bool] | None,
    order: int | None,
    of: OrderFacts | None,
) -> None:
    currency = _currency(one, of)
    customer = _customer(batch, of if of is not None else one)
    row = rows.refund_row(one, batch.source, order, customer, currency, (digest, *batch.common))
    made = _upsert_refund(row)
    batch.refunds_put.add(one.external_id[:160])
    if known is not None or of is not None:
        execute("DELETE FROM orders_refund_line WHERE refund_id = %s", [made])
    insert_many(
        "orders_refund_line", rows.REFUND_LINE_COLUMNS, rows.refund_line_rows(one, made, currency, batch.places)
    )
    if batch.refunds_told.get(one.external_id[:160]) != one.amount_minor:
        _tell_refund(batch, one, made, order, currency, customer)


def _currency(one: RefundFacts, of: OrderFacts | None) -> str:
    return one.currency or (of.currency if of else "") or shop().reporting_currency


def _tell_refund(
    batch: _Batch, one: RefundFacts, number: int, order: int | None, currency: str, customer: int | None
) -> None:
    event = OrderRefunded(number, order, one.amount_minor, currency, one.role)
    subject = f"order:{order}" if order else f"refund:{number}"
    batch.facts.append(Fact(event, customer, subject, one.refunded_at))


def _upsert_refund(row: list[Any]) -> int:
    """Insert one refund, or replace what the same source said of it before; return its key."""
    names = ", ".join(rows.REFUND_COLUMNS)
    marks = ", ".join(["%s"] * len(row))
    changes = ", ".join(f"{name} = excluded.{name}" for name in rows.REFUND_COLUMNS[2:])
    sql = (
        f"INSERT INTO orders_refund ({names}) VALUES ({marks}) "
        f"ON CONFLICT (external_id, source) DO UPDATE SET {changes} RETURNING id"
    )
    return int(fetchall(sql, row)[0][0])


def _customer(batch: _Batch, one: Statement) -> int | None:
    return batch.customer_of.get(_person_key(one))
