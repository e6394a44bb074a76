"""Bar charts: a table with a drawn column, so that they need no script and shrink with the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from regulars.base.extends import Text
from regulars.base.web.charts import display
from regulars.base.web.components import Bar, BarChart
from regulars.base.web.formats import Unit, exact, interval, show
from regulars.base.web.geometry import Scale, px

WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class DrawnBar:
    label: Text
    note: Text
    url: str
    fill: str
    x: str
    width: str
    low: str
    high: str
    text: str
    exact: str
    range: str


def prepare(chart: BarChart) -> dict[str, Any]:
    seen = [0.0]
    for bar in chart.bars:
        start, end = _ends(bar, chart.unit)
        seen += [
            start,
            end,
            *(value for value in (display(bar.low, chart.unit), display(bar.high, chart.unit)) if value),
        ]
    across = Scale(min(seen), max(seen) or 1.0, 0.0, WIDTH)
    return {"bars": [_drawn(bar, chart.unit, across) for bar in chart.bars], "zero": px(across(0.0))}


def _ends(bar: Bar, unit: Unit) -> tuple[float, float]:
    start = display(bar.start, unit) or 0.0
    return start, start + (display(bar.value, unit) or 0.0)


def _drawn(bar: Bar, unit: Unit, across: Scale) -> DrawnBar:
    start, end = (across(value) for value in _ends(bar, unit))
    low, high = display(bar.low, unit), display(bar.high, unit)
    known = low is not None and high is not None
    return DrawnBar(
        label=bar.label,
        note=bar.note,
        url=bar.url,
        fill=f"tone-{bar.tone}" if bar.tone else f"s{bar.color or 1}",
        x=px(min(start, end)),
        width=px(abs(end - start)),
        low=px(across(low)) if low is not None and known else "",
        high=px(across(high)) if high is not None and known else "",
        text=show(bar.value, unit),
        exact=exact(bar.value, unit),
        range=interval(bar.low, bar.high, unit) if known else "",
    )


def spark_path(values: tuple[float | None, ...], width: float = 76.0, height: float = 28.0) -> tuple[str, str]:
    """Line and area of a sparkline; missing values break it."""
    from regulars.base.web.geometry import line_path

    seen = [value for value in values if value is not None]
    if len(seen) < 2:
        return "", ""
    along = Scale(0, len(values) - 1, 1.0, width - 1)
    up = Scale(min(seen), max(seen), height - 3, 3.0)
    points = [None if value is None else (along(place), up(value)) for place, value in enumerate(values)]
    line = line_path(points)
    first, last = (place for place in (0, len(values) - 1))
    area = f"{line}L{px(along(last))} {px(height)}L{px(along(first))} {px(height)}Z" if None not in values else ""
    return line, area
