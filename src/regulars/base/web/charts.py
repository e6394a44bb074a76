"""Line charts as the server draws them: a picture without scripts, on paper and in a mailed page; and their numbers.

Where scripts run, `js/chart.js` draws the same from the numbers in the table, live.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from regulars.base.extends import Text
from regulars.base.web.components import LineChart, Series
from regulars.base.web.formats import (
    PERCENT_SIGN,
    Number,
    Unit,
    Value,
    bare,
    compact,
    exact,
    interval,
    reads_whole,
    show,
)
from regulars.base.web.geometry import Scale, band_path, line_path, nice_ticks, px
from regulars.base.web.markup import element
from regulars.base.web.tables import head_unit
from regulars.kit.money import minor_digits

WIDTH, HEIGHT = 760.0, 256.0
TOP, BOTTOM, RIGHT = 14.0, 228.0, 748.0
CHARACTER = 6.8  # width of a digit at 12 pixels
MOST_SERIES = 6
Points = list[tuple[float, float] | None]


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    label: Text
    text_at: str = ""
    base: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Path:
    d: str
    color: int
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Rect:
    x: str
    y: str
    width: str
    height: str
    color: int


@dataclass(frozen=True, slots=True)
class MarkLine:
    at: str
    text_at: str
    text_y: str
    label: Text
    anchor: str


@dataclass(frozen=True, slots=True)
class Svg:
    """Everything the template writes, as strings."""

    left: str
    label_x: str
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    lines: list[Path]
    bands: list[Path]
    columns: list[Rect]
    marks: list[MarkLine]
    hatch: Span | None
    width: str = px(WIDTH)
    height: str = px(HEIGHT)
    top: str = px(TOP)
    bottom: str = px(BOTTOM)
    right: str = px(RIGHT)
    plot_height: str = px(BOTTOM - TOP)
    x_text: str = px(BOTTOM + 18)


@dataclass(frozen=True, slots=True)
class Legend:
    label: Text
    color: int
    dashed: bool


def prepare(chart: LineChart) -> dict[str, Any]:
    """Context of `linechart.html`. More than six series cannot be told apart and are refused."""
    if len(chart.series) > MOST_SERIES:
        raise ValueError(f"chart {chart.key!r}: {len(chart.series)} series, {MOST_SERIES} can be told apart")
    if any(len(series.values) != len(chart.x) for series in chart.series):
        raise ValueError(f"chart {chart.key!r}: every series needs a value or None at every x")
    whole = reads_whole((value for series in chart.series for value in series.values), chart.unit)
    legend = [Legend(one.label, one.color or place, one.dashed) for place, one in enumerate(chart.series, start=1)]
    return {
        "svg": _svg(chart, [entry.color for entry in legend]),
        "legend": legend if len(legend) > 1 or chart.open_from is not None else [],
        "legend_all": legend,
        "rows": [_row(chart, place, whole) for place in range(len(chart.x))],
        "head_unit": head_unit(chart.unit),
        "x_kind": "number" if _numeric(chart) else "place",
    }


def display(value: Number | None, unit: Unit) -> float | None:
    """The number as its axis counts it: major units of money, percent of a share."""
    if value is None:
        return None
    if unit.kind == "money":
        return float(value) / float(10 ** minor_digits(unit.currency))
    return float(value) * 100 if unit.kind in {"percent", "points"} else float(value)


def axis_label(value: float, unit: Unit) -> str:
    """A tick's label, the inverse of `display`."""
    if unit.kind == "money":
        return compact(round(value * 10 ** minor_digits(unit.currency)), unit)
    if unit.kind in {"percent", "points"}:
        return show(round(value, 4), Unit("number", digits=2)) + PERCENT_SIGN
    if unit.kind == "days":
        return show(round(value, 4), Unit("number", digits=2))
    return compact(value, unit)


def _svg(chart: LineChart, colors: list[int]) -> Svg:
    drawn = [_displayed(series, chart.unit) for series in chart.series]
    if chart.stacked:
        drawn = _stack(drawn)
    ticks = _ticks(chart, drawn)
    labels = [axis_label(tick, chart.unit) for tick in ticks]
    left = max(len(label) for label in labels) * CHARACTER + 10
    up = Scale(ticks[0], ticks[-1], BOTTOM, TOP)
    places = _places(chart, left)
    slot = (RIGHT - left) / max(len(chart.x), 1)
    return Svg(
        left=px(left),
        label_x=px(left - 8),
        y_ticks=[
            Tick(px(up(tick)), label, px(up(tick) + 4), base=tick == 0)
            for tick, label in zip(ticks, labels, strict=True)
        ],
        x_ticks=_x_ticks(chart, places, left),
        lines=[] if chart.form == "columns" else _lines(chart, drawn, places, up, colors),
        bands=_bands(chart, drawn, places, up, colors),
        columns=_columns(chart, drawn, places, up, slot, colors) if chart.form == "columns" else [],
        marks=_marks(chart, places),
        hatch=_hatch(chart, places, slot, left),
    )


@dataclass(frozen=True, slots=True)
class _Drawn:
    values: list[float | None]
    low: list[float | None]
    high: list[float | None]
    base: list[float]


def _displayed(series: Series, unit: Unit) -> _Drawn:
    values = [display(value, unit) for value in series.values]
    low = [display(value, unit) for value in series.low]
    high = [display(value, unit) for value in series.high]
    return _Drawn(values, low, high, [0.0] * len(values))


def _stack(drawn: list[_Drawn]) -> list[_Drawn]:
    """Each series on the shoulders of those before it."""
    stacked: list[_Drawn] = []
    shoulder = [0.0] * len(drawn[0].values) if drawn else []
    for one in drawn:
        tops = [base + (value or 0.0) for base, value in zip(shoulder, one.values, strict=True)]
        stacked.append(_Drawn(list(tops), [], [], shoulder))
        shoulder = tops
    return stacked


def _ticks(chart: LineChart, drawn: list[_Drawn]) -> list[float]:
    seen = [value for one in drawn for value in (*one.values, *one.low, *one.high) if value is not None] or [0.0, 1.0]
    low, high = min(seen), max(seen)
    if chart.from_zero or chart.form == "columns":
        low, high = min(low, 0.0), max(high, 0.0)
    return nice_ticks(low, high)


def _numeric(chart: LineChart) -> bool:
    return bool(chart.x) and all(isinstance(x, int | float) and not isinstance(x, bool) for x in chart.x)


def _places(chart: LineChart, left: float) -> list[float]:
    """The pixel of every x: a scale for numbers, the middle of its slot for anything else."""
    if _numeric(chart):
        numbers = [float(x) for x in chart.x]  # type: ignore[arg-type]  # _numeric has looked
        scale = Scale(min(numbers), max(numbers), left, RIGHT)
        return [scale(number) for number in numbers]
    slot = (RIGHT - left) / max(len(chart.x), 1)
    return [left + slot * (place + 0.5) for place in range(len(chart.x))]


def _x_ticks(chart: LineChart, places: list[float], left: float) -> list[Tick]:
    if not places:
        return []
    if _numeric(chart):
        numbers = [float(x) for x in chart.x]  # type: ignore[arg-type]
        scale = Scale(min(numbers), max(numbers), left, RIGHT)
        inside = [tick for tick in nice_ticks(min(numbers), max(numbers), 8) if numbers[0] <= tick <= numbers[-1]]
        return [Tick(px(scale(tick)), show(tick, Unit("number", digits=2))) for tick in inside]
    labels = [show(x, chart.x_unit) for x in chart.x]
    widest = max(len(label) for label in labels) * CHARACTER + 14
    every = max(1, -(-int(widest * len(labels)) // int(RIGHT - left)))
    return [Tick(px(at), label) for at, label in list(zip(places, labels, strict=True))[::every]]


def _lines(chart: LineChart, drawn: list[_Drawn], places: list[float], up: Scale, colors: list[int]) -> list[Path]:
    """Solid where observed; dashed into open periods."""
    stairs = chart.form == "step"
    cut = len(places) if chart.open_from is None else chart.open_from
    found = []
    for one, series, color in zip(drawn, chart.series, colors, strict=True):
        points = _points(places, one.values, up)
        found.append(Path(line_path(points[:cut], stairs=stairs), color, series.dashed))
        if cut < len(places):
            found.append(Path(line_path(points[max(cut - 1, 0) :], stairs=stairs), color, dashed=True))
    return [path for path in found if path.d]


def _bands(chart: LineChart, drawn: list[_Drawn], places: list[float], up: Scale, colors: list[int]) -> list[Path]:
    stairs = chart.form == "step"
    return [
        Path(band_path(_points(places, one.high, up), _points(places, one.low, up), stairs=stairs), color)
        for one, color in zip(drawn, colors, strict=True)
        if one.low and one.high
    ]


def _columns(
    chart: LineChart, drawn: list[_Drawn], places: list[float], up: Scale, slot: float, colors: list[int]
) -> list[Rect]:
    beside = 1 if chart.stacked else max(len(drawn), 1)
    width = min(slot * 0.72, 56.0) / beside
    found = []
    for number, (one, color) in enumerate(zip(drawn, colors, strict=True)):
        offset = 0 if chart.stacked else number
        for at, value, base in zip(places, one.values, one.base, strict=True):
            if value is None or value == base:
                continue
            top, bottom = sorted((up(value), up(base)))
            x = at - width * beside / 2 + offset * width
            found.append(Rect(px(x), px(top), px(max(width - 1, 0.5)), px(bottom - top), color))
    return found


def _marks(chart: LineChart, places: list[float]) -> list[MarkLine]:
    found = []
    for number, mark in enumerate(chart.marks):
        if mark.at in chart.x:
            at = places[list(chart.x).index(mark.at)]
            left = at < WIDTH * 0.75
            y = px(TOP + 10 + 14 * (number % 3))
            found.append(MarkLine(px(at), px(at + 5 if left else at - 5), y, mark.label, "start" if left else "end"))
    return found


def _hatch(chart: LineChart, places: list[float], slot: float, left: float) -> Span | None:
    if chart.open_from is None or chart.open_from >= len(places):
        return None
    start = places[chart.open_from] if _numeric(chart) else places[chart.open_from] - slot / 2
    start = max(start, left)
    return Span(px(start), px(RIGHT - start))


def _points(places: Sequence[float], values: Sequence[float | None], up: Scale) -> Points:
    return [None if value is None else (at, up(value)) for at, value in zip(places, values, strict=True)]


def _row(chart: LineChart, place: int, whole: bool) -> SafeString:
    x = chart.x[place]
    mark = "; ".join(str(mark.label) for mark in chart.marks if mark.at == x)
    head = element("th", escape(show(x, chart.x_unit)), scope="row", data_v=_raw(x), data_mark=mark)
    cells = "".join(_cell(series, place, chart.unit, whole) for series in chart.series)
    return element("tr", head + cells, data_open=chart.open_from is not None and place >= chart.open_from)


def _cell(series: Series, place: int, unit: Unit, whole: bool) -> SafeString:
    value = series.values[place]
    if value is None:
        return element("td", "", class_="is-num")
    low = series.low[place] if series.low else None
    high = series.high[place] if series.high else None
    text = escape(bare(value, unit, whole=whole))
    band: dict[str, str] = {}
    if low is not None and high is not None:
        between = interval(low, high, unit)
        ends = (_plain(display(low, unit)), _plain(display(high, unit)))
        band = {"data_low": ends[0], "data_high": ends[1], "data_range": between}
        text += element("small", escape(between))
    title = exact(value, unit, whole=whole)
    raw = _plain(display(value, unit))
    return element("td", text, class_="is-num", data_v=raw, data_text=show(value, unit), title=title, **band)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def _raw(x: Value) -> str:
    if x is None:
        return ""
    return x.isoformat() if isinstance(x, date) else str(x)
