"""Walking what the units declared: a person's rows in every table, and emptying them.

Tables are walked from the top floor down, as their apps stand in the settings: whoever points is emptied before what
it points at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL

from regulars.base.privacy import Holding, Person, holdings
from regulars.base.state import change_seq, dialect, fetchall

INTERNAL = {"changed_seq", "digest", "import_id", "voided_at", "recorded_at", "data_hash"}
GONE = "[erased]"


def in_order() -> list[Holding]:
    """Return all holdings, domains from high to low; within one, erasers of a whole unit last."""
    floors = {config.label: settings.INSTALLED_APPS.index(config.name) for config in apps.get_app_configs()}
    return sorted(
        holdings().values(),
        key=lambda one: (-floors[one.table.partition(".")[0]], one.eraser is not None, one.table),
    )


def model_of(one: Holding) -> Any:
    """Return the table behind a holding."""
    return _tables()[one.table]


def rows_of(one: Holding, customers: Sequence[int]) -> Any:
    """Return the rows that are about these customers."""
    model = model_of(one)
    if not one.find:
        return model.objects.none()
    marks = ", ".join(["%s"] * len(customers))
    key = model._meta.pk.column
    sql = f"SELECT {key} FROM {model._meta.db_table} WHERE {one.find.replace('{in}', marks)}"
    return model.objects.filter(pk__in=RawSQL(sql, [*customers] * one.find.count("{in}"))).order_by("pk")  # noqa: S611


def export(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return everything a person may have, by table, who they are first; tables without them are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    upward = in_order()[::-1]
    upward.sort(key=lambda one: (one.table != "customers.Customer", ".base." in model_of(one).__module__))
    for one in upward:
        if one.not_exported:
            continue
        rows = one.export(person) if one.export else _plain_rows(one, person)
        if told := [{name: _plain(value) for name, value in row.items()} for row in rows]:
            found[one.table] = told
    return found


def empty_some(one: Holding, customers: Sequence[int], limit: int) -> int:
    """Empty or delete up to `limit` of a person's rows; return how many it were, 0 when none is left. Inside a verb."""
    rows = rows_of(one, customers)
    if one.delete:
        return int(model_of(one).objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:limit])).delete()[0])
    if not one.empty:
        return 0
    names = list(one.empty)
    full = [
        row[0]
        for row in rows.values_list("pk", *names)
        if any(value != one.empty[name] for name, value in zip(names, row[1:], strict=True))
    ][:limit]
    if not full:
        return 0
    values: dict[str, Any] = dict(one.empty)
    if any(field.name == "changed_seq" for field in model_of(one)._meta.local_fields):
        values["changed_seq"] = change_seq()
    return int(model_of(one).objects.filter(pk__in=full).update(**values))


def mentioning(one: Holding, traces: Sequence[str]) -> list[int]:
    """Return the keys of rows whose free text names the person."""
    model, found = model_of(one), set[int]()
    for name in one.mentions:
        field = model._meta.get_field(name)
        cases = {case for one in traces for case in (one, one.lower(), one.upper())}
        for form in sorted({form for case in cases for form in _forms(case)}):
            sql, params = _holds(field, form)
            key = model._meta.pk.column
            found |= {int(row[0]) for row in fetchall(f"SELECT {key} FROM {model._meta.db_table} WHERE {sql}", params)}
    return sorted(found)


def take_out(one: Holding, number: int, traces: Sequence[str]) -> bool:
    """Take what names the person out of one row's free text; return whether it had any. Inside a verb."""
    model = model_of(one)
    row = model.objects.filter(pk=number).values(*one.mentions).first()
    if row is None:
        return False
    cleaned = {name: without(value, traces) for name, value in row.items()}
    changed = {name: value for name, value in cleaned.items() if value != row[name]}
    for name, value in changed.items():
        most = getattr(model._meta.get_field(name), "max_length", None)
        changed[name] = value[:most] if most and isinstance(value, str) else value
    return bool(changed and model.objects.filter(pk=number).update(**changed))


def without(value: Any, traces: Sequence[str]) -> Any:
    """Return text, bytes of text or plain JSON without what names the person."""
    if isinstance(value, bytes | memoryview):
        return without(bytes(value).decode("utf-8", "replace"), traces).encode()
    if isinstance(value, dict):
        return {without(key, traces): without(inner, traces) for key, inner in value.items()}
    if isinstance(value, list):
        return [without(inner, traces) for inner in value]
    if not isinstance(value, str):
        return value
    for form in (form for trace in traces for form in _forms(trace)):
        value = re.sub(re.escape(form), GONE, value, flags=re.IGNORECASE)
    return value


@cache
def _tables() -> dict[str, Any]:
    return {model._meta.label: model for model in apps.get_models()}


def _plain_rows(one: Holding, person: Person) -> Iterator[dict[str, Any]]:
    names = [
        field.attname
        for field in model_of(one)._meta.local_fields
        if field.name not in INTERNAL and not isinstance(field, models.BinaryField) and field.name != "customer"
    ]
    yield from rows_of(one, person.customers).values(*names)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _forms(trace: str) -> tuple[str, ...]:
    """Return a text as it stands, and as JSON spells it."""
    return tuple(dict.fromkeys((trace, json.dumps(trace)[1:-1])))


def _holds(field: Any, text: str) -> tuple[str, list[Any]]:
    """Return an SQL test that a column holds a text, in any case of letters where the database knows them."""
    pattern = "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    if dialect() != "postgresql":
        return f"CAST({field.column} AS TEXT) LIKE %s ESCAPE '!'", [pattern]
    if isinstance(field, models.BinaryField):
        return f"position(%s::bytea in {field.column}) > 0", [text.encode()]
    return f"CAST({field.column} AS TEXT) ILIKE %s ESCAPE '!'", [pattern]
