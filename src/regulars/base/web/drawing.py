"""Which template draws which component, and what it works out beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from regulars.base.web import components, tables

Prepare = Callable[[Any], dict[str, Any]]


def _as_is(thing: Any) -> dict[str, Any]:
    return {}


PARTS: dict[type, tuple[str, Prepare]] = {
    components.Action: ("action", _as_is),
    components.AdviceCard: ("advice", _as_is),
    components.Badge: ("badge", _as_is),
    components.Delta: ("delta", _as_is),
    components.Empty: ("empty", _as_is),
    components.Facts: ("facts", _as_is),
    components.FilterBar: ("filterbar", _as_is),
    components.Pager: ("pager", _as_is),
    components.Progress: ("progress", _as_is),
    components.Stat: ("stat", _as_is),
    components.Stepper: ("stepper", _as_is),
    components.Table: ("table", tables.prepare),
    components.Tabs: ("tabs", _as_is),
    components.Timeline: ("timeline", _as_is),
}


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
