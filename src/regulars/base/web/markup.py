"""Small pieces of markup made in Python: what tables repeat a thousand times is too slow as a template."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString

from regulars.base.extends import Text
from regulars.base.web import assets
from regulars.base.web.components import Badge

_SPRITE, _MARK = "vendor/lucide/icons.svg", "img/mark.svg"


def icon(name: str, label: Text = "") -> SafeString:
    """An icon of the sprite; decoration unless it is given a label."""
    source = escape(f"{assets.address(_MARK if name == 'mark' else _SPRITE)}#{name}")
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return SafeString(f'<svg class="icon" {spoken}><use href="{source}"/></svg>')


def badge(one: Badge) -> SafeString:
    tone = f" badge-{one.tone}" if one.tone else ""
    return SafeString(f'<span class="badge{tone}">{icon(one.icon) if one.icon else ""}{escape(one.label)}</span>')


def coded(text: str) -> SafeString:
    """A sentence whose commands stand between backticks, as the terminal shows them; here each becomes code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one has no partner: nothing is known about where the command ends
        return SafeString(escape(text))
    return SafeString(
        "".join(f"<code>{escape(part)}</code>" if at % 2 else escape(part) for at, part in enumerate(parts))
    )


def share_bar(share: float) -> SafeString:
    """A share 0..1 as a short bar in a table cell."""
    width = f"{max(0.0, min(1.0, float(share))) * 100:.1f}"
    return SafeString(
        '<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="6"/></svg>'
    )


def element(name: str, content: str, **attributes: object) -> SafeString:
    """An element around safe content. Attributes are escaped; one that is "" or False is left out, True stands alone.

    Python names become HTML names: `class_`, `data_v`, `hx_get`.
    """
    written = "".join(_attribute(key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items())
    return SafeString(f"<{name}{written}>{content}</{name}>")


def _attribute(name: str, value: object) -> str:
    if value is True:
        return f" {name}"
    return "" if value is False or value is None or str(value) == "" else f' {name}="{escape(value)}"'
