"""Results on standard output, everything else on standard error."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

import click
import msgspec

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON with stable keys.")


def emit(as_json: bool, data: Any, text: Callable[[], Iterable[str] | str]) -> None:
    """Print a result: as JSON (dataclasses become objects, instants RFC 3339 text), or the lines of `text()`."""
    if as_json:
        encoded = msgspec.json.encode(data, enc_hook=_plain)
        click.echo(msgspec.json.format(encoded, indent=2).decode())
        return
    lines = text()
    click.echo(lines if isinstance(lines, str) else "\n".join(lines))


def say(message: str) -> None:
    """Tell the person at the terminal something that is not the result."""
    click.echo(message, err=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return lines of a plain table; columns of numbers are aligned to the right."""
    cells = [[str(value) for value in row] for row in rows]
    columns = list(zip(*cells, strict=True)) if cells else [() for _ in head]
    numeric = [bool(column) and all(_is_number(value) for value in column) for column in columns]
    widths = [max(map(_width, (title, *column))) for title, column in zip(head, columns, strict=True)]
    ruled = [list(head), ["-" * width for width in widths], *cells]
    return [
        "  ".join(_fit(value, width, right) for value, width, right in zip(row, widths, numeric, strict=True)).rstrip()
        for row in ruled
    ]


def _fit(value: str, width: int, right: bool) -> str:
    space = " " * (width - _width(value))
    return space + value if right else value + space


def _width(text: str) -> int:
    """Count terminal cells: wide characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def _is_number(value: str) -> bool:
    return not value or value in {"-", "\u2013"} or any(one.isdigit() for one in value[:2]) or value[:1] in "+-\u2212"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    for kind, convert in PLAIN:
        if isinstance(value, kind):
            return convert(value)
    return str(value)  # lazy translations, ids, paths


PLAIN: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (date, lambda value: value.isoformat()),
    (Fraction, float),
    (Enum, lambda value: value.value),
    (frozenset | set, sorted),
)
