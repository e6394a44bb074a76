"""The things themselves: bags, tins, boxes and sets. Gear is in `gear`. Each stands on the line y = 212."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from regulars.edges.demo.generator.pictures import gear
from regulars.edges.demo.generator.pictures.motifs import disc, path
from regulars.edges.demo.generator.pictures.palettes import Palette

Vessel = Callable[[Palette, str], str]


def moved(drawing: str, x: float, y: float, scale: float = 1) -> str:
    return f'<g transform="translate({x:g} {y:g}) scale({scale:g})">{drawing}</g>'


def box(x: float, y: float, width: float, height: float, fill: str, round_: float = 0) -> str:
    corner = f' rx="{round_:g}"' if round_ else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{corner} fill="{fill}"/>'


def bag(c: Palette, motif: str) -> str:
    body = path("M72 62h96l8 142q0 8-8 8H72q-8 0-8-8z", c.body)
    fold = path("M72 40h96v24H72z", c.shade) + path("M72 44h96M72 50h96", "none", c.light, 1.6)
    sides = path("M72 64l-8 140q0 8 8 8h8l4-148z", c.light) + path("M168 64l8 140q0 8-8 8h-8l-4-148z", c.shade)
    label = (
        box(86, 92, 68, 84, c.label, 8) + path("M98 164h44", "none", c.ink, 3) + path("M106 170h28", "none", c.ink, 1.6)
    )
    return body + sides + fold + disc(120, 78, 4.5, c.shade) + label + moved(motif, 120, 128, 0.95)


def tin(c: Palette, motif: str) -> str:
    body = box(70, 84, 100, 128, c.body, 6) + box(70, 84, 16, 128, c.light, 6) + box(154, 84, 16, 128, c.shade, 6)
    lid = box(64, 56, 112, 32, c.shade, 7) + box(64, 56, 112, 9, c.light, 4.5) + box(104, 46, 32, 12, c.shade, 5)
    label = f'<circle cx="120" cy="146" r="41" fill="{c.label}"/>'
    ring = f'<circle cx="120" cy="146" r="36.5" fill="none" stroke="{c.accent}" stroke-width="1.8"/>'
    return body + lid + label + ring + moved(motif, 120, 146, 0.86)


def carton(c: Palette, motif: str) -> str:
    front = box(46, 104, 148, 108, c.body, 5) + box(46, 104, 148, 12, c.shade)
    lid = path("M40 104L58 72h124l18 32z", c.light) + path("M58 72h124l3 6H55z", c.shade)
    return front + lid + box(82, 128, 76, 70, c.label, 8) + moved(motif, 120, 163, 0.9)


def gift(c: Palette, motif: str) -> str:
    front = box(52, 98, 136, 114, c.body, 5) + box(44, 78, 152, 28, c.light, 5)
    ribbon = box(110, 78, 20, 134, c.accent) + box(44, 102, 152, 4, c.shade)
    loops = path(
        "M120 78C92 74 84 44 104 46 116 48 118 66 120 78zM120 78c28-4 36-34 16-32-12 2-14 20-16 32z",
        "none",
        c.accent,
        8,
    )
    tag = f'<circle cx="120" cy="154" r="34" fill="{c.label}"/>'
    return front + ribbon + loops + tag + moved(motif, 120, 154, 0.78)


def trio(c: Palette, motif: str) -> str:
    small = [moved(bag(c, ""), x, y, 0.56) for x, y in ((8, 84), (98, 84))]
    return "".join(small) + moved(bag(c, motif), 28, 46, 0.77)


def starter(c: Palette, motif: str) -> str:
    """Dripper on a glass server, with a bag and a stack of filters beside it."""
    server = path("M112 138h70l14 66q1 8-8 8h-82q-9 0-8-8z", c.glow, c.shade, 3) + path(
        "M105 176h84l6 30q0 4-5 4h-86q-5 0-4-4z", c.shade
    )
    cone = path("M104 84h86l-24 46h-38z", c.label, c.shade, 3) + box(118, 129, 58, 8, c.accent, 3)
    filters = path("M112 84l7-14h56l7 14z", "#fffdf8", c.shade, 2)
    return moved(bag(c, motif), -2, 62, 0.7) + filters + cone + server


def crate(c: Palette, motif: str) -> str:
    inside = moved(bag(c, ""), 22, 46, 0.5) + moved(tin(c, ""), 96, 44, 0.5) + moved(bag(c, ""), 64, 30, 0.56)
    planks = "".join(box(36, y, 168, 28, "#c79a63", 3) + box(36, y + 24, 168, 4, "#9c7341") for y in (122, 153, 184))
    posts = box(36, 116, 14, 96, "#b0834d", 2) + box(190, 116, 14, 96, "#b0834d", 2)
    return inside + planks + posts + disc(120, 166, 30, c.label) + moved(motif, 120, 166, 0.72)


def club(c: Palette, motif: str) -> str:
    pair = moved(bag(c, ""), 62, 22, 0.84) + moved(bag(c, motif), -10, 38, 0.82)
    arrow = path("M178 76a26 26 0 1 1-14-12", "none", c.accent, 7) + path("M166 50l2 17-17 2z", c.accent)
    return pair + disc(176, 74, 34, c.ground) + moved(arrow, 15, -13)


VESSELS: Final[dict[str, Vessel]] = {
    "bag": bag, "tin": tin, "box": carton, "gift": gift, "trio": trio, "starter": starter, "crate": crate, "club": club,
    **gear.VESSELS,
}  # fmt: skip
