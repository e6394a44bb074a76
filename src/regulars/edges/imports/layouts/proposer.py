"""A mapping for a file no layout knows: by the names of its columns, checked against what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from regulars.edges.imports.layouts.fields import FIELDS, Field
from regulars.edges.imports.layouts.layout import Mapped
from regulars.edges.imports.reading import fold
from regulars.edges.imports.values.numbers import numeric_share
from regulars.edges.imports.values.shapes import profile
from regulars.edges.imports.values.words import FALSE, TRUE

EXACT, PARTIAL, CONTENT = 10.0, 4.0, 3.0
SURELY_NUMERIC = 0.98  # of a column whose name only resembles a field's; by its very name half is enough
_NUMERIC = frozenset({"money", "number"})
_INTERNAL = frozenset(
    {"attributes", "item_count", "line_subtotal", "product_type", "parent", "variant_image_url", "items"}
    | {"option_1", "option_2", "option_3", "line_refunded", "line_refunded_quantity"}
    | {"fee"}  # whether the buyer paid it or the shop, no name tells
)


def propose(kind: str, header: Sequence[str], sample: Mapping[str, Sequence[str]]) -> Mapped:
    """Guess which column is which field.

    `sample` has values of each column. A name that says "price" over a column of words is not believed; a column of
    addresses is an e-mail whatever it is called. Each column and each field is used once, the surest pairs first.
    """
    pairs = [
        (score, -place, -rank, field.name, column)
        for place, column in enumerate(header)
        for rank, field in enumerate(FIELDS[kind].values())
        if field.name not in _INTERNAL and (score := _score(field, column, sample.get(column, ()))) > 0
    ]
    found: Mapped = {}
    used: set[str] = set()
    for *_, name, column in sorted(pairs, reverse=True):
        if name not in found and column not in used:
            found[name] = (column,)
            used.add(column)
    return _tidied(kind, found)


def _score(field: Field, column: str, values: Sequence[str]) -> float:
    named = _named(field, fold(column))
    filled = [value.strip() for value in values if value.strip()]
    fits = _fits(field, filled) if filled else 0.5
    if fits < 0.5 or (named < EXACT and field.value in _NUMERIC and fits < SURELY_NUMERIC and filled):
        return 0.0
    if named:
        return named + fits
    return CONTENT if field.name == "email" and fits > 0.9 and filled else 0.0


def _named(field: Field, name: str) -> float:
    if name in field.names:
        return EXACT + 1 - field.names.index(name) / (len(field.names) + 1)
    words = set(name.split())
    best = max((len(set(known.split())) for known in field.names if set(known.split()) < words), default=0)
    return PARTIAL + best - 0.1 * len(words) if best and len(words) <= best + 2 else 0.0


def _fits(field: Field, filled: Sequence[str]) -> float:  # noqa: PLR0911 -- one line a kind
    """The share of values that such a field could hold."""
    if field.name == "email":
        return _share(filled, lambda value: "@" in value and "." in value.rpartition("@")[2])
    if field.value in {"instant", "moment"}:
        return _share(filled, _looks_dated)
    if field.value == "money" and any(value.endswith("%") for value in filled):
        return 0.0  # a rate, such as 19 % VAT, is no amount
    if field.value in _NUMERIC:
        return numeric_share(profile(filled).shapes)
    if field.value == "flag":
        return _share(filled, lambda value: value.lower() in TRUE | FALSE)
    if field.value == "currency":
        return _share(filled, lambda value: len(value) <= 4 and not any(letter.isdigit() for letter in value))
    if field.name == "phone":
        return _share(filled, lambda value: sum(letter.isdigit() for letter in value) >= 6)
    if field.name in {"product", "name", "first_name", "last_name", "country", "city"}:
        return _share(filled, lambda value: not value.replace(".", "").replace(",", "").isdigit())
    return 1.0


def _share(values: Sequence[str], good: Callable[[str], bool]) -> float:
    return sum(bool(good(value)) for value in values) / len(values)


def _looks_dated(value: str) -> bool:
    digits = sum(letter.isdigit() for letter in value)
    signs = sum(value.count(sign) for sign in "-/.: ")
    if value.replace(".", "", 1).isdigit():
        return len(value.partition(".")[0]) in (5, 8, 10, 13)
    return digits >= 3 and signs >= 1 and "@" not in value


def _tidied(kind: str, found: Mapped) -> Mapped:
    """Settle what two names can both mean."""
    if kind == "orders":
        if "order_id" not in found and "order_number" in found:
            found["order_id"] = found["order_number"]
        if "unit_price" in found and "quantity" not in found and "line_total" not in found and "total" not in found:
            found["line_total"] = found.pop("unit_price")
        if "total" in found and "unit_price" not in found and "line_total" not in found and _has_lines(found):
            found["line_total"] = found.pop("total")
    return found


def _has_lines(found: Mapped) -> bool:
    return "quantity" in found and bool({"product", "sku", "product_id"} & set(found))
