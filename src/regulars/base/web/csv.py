"""CSV answers: streamed, exact, and safe to open in a spreadsheet.

A text that a spreadsheet would run as a formula gets an apostrophe in front (CWE-1236); plain numbers survive as
numbers. Money is written in major units, shares in percent, days and instants as ISO 8601; what is not known is empty.

    if answer := csv_part(request, chart, table):     # the page's own address with ?csv=<key>
        return answer
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from regulars.base.web.components import Badge, BarChart, Cell, Grid, LineChart, Table
from regulars.base.web.formats import TEXT, Unit, Value
from regulars.base.web.tables import head_unit
from regulars.kit.money import decimal_text

Part = Table | LineChart | BarChart | Grid
Line = Sequence[Value]

PARAMETER = "csv"
BOM = "\ufeff"
ROWS_PER_CHUNK = 200
_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d{1,3}([ ,.]\d{3})*|\d+)([.,]\d+)?%?\Z")
_UNSAFE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_response(
    filename: str, header: Sequence[object], rows: Iterable[Sequence[object]], *, bom: bool = False
) -> StreamingHttpResponse:
    """Stream rows of ready values. `bom` is for old spreadsheet programs that guess the encoding."""
    zone = timezone.get_current_timezone()  # the stream runs after the middleware has put the zone back
    chunks = _chunks(header, rows, zone, bom=bom)
    response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    name = _UNSAFE_NAME.sub("-", filename.removesuffix(".csv")).strip("-.") or "regulars"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def csv_part(request: HttpRequest, *parts: Part | None) -> StreamingHttpResponse | None:
    """The CSV of the component that `?csv=<key>` names, or None when the page itself is asked for."""
    wanted = request.GET.get(PARAMETER, "")
    for part in parts:
        if part is not None and wanted and part.key == wanted:
            header, rows = numbers_of(part)
            return csv_response(part.key, header, rows, bom=request.GET.get("bom") == "1")
    return None


def csv_address(request: HttpRequest, key: str) -> str:
    """This page's address, asking for the CSV of one component."""
    query = request.GET.copy()
    query[PARAMETER] = key
    return f"?{query.urlencode()}"


def numbers_of(part: Part) -> tuple[list[str], list[list[str]]]:
    """Header and exact cells of a component."""
    if isinstance(part, Table):
        return _of_table(part)
    if isinstance(part, LineChart):
        return _of_chart(part)
    return _of_bars(part) if isinstance(part, BarChart) else _of_grid(part)


def cell_text(value: object, unit: Unit = TEXT, zone: tzinfo | None = None) -> str:
    """One exact cell, before quoting."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return _local(value, zone).isoformat()
    if isinstance(value, int | float | Decimal | Fraction):
        return _number(value, unit)
    return str(value)


def inert(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe before live cells, no NUL."""
    text = text.replace("\0", "")
    if text.lstrip(" \u00a0").startswith(_LIVE) and not _PLAIN_NUMBER.match(text.strip()):
        return "'" + text
    return text


def _chunks(header: Sequence[object], rows: Iterable[Sequence[object]], zone: tzinfo, *, bom: bool) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    waiting = [BOM] if bom else []
    waiting.append(writer.writerow([inert(str(name)) for name in header]))
    for number, row in enumerate(rows, start=1):
        waiting.append(writer.writerow([inert(cell_text(value, TEXT, zone)) for value in row]))
        if number % ROWS_PER_CHUNK == 0:
            yield "".join(waiting).encode()
            waiting = []
    yield "".join(waiting).encode()


def _number(value: int | float | Decimal | Fraction, unit: Unit) -> str:
    if unit.kind == "money":
        return decimal_text(int(value), unit.currency)
    if isinstance(value, int) and unit.kind not in {"percent", "points"}:
        return str(value)
    scaled = float(value) * (100 if unit.kind in {"percent", "points"} else 1)
    return f"{scaled:.6f}".rstrip("0").rstrip(".")


def _local(value: date, zone: tzinfo | None) -> date:
    return timezone.localtime(value, zone) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _titled(label: object, unit: Unit) -> str:
    named = head_unit(unit)
    return f"{label} ({named})" if named else str(label)


def _of_table(table: Table) -> tuple[list[str], list[list[str]]]:
    header = [_titled(column.label, column.unit) for column in table.columns]
    rows = []
    for row in table.rows:
        cells = zip(row.cells, table.columns, strict=True)
        rows.append([_table_cell(value, column.unit) for value, column in cells])
    return header, rows


def _table_cell(value: Cell | Badge | Value, unit: Unit) -> str:
    if isinstance(value, Badge):
        return str(value.label)
    if not isinstance(value, Cell):
        return cell_text(value, unit)
    text = cell_text(value.value, value.unit or unit)
    return text or (str(value.badge.label) if value.badge else "")


def _of_chart(chart: LineChart) -> tuple[list[str], list[list[str]]]:
    header = [str(chart.x_label)]
    for series in chart.series:
        header.append(_titled(series.label, chart.unit))
        if series.low and series.high:
            header += [_("%(name)s, low") % {"name": series.label}, _("%(name)s, high") % {"name": series.label}]
    header += [_("period still running")] if chart.open_from is not None else []
    return header, [_chart_row(chart, place) for place in range(len(chart.x))]


def _chart_row(chart: LineChart, place: int) -> list[str]:
    row = [cell_text(chart.x[place], chart.x_unit)]
    for series in chart.series:
        row.append(cell_text(series.values[place], chart.unit))
        if series.low and series.high:
            row += [cell_text(series.low[place], chart.unit), cell_text(series.high[place], chart.unit)]
    return row + ([cell_text(place >= chart.open_from)] if chart.open_from is not None else [])


def _of_bars(chart: BarChart) -> tuple[list[str], list[list[str]]]:
    banded = any(bar.low is not None for bar in chart.bars)
    header = [str(chart.label) or _("name"), _titled(_("value"), chart.unit)] + [_("low"), _("high")] * banded
    rows = []
    for bar in chart.bars:
        values = (bar.value, bar.low, bar.high) if banded else (bar.value,)
        rows.append([str(bar.label), *(cell_text(value, chart.unit) for value in values)])
    return header, rows


def _of_grid(grid: Grid) -> tuple[list[str], list[list[str]]]:
    header = [str(grid.corner), *([str(grid.size_label)] if grid.size_label else [])]
    header += [_titled(column, grid.unit) for column in grid.columns]
    rows = []
    for row in [*grid.rows, *([grid.totals] if grid.totals else [])]:
        lead = [cell_text(row.label, grid.row_unit)] + ([cell_text(row.size)] if grid.size_label else [])
        rows.append(lead + ["" if cell.state == "blank" else cell_text(cell.value, grid.unit) for cell in row.cells])
    return header, rows
