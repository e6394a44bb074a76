"""All lines of an order packed into one cell, as order export plugins write them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from regulars.edges.imports.values.unreadable import Unreadable

_COUNTED = re.compile(r"(?:^|,\s*)(\d+)\s*×\s+")
_COUNTED_PLAIN = re.compile(r"(?:^|,\s*)(\d+)\s*x\s+")
_PAIR = re.compile(r"(?:^|\|)([A-Za-z_ ]+):")

Number = Callable[[str], "int | Unreadable | None"]


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its quantity, and its amounts before and after discounts and its tax where they are known."""

    title: str
    quantity_milli: int
    subtotal_micros: int | None = None
    total_micros: int | None = None
    tax_micros: int = 0
    sku: str = ""
    product_id: str = ""
    variant_id: str = ""
    line_id: str = ""
    refunded_micros: int = 0
    refunded_milli: int = 0


def counted(cell: str) -> list[Item] | Unreadable:
    """`2× Tea, black, 1× Cup`: quantities and names, no prices."""
    starts = list((_COUNTED if "×" in cell else _COUNTED_PLAIN).finditer(cell))
    if not starts or starts[0].start() != 0:
        return Unreadable("bad_items", cell[:200]) if cell else []
    ends = [match.start() for match in starts[1:]] + [len(cell)]
    return [
        Item(cell[match.end() : end].strip(), int(match[1]) * 1_000) for match, end in zip(starts, ends, strict=True)
    ]


def pairs(cell: str, number: Number) -> list[Item] | Unreadable:
    """`name:Tea|product_id:12|sku:T-1|quantity:2|total:9.00;name:...`, or the same as JSON."""
    if not cell:
        return []
    if cell.startswith(("[", "{")):
        return _from_json(cell, number)
    items: list[Item] = []
    for piece in re.split(r";(?=\s*(?:id|name|item|product_id|sku)\s*:)", cell):
        if not piece.strip(" ;"):
            continue
        item = _item(_split(piece.strip(" ;")), number)
        if isinstance(item, Unreadable):
            return Unreadable("bad_items", cell[:200])
        items.append(item)
    return items


def _split(piece: str) -> dict[str, str]:
    starts = list(_PAIR.finditer(piece))
    if not starts:
        return {}
    ends = [match.start() for match in starts[1:]] + [len(piece)]
    return {match[1].strip().lower(): piece[match.end() : end].strip() for match, end in zip(starts, ends, strict=True)}


def _from_json(cell: str, number: Number) -> list[Item] | Unreadable:
    try:
        data = json.loads(cell)
    except ValueError:
        return Unreadable("bad_items", cell[:200])
    items: list[Item] = []
    for one in data if isinstance(data, list) else [data]:
        item = (
            _item({str(key).lower(): _word(value) for key, value in one.items()}, number)
            if isinstance(one, dict)
            else None
        )
        if not isinstance(item, Item):
            return Unreadable("bad_items", cell[:200])
        items.append(item)
    return items


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _item(words: Mapping[str, str], number: Number) -> Item | Unreadable:
    quantity = number(words.get("quantity") or words.get("qty") or "")
    amounts = [number(words.get(name) or words.get(other) or "") for name, other in (*_AMOUNTS, *_BACK)]
    if not isinstance(quantity, int) or any(isinstance(amount, Unreadable) for amount in amounts):
        return Unreadable("bad_items", "")
    subtotal, total, tax, back, back_quantity = (amount if isinstance(amount, int) else None for amount in amounts)
    variant = words.get("variation_id", "")
    return Item(
        title=words.get("name") or words.get("item") or "",
        quantity_milli=quantity // 1_000,
        subtotal_micros=subtotal,
        total_micros=total,
        tax_micros=tax or 0,
        sku=words.get("sku", ""),
        product_id=words.get("product_id", ""),
        variant_id="" if variant == "0" else variant,
        line_id=words.get("id") or words.get("item_id") or "",
        refunded_micros=back or 0,
        refunded_milli=(back_quantity or 0) // 1_000,
    )


_AMOUNTS = (("subtotal", "sub_total"), ("total", "line_total"), ("total_tax", "tax"))
_BACK = (("refunded", "item_refunded"), ("refunded_qty", "item_refunded_qty"))
