"""A plan: how one file will be read, field by field. It is decided once, kept with the import, and never per row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from regulars.edges.imports.layouts import BY_NAME, Layout, Mapped, mapped_layout
from regulars.edges.imports.notes import Note, from_json
from regulars.edges.imports.reading import fold
from regulars.edges.imports.values.dates import DateStyle
from regulars.edges.imports.values.numbers import NumberStyle


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything needed to turn a staged file into facts, the same each time.

    `numbers` and `dates` hold each field's style. `currency` is for amounts without one of their own and `zone` for
    times without one. `statuses` maps folded status words to counted, open, canceled or skipped.
    `prices_include_tax` none means as the shop says. `said` is what people said of contacts: which part of an audience
    it is, whose word the consent is, what a column of theirs holds.
    """

    kind: str
    layout_name: str
    source: str
    header: tuple[str, ...]
    mapping: Mapped
    zone: str
    currency: str
    prices_include_tax: bool | None = None
    numbers: Mapping[str, NumberStyle] = field(default_factory=dict)
    dates: Mapping[str, DateStyle] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    drop_duplicate_lines: bool = False
    notes: tuple[Note, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return BY_NAME.get(self.layout_name) or mapped_layout(self.kind)

    def fingerprint(self) -> str:
        """The same for two plans that read a file alike."""
        data = self.as_json()
        del data["notes"]
        return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "layout": self.layout_name,
            "source": self.source,
            "header": list(self.header),
            "mapping": {name: list(columns) for name, columns in self.mapping.items()},
            "zone": self.zone,
            "currency": self.currency,
            "prices_include_tax": self.prices_include_tax,
            "numbers": {name: style.decimal for name, style in self.numbers.items()},
            "dates": {name: [style.order, style.kind] for name, style in self.dates.items()},
            "statuses": dict(self.statuses),
            "drop_duplicate_lines": self.drop_duplicate_lines,
            "notes": [one.as_json() for one in self.notes],
            **({"said": dict(self.said)} if self.said else {}),
        }

    def with_choices(self, **chosen: Any) -> Plan:
        """The same plan with what a person decided otherwise."""
        return replace(self, **{name: value for name, value in chosen.items() if value is not None})


def from_stored(data: Mapping[str, Any]) -> Plan:
    """Read back what `as_json` wrote."""
    return Plan(
        kind=data["kind"],
        layout_name=data["layout"],
        source=data["source"],
        header=tuple(data["header"]),
        mapping={name: tuple(columns) for name, columns in data["mapping"].items()},
        zone=data["zone"],
        currency=data["currency"],
        prices_include_tax=data["prices_include_tax"],
        numbers={name: NumberStyle(sign) for name, sign in data["numbers"].items()},
        dates={name: DateStyle(*style) for name, style in data["dates"].items()},
        statuses=dict(data["statuses"]),
        drop_duplicate_lines=data["drop_duplicate_lines"],
        notes=tuple(from_json(one) for one in data["notes"]),
        said=dict(data.get("said", {})),
    )


def header_fingerprint(kind: str, header: tuple[str, ...]) -> str:
    """What files with the same columns, in whatever order, have in common: the key of a saved mapping."""
    return hashlib.sha256("\n".join([kind, *sorted(fold(name) for name in header)]).encode()).hexdigest()
