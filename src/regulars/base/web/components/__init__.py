"""What a page is made of, as plain values. A view builds these; `{% load web %}{% show thing %}` draws them.

Numbers are raw (minor units, ratios, counts, dates) beside a `Unit`; rounding, locale and exact titles are ours.
Texts are already translated. Addresses are relative to the site.
"""

from regulars.base.web.components.figures import Bar, BarChart, ChartMark, Grid, GridCell, GridRow, LineChart, Series
from regulars.base.web.components.records import Cell, Column, Pager, Row, Table
from regulars.base.web.components.ways import Chip, Choice, FilterBar, FilterField, Progress, Step, Stepper, Tab, Tabs
from regulars.base.web.components.words import (
    Action,
    AdviceCard,
    Badge,
    Delta,
    Empty,
    Event,
    Fact,
    Facts,
    Stat,
    Timeline,
    Tone,
)

__all__ = [
    "Action",
    "AdviceCard",
    "Badge",
    "Bar",
    "BarChart",
    "Cell",
    "ChartMark",
    "Chip",
    "Choice",
    "Column",
    "Delta",
    "Empty",
    "Event",
    "Fact",
    "Facts",
    "FilterBar",
    "FilterField",
    "Grid",
    "GridCell",
    "GridRow",
    "LineChart",
    "Pager",
    "Progress",
    "Row",
    "Series",
    "Stat",
    "Step",
    "Stepper",
    "Tab",
    "Table",
    "Tabs",
    "Timeline",
    "Tone",
]
