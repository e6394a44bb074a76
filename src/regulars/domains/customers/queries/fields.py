"""Reads of fields of the shop's own, and how many people may be written to and why others may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.base.state import fetch_in, fetchall
from regulars.domains.customers.queries.consent import statements_of
from regulars.domains.customers.queries.people import ids_of, survivor_of
from regulars.domains.customers.rules.suppression import RANK

NO_ADDRESS = -1
RANKS = " ".join(f"WHEN '{reason}' THEN {place}" for place, reason in enumerate(RANK))
SILENT = (  # people about whom no topic was spoken of on a channel, by the rank of what stops their address
    "SELECT reason, count(*) FROM (SELECT CASE WHEN c.{column} = '' THEN -1 ELSE s.rank END AS reason "
    "FROM customers_customer c LEFT JOIN (SELECT address, min(CASE reason {ranks} END) AS rank "
    "FROM customers_suppression WHERE channel = %s AND lifted_at IS NULL AND address <> '' GROUP BY address) s "
    "ON s.address = c.{column} WHERE c.voided_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM customers_resolution r WHERE r.merged = c.id) "
    "AND NOT EXISTS (SELECT 1 FROM customers_erased e WHERE e.customer = c.id) "
    "AND NOT EXISTS (SELECT 1 FROM customers_reachable w WHERE w.customer = c.id AND w.channel = %s "
    "AND w.topic <> 'receipts')) silent GROUP BY reason"
)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the shop's own; `kind` is text, number, flag or date."""

    id: int
    key: str
    label: str
    kind: str
    source: str


def own_fields() -> list[FieldRow]:
    """Return the shop's own fields by their names."""
    rows = fetchall("SELECT id, key, label, kind, source FROM customers_field ORDER BY label, id")
    return [FieldRow(int(row[0]), row[1], row[2], row[3], row[4]) for row in rows]


def field_values_of(customer: int) -> list[tuple[FieldRow, str]]:
    """Return what a person's fields hold; of merged customers, the value that changed last."""
    sql = (
        "SELECT f.id, f.key, f.label, f.kind, f.source, v.value FROM customers_field_value v "
        "JOIN customers_field f ON f.id = v.field_id WHERE v.customer IN ({in}) ORDER BY f.label, f.id, v.changed_at"
    )
    rows = fetch_in(sql, list(ids_of(survivor_of(customer))))
    found = {int(row[0]): (FieldRow(int(row[0]), row[1], row[2], row[3], row[4]), str(row[5])) for row in rows}
    return sorted(found.values(), key=lambda one: (one[0].label.casefold(), one[0].id))


def said_by(customers: Sequence[int]) -> set[tuple[int, str, str, str, int]]:
    """Return what stands in the ledger of these customers: customer, channel, topic, state, microseconds."""
    return {
        (one.origin, one.channel, one.topic, one.state, round(one.occurred_at.timestamp() * 1_000_000))
        for one in statements_of(customers)
    }


def count_reach() -> dict[str, dict[str, int]]:
    """Return, by channel, how many people may be written to (empty reason) and for what reason others may not.

    A person counts as reachable when one topic may be written about; else the reason is one of theirs. Whoever never
    spoke of a topic counts by what stops their address, else by having none, else as `unknown`.
    """
    found: dict[str, dict[str, int]] = {}
    rows = fetchall(
        "SELECT channel, reason, count(*) FROM (SELECT channel, customer, "
        "min(CASE WHEN is_allowed THEN '' ELSE reason END) AS reason FROM customers_reachable "
        "WHERE topic <> 'receipts' GROUP BY channel, customer) each_person GROUP BY channel, reason"
    )
    for channel, reason, count in rows:
        found.setdefault(channel, {})[reason] = int(count)
    for channel, column in (("email", "email"), ("sms", "phone")):
        said = found.setdefault(channel, {})
        for reason, count in fetchall(SILENT.format(column=column, ranks=RANKS), [channel, channel]):
            name = "no_address" if reason == NO_ADDRESS else "unknown" if reason is None else RANK[int(reason)]
            said[name] = said.get(name, 0) + int(count)
    return found
