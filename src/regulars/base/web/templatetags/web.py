"""`{% load web %}`: components, icons, values by locale.

{% show thing %}                draw a component, or a sequence of them
{{ value|show:unit }}           a value for people; {{ value|exact:unit }} for the title
{% icon "users" %} {% term "repeat purchase rate" %} {% asset "js/theme.js" %}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from regulars import __version__
from regulars.base.web import assets, formats
from regulars.base.web.drawing import draw

register = template.Library()

TONE_ICONS = {
    "good": "circle-check",
    "success": "circle-check",
    "warning": "triangle-alert",
    "bad": "circle-alert",
    "error": "circle-alert",
}


@register.simple_tag(takes_context=True)
def show(context: Context, thing: Any) -> SafeString:
    """Draw a component; nothing for None; a sequence one after the other."""
    if thing is None or thing == "":
        return SafeString("")
    if isinstance(thing, Iterable) and not isinstance(thing, str):
        return mark_safe("".join(draw(one, context) for one in thing))  # noqa: S308 -- each part is escaped
    return draw(thing, context)


@register.filter("show")
def show_value(value: formats.Value, unit: formats.Unit = formats.TEXT) -> str:
    return formats.show(value, unit)


@register.filter
def exact(value: formats.Value, unit: formats.Unit = formats.TEXT) -> str:
    return formats.exact(value, unit)


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ order.net_minor|money:order.currency }}`"""
    return formats.MISSING if minor is None else formats.money(minor, currency)


@register.filter
def count(value: formats.Value) -> str:
    return formats.show(value, formats.COUNT)


@register.filter
def percent(value: formats.Value) -> str:
    """A ratio as percent with one digit."""
    return formats.show(value, formats.PERCENT)


@register.filter
def day(value: formats.Value) -> str:
    return formats.show(value, formats.DATE)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless it is given a label."""
    source = assets.address("img/mark.svg" if name == "mark" else "vendor/lucide/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, source, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', source, name)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    return icon(TONE_ICONS.get(tone, "info"))


@register.simple_tag
def asset(name: str) -> str:
    return assets.address(name)


@register.simple_tag
def stylesheets() -> SafeString:
    links = ((assets.address(f"css/{name}.css"),) for name in assets.STYLESHEETS)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def locale_tag() -> str:
    """The BCP 47 tag that scripts format numbers by."""
    return str(formats.locale()).replace("_", "-")


@register.simple_tag
def version() -> str:
    return __version__


@register.simple_tag
def initials(user: object) -> str:
    """One or two letters for the avatar."""
    name = str(getattr(user, "name", "") or getattr(user, "email", "") or "?")
    words = [word for word in name.replace(".", " ").split("@")[0].split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
