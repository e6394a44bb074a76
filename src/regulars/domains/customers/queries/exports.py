"""What the lake gets of people: nothing that names or reaches anyone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from regulars.base.lake import Column, Config, Dataset, local_columns
from regulars.base.lake.declare import Row
from regulars.base.shop.queries import find_shop

COLUMNS = (
    Column("id", "int64"),
    Column("changed_seq", "int64"),
    Column("deleted", "bool"),
    Column("created_on", "date"),
    Column("country", "string"),
    Column("language", "string"),
    Column("is_shared", "bool"),
    Column("is_relay", "bool"),
)
SELECT = (
    "SELECT id, changed_seq, voided_at IS NOT NULL OR EXISTS (SELECT 1 FROM customers_resolution m "
    "WHERE m.merged = customers_customer.id), created_at, country, language, is_shared, is_relay "
    "FROM customers_customer WHERE changed_seq > %s AND changed_seq <= %s ORDER BY changed_seq, id"
)


def _config(now: datetime) -> dict[str, Any]:
    shop = find_shop()
    return {"zone": shop.zone if shop else "UTC"}


def _converter(config: Config) -> Callable[[Row], Row]:
    local = local_columns(str(config["zone"]))

    def row(raw: Row) -> Row:
        number, seq, deleted, created_at, country, language, shared, relay = raw
        day = local(created_at).day if created_at is not None else None
        return (number, seq, bool(deleted), day, country, language, bool(shared), bool(relay))

    return row


CUSTOMERS = Dataset("customers", COLUMNS, SELECT, convert=_converter, config=_config)
