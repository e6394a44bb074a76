"""`{% load web %}`: components, icons, values by locale.

{% show thing %}                draw a component, or a sequence of them
{{ value|show:unit }}           a value for people; {{ value|exact:unit }} for the title
{% icon "users" %} {% term "repeat purchase rate" %} {% asset "js/theme.js" %}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from regulars import __version__
from regulars.base.web import assets, formats, markup
from regulars.base.web.bars import spark_path
from regulars.base.web.drawing import draw, draw_all
from regulars.base.web.glossary import meaning

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
        return draw_all(list(thing), context)
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


@register.filter
def coded(text: object) -> SafeString:
    """Draw what stands between backticks as code: a command in the middle of a sentence."""
    return markup.coded(str(text))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless it is given a label."""
    return markup.icon(name, label)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    return markup.icon(TONE_ICONS.get(tone, "info"))


@register.simple_tag
def asset(name: str) -> str:
    return assets.address(name)


@register.simple_tag
def stylesheets() -> SafeString:
    links = ((assets.address(f"css/{name}.css"),) for name in assets.STYLESHEETS)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> SafeString:
    """What lets a script of a page run: `<script{% nonce %} src="...">`."""
    value = getattr(context.get("request"), "csp_nonce", "")
    return format_html(' nonce="{}"', value) if value else SafeString("")


@register.simple_tag(takes_context=True)
def chart_scripts(context: Context) -> SafeString:
    """What pages with a LineChart load: `{% block page_scripts %}{% chart_scripts %}{% endblock %}`."""
    once = nonce(context)
    return format_html(
        '<link rel="stylesheet" href="{}"><script defer{} src="{}"></script><script type="module"{} src="{}"></script>',
        assets.address("vendor/uplot/uPlot.min.css"),
        once,
        assets.address("vendor/uplot/uPlot.iife.min.js"),
        once,
        assets.address("js/chart.js"),
    )


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


@register.filter
def unlocalized(value: object) -> str:
    """A number as markup wants it, whatever the language."""
    return str(value)


@register.simple_tag
def likely(interval: tuple[formats.Number, formats.Number], unit: formats.Unit) -> str:
    """The certainty of a figure in words."""
    return formats.likely(*interval, unit)


@register.simple_tag
def sparkline(values: tuple[float | None, ...], css: str = "") -> SafeString:
    """A small line without axes; decoration beside a figure that says the same."""
    line, area = spark_path(values)
    return format_html(
        '<svg class="spark {}" viewBox="0 0 76 28" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="spark-area" d="{}"/><path d="{}"/></svg>',
        css, area, line,
    )  # fmt: skip


@register.simple_tag
def term(word: str, label: str = "") -> SafeString:
    """A word of the glossary with its meaning on hover and focus; the bare word where the glossary has none."""
    explained = meaning(word)
    shown = label or word
    if not explained:
        return format_html("{}", shown)
    return format_html(
        '<span class="term" tabindex="0">{}<span class="term-meaning" role="tooltip">{}</span></span>', shown, explained
    )


@register.simple_tag(takes_context=True)
def address_with(context: Context, **changes: object) -> str:
    """This page's address with other parameters; an empty value removes one."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in {"", None}:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """A form field: label above, help below, error beside."""
    described = [f"{bound.auto_id}-help"] * bool(bound.help_text) + [f"{bound.auto_id}-error"] * bool(bound.errors)
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    kind = "check" if isinstance(bound.field.widget, CheckboxInput) else "input"
    values = {"field": bound, "widget": bound.as_widget(attrs=attributes), "kind": kind}
    return SafeString(get_template("web/components/field.html").render(values))
