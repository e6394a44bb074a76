"""What the smaller components work out before they are drawn."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from regulars.base.web import formats
from regulars.base.web.components import Action, Delta, Event, FilterBar, Pager, Progress, Timeline


def action(one: Action) -> dict[str, Any]:
    names = ["button"] + ["button-primary"] * one.primary + ["button-danger"] * one.danger
    return {"classes": " ".join(names)}


def delta(one: Delta) -> dict[str, Any]:
    """Sign and icon say the direction; color only repeats whether it is good news."""
    if one.value is None:
        return {"direction": {"tone": "even", "icon": "minus", "text": _("no comparison"), "exact": ""}}
    text = formats.signed(one.value, one.unit)
    if text.startswith("±"):
        tone, icon = "even", "arrow-right"
    else:
        up = one.value > 0
        icon = "trending-up" if up else "trending-down"
        tone = "plain" if not one.good else ("good" if up == (one.good == "up") else "bad")
    return {"direction": {"tone": tone, "icon": icon, "text": text, "exact": formats.exact(one.value, one.unit)}}


def timeline(one: Timeline) -> dict[str, Any]:
    days = groupby(one.events, key=lambda event: formats.local_day(event.at))
    return {"days": [(day, [(event, _time(event)) for event in events]) for day, events in days]}


def pager(one: Pager) -> dict[str, Any]:
    first, last = (formats.show(number, formats.COUNT) for number in one.shown)
    if one.total is None:
        return {"words": _("%(first)s to %(last)s") % {"first": first, "last": last}}
    total = formats.show(one.total, formats.COUNT)
    return {"words": _("%(first)s to %(last)s of %(total)s") % {"first": first, "last": last, "total": total}}


def progress(one: Progress) -> dict[str, Any]:
    done = formats.show(one.done, formats.COUNT)
    if one.total:
        counted = _("%(done)s of %(total)s") % {"done": done, "total": formats.show(one.total, formats.COUNT)}
    else:
        counted = done if one.done else ""
    return {"counted": counted, "polling": bool(one.poll_url) and one.state in {"waiting", "running"}}


def filterbar(one: FilterBar) -> dict[str, Any]:
    shown = [field for field in one.fields if field.kind != "hidden"]
    more = [field for field in shown if not field.primary]
    return {
        "primary": [field for field in shown if field.primary],
        "more": more,
        "more_open": any(field.value for field in more),
        "hidden": [field for field in one.fields if field.kind == "hidden" and field.value],
    }


def _time(event: Event) -> str:
    at: date = event.at
    return formats.clock_time(at) if isinstance(at, datetime) else ""
