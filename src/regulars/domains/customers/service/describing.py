"""Keeping what a shop knows of its customers in fields of its own."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.base.state import Act, execute, executemany, fetch_in, instant_value, verb
from regulars.domains.customers.rules import fields as rules

Value = tuple[int, str, str, str]  # customer, label, kind, value as it is stored


@verb
def record_fields(act: Act, source: str, values: Sequence[Value], import_id: int | None = None) -> int:
    """Keep values of fields, making fields that are not there yet; return how many values are new or changed.

    A field that is known keeps its kind; one that a value does not fit becomes text, and nothing is lost. The last
    value of a field wins. Nothing fires.
    """
    wanted = {rules.field_key(label): (label, kind) for _customer, label, kind, _value in values}
    wanted.pop("", None)
    known = _declared(act, source, wanted)
    _widen(values, known)
    latest = {
        (customer, known[key][0]): value[: rules.VALUE_MAX]
        for customer, label, _kind, value in values
        if (key := rules.field_key(label)) in known and value
    }
    people = sorted({customer for customer, _field in latest})
    rows = fetch_in("SELECT customer, field_id, value FROM customers_field_value WHERE customer IN ({in})", people)
    before = {(int(row[0]), int(row[1])): str(row[2]) for row in rows}
    fresh = {place: value for place, value in latest.items() if before.get(place) != value}
    now = instant_value(act.now)
    executemany(
        "INSERT INTO customers_field_value (customer, field_id, value, import_id, changed_at) "
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (customer, field_id) DO UPDATE SET value = excluded.value, "
        "import_id = excluded.import_id, changed_at = excluded.changed_at",
        [(customer, field, value, import_id, now) for (customer, field), value in sorted(fresh.items())],
    )
    return len(fresh)


@verb
def drop_fields_of_import(act: Act, import_id: int, limit: int = 5_000) -> int:
    """Drop up to `limit` values that an import brought; return how many."""
    return execute(
        "DELETE FROM customers_field_value WHERE id IN "
        "(SELECT id FROM customers_field_value WHERE import_id = %s ORDER BY id LIMIT %s)",
        [import_id, limit],
    )


def _declared(act: Act, source: str, wanted: dict[str, tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """Return key and kind of each field by its name, making those that are missing."""
    for _attempt in (0, 1):
        rows = fetch_in("SELECT key, id, kind FROM customers_field WHERE key IN ({in})", sorted(wanted))
        known = {str(row[0]): (int(row[1]), str(row[2])) for row in rows}
        missing = sorted(wanted.keys() - known.keys())
        if not missing:
            break
        executemany(
            "INSERT INTO customers_field (key, label, kind, source, created_at) VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (key) DO NOTHING",
            [
                (key, wanted[key][0].strip()[: rules.LABEL_MAX], wanted[key][1], source[:60], instant_value(act.now))
                for key in missing
            ],
        )
    return known


def _widen(values: Sequence[Value], known: dict[str, tuple[int, str]]) -> None:
    """Make a field text when a value does not fit its kind."""
    for _customer, label, _kind, value in values:
        key = rules.field_key(label)
        if key in known and value and not rules.fits(known[key][1], value):
            number = known[key][0]
            execute("UPDATE customers_field SET kind = %s WHERE id = %s", [rules.TEXT, number])
            known[key] = (number, rules.TEXT)
