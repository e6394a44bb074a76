"""Who is whom, for the lake: a merged customer and the one that lives on. Rows of the log are never rewritten."""

from __future__ import annotations

from collections.abc import Callable

from regulars.base.lake import Column, Config, Dataset
from regulars.base.lake.declare import Row

COLUMNS = (
    Column("id", "int64"),
    Column("changed_seq", "int64"),
    Column("deleted", "bool"),
    Column("survivor", "int64"),
)
SELECT = (
    "SELECT c.id, c.changed_seq, m.survivor IS NULL, coalesce(m.survivor, c.id) FROM customers_customer c "
    "LEFT JOIN customers_resolution m ON m.merged = c.id WHERE c.changed_seq > %s AND c.changed_seq <= %s "
    "AND EXISTS (SELECT 1 FROM customers_merge e WHERE e.merged = c.id) ORDER BY c.changed_seq, c.id"
)


def _converter(config: Config) -> Callable[[Row], Row]:
    def row(raw: Row) -> Row:
        number, seq, parted, survivor = raw
        return (number, seq, bool(parted), survivor)

    return row


RESOLUTIONS = Dataset("resolutions", COLUMNS, SELECT, convert=_converter)
