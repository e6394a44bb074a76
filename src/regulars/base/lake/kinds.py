"""The log in the lake: one dataset a kind, typed columns from the kind's own fields, by customer (DECISIONS 17)."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import partial
from typing import Any, Union, get_args, get_origin, get_type_hints

from regulars.base.activity import archive
from regulars.base.lake.dates import local_columns
from regulars.base.lake.declare import Column, ColumnType, Config, Dataset, Row, register
from regulars.base.shop.queries import find_shop
from regulars.base.state import as_instant
from regulars.kit.events import kinds

HEAD = (
    Column("id", "int64"),
    Column("changed_seq", "int64"),
    Column("customer", "int64"),
    Column("occurred_at", "timestamp"),
    Column("occurred_on", "date"),
    Column("recorded_at", "timestamp"),
    Column("source", "string"),
    Column("backfill", "bool"),
)
TYPES: dict[Any, ColumnType] = {int: "int64", str: "string", bool: "bool", float: "float64", date: "date"}
SELECT = (  # `customer` is the id known at writing; who reads people joins the resolution, as with the log itself
    "SELECT id, changed_seq, customer, occurred_at, recorded_at, source, backfill, data FROM activity_log "
    "WHERE kind = '{kind}' AND changed_seq > %s AND changed_seq <= %s ORDER BY changed_seq, id"
)


def register_kinds() -> None:
    """Register a dataset for every kind known by now; called once, when all apps have declared theirs."""
    for kind, event in sorted(kinds().items()):
        register(dataset_of(kind, event))


def dataset_of(kind: str, event: type[Any]) -> Dataset:
    """Return the dataset of one kind: `activity_order_paid` for `order.paid`."""
    own = _columns(event)
    return Dataset(
        f"activity_{kind.replace('.', '_')}",
        (*HEAD, *own.values()),
        SELECT.format(kind=kind),
        convert=_converter(tuple(own)),
        config=_config,
        sort=("customer", "id"),
        version=event.version,
        older=partial(archive.rows_of_kind, kind),
    )


def _columns(event: type[Any]) -> Mapping[str, Column]:
    """Return the kind's fields that fit a typed column, named `data_<field>`; lists stay in the log alone."""
    hints = get_type_hints(event)
    found = {}
    for item in fields(event):
        type_ = TYPES.get(_plain(hints[item.name]))
        if type_ is not None:
            found[item.name] = Column(f"data_{item.name}", type_, of="activity.Activity.data")
    return found


def _plain(hint: Any) -> Any:
    """Return `int` for `int | None`."""
    if get_origin(hint) in {Union, types.UnionType}:
        inner = [one for one in get_args(hint) if one is not type(None)]
        return inner[0] if len(inner) == 1 else None
    return hint


def _config(now: datetime) -> dict[str, Any]:
    shop = find_shop()
    rewritten = archive.rewritings()
    return {"zone": shop.zone if shop else "UTC", **({"rewritten": rewritten} if rewritten else {})}


def _converter(names: tuple[str, ...]) -> Callable[[Config], Callable[[Row], Row]]:
    def convert(config: Config) -> Callable[[Row], Row]:
        local = local_columns(str(config["zone"]))

        def row(raw: Row) -> Row:
            number, seq, customer, occurred_at, recorded_at, source, backfill, stored = raw
            data = json.loads(stored) if isinstance(stored, str) else stored
            own = [data.get(name) for name in names]
            instants = as_instant(occurred_at), local(occurred_at).day, as_instant(recorded_at)
            return (number, seq, customer, *instants, source, bool(backfill), *own)

        return row

    return convert
