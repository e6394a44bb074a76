"""A named layout: which columns a program's export has, and what they mean beyond their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regulars.edges.imports.reading import fold

Mapped = dict[str, tuple[str, ...]]  # field -> the file's column names, best first


@dataclass(frozen=True, slots=True)
class OrderRules:
    """What an order file means beyond its columns.

    `group_by` is the field that holds an order's rows together. `cancellation_prefix` begins the ids of rows that
    cancel instead of sell. `items` says how a cell packs all lines of an order: `pairs` (key:value|...;...) or
    `counted` (2× Name, ...), or not at all. `discounts` is `as_stated`, `by_subtotal` where the subtotal is after every
    discount, or `by_lines` where each line has its amount before and after. `lines_exclude_tax` says that prices are
    always without tax.
    """

    group_by: str = "order_id"
    cancellation_prefix: str = ""
    items: str = ""
    discounts: str = "as_stated"
    lines_exclude_tax: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One program's export. `signature` lists names that must all be there, alternatives joined by `|`."""

    name: str
    kind: str
    source: str
    title: Any
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    cannot_know: tuple[str, ...] = ()
    rules: OrderRules = field(default_factory=OrderRules)
    net_quantities: tuple[str, ...] = ()  # quantity columns that refunds have been taken out of already

    def matches(self, header: Sequence[str]) -> bool:
        """Whether a file with this header is this program's."""
        names = {fold(name) for name in header}
        return all(any(fold(part) in names for part in need.split("|")) for need in self.signature)

    def mapping(self, header: Sequence[str]) -> Mapped:
        """The fields this file has, each with its columns as the file spells them."""
        spelled: dict[str, str] = {}
        for name in header:
            spelled.setdefault(fold(name), name)
        found: Mapped = {}
        for target, names in self.columns.items():
            present = tuple(spelled[fold(name)] for name in names if fold(name) in spelled)
            if present:
                found[target] = present
        if found.get("quantity", ())[:1] and fold(found["quantity"][0]) in {fold(name) for name in self.net_quantities}:
            found.pop("refunded", None)  # it would be taken off twice
        return found
