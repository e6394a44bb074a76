"""Which template draws which component, and what it works out beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from regulars.base.web import bars, charts, components, grids, parts, tables

Prepare = Callable[[Any], dict[str, Any]]


def _as_is(thing: Any) -> dict[str, Any]:
    return {}


PARTS: dict[type, tuple[str, Prepare]] = {
    components.Action: ("action", parts.action),
    components.AdviceCard: ("advice", _as_is),
    components.BarChart: ("barchart", bars.prepare),
    components.Badge: ("badge", _as_is),
    components.Delta: ("delta", parts.delta),
    components.Empty: ("empty", _as_is),
    components.Facts: ("facts", _as_is),
    components.FilterBar: ("filterbar", parts.filterbar),
    components.Grid: ("grid", grids.prepare),
    components.LineChart: ("linechart", charts.prepare),
    components.Pager: ("pager", parts.pager),
    components.Progress: ("progress", parts.progress),
    components.Stat: ("stat", _as_is),
    components.Stepper: ("stepper", _as_is),
    components.Table: ("table", tables.prepare),
    components.Tabs: ("tabs", _as_is),
    components.Timeline: ("timeline", parts.timeline),
}


GROUPS: dict[type, str] = {components.Stat: "stats", components.AdviceCard: "advice-list"}


def draw(thing: Any, context: Context) -> SafeString:
    """The component as markup. A type that is not a component is a programming error."""
    if type(thing) not in PARTS:
        raise TypeError(f"{type(thing).__name__} is no component of base.web")
    name, prepare = PARTS[type(thing)]
    inner = context.new({"it": thing, **prepare(thing)})
    for carried in ("csrf_token", "request", "desk"):
        if carried in context:
            inner[carried] = context[carried]
    backend: Any = get_template(f"web/components/{name}.html")
    return SafeString(backend.template.render(inner))


def draw_all(things: list[Any], context: Context) -> SafeString:
    """Components one after the other; figures share a band and cards a row."""
    drawn = SafeString("".join(draw(thing, context) for thing in things))
    group = GROUPS.get(type(things[0])) if things else None
    return format_html('<div class="{}">{}</div>', group, drawn) if group else drawn
