"""What is printed on labels: small pictures around the point 0,0, about 56 wide and high."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import Final

from regulars.edges.demo.generator.pictures.palettes import Palette

Motif = Callable[[Palette], str]


def path(d: str, fill: str = "none", stroke: str = "", width: float = 0, more: str = "") -> str:
    """Return a path; a stroke is drawn with round ends."""
    pen = (
        f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    )
    return f'<path d="{d}" fill="{fill}"{pen}{more}/>'


def disc(x: float, y: float, r: float, fill: str) -> str:
    return f'<circle cx="{x:.4g}" cy="{y:.4g}" r="{r:.4g}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, turn: float = 0) -> str:
    turned = f' transform="rotate({turn:g} {x:g} {y:g})"' if turn else ""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{turned}/>'


def around(count: int, draw: Callable[[float, float], str], radius: float, turn: float = 0) -> str:
    """Draw something `count` times on a circle."""
    angles = (2 * pi * nth / count + turn for nth in range(count))
    return "".join(draw(radius * cos(angle), radius * sin(angle)) for angle in angles)


def nothing(_: Palette) -> str:
    return ""


def waves(c: Palette) -> str:
    rows = "".join(path(f"M-27 {y}q6.75-9 13.5 0t13.5 0 13.5 0 13.5 0", "none", c.ink, 3.4) for y in (2, 13, 24))
    return disc(0, -13, 9, c.accent) + rows


def lighthouse(c: Palette) -> str:
    tower = path("M-8 26L-5-10H5L8 26z", c.ink) + path("M-7 10h14M-6-1h12", "none", c.label, 4)
    return (
        tower
        + path("M-6-12V-20H6v8zM0-27l8 7H-8z", c.accent)
        + path("M9-17l17-7M9-14l17 3M-9-17l-17-7M-9-14l-17 3", "none", c.accent, 2.4)
    )


def sun(c: Palette) -> str:
    rays = around(12, lambda x, y: path(f"M{x:.3g} {y:.3g}L{1.5 * x:.3g} {1.5 * y:.3g}", "none", c.accent, 3.2), 17)
    return rays + disc(0, 0, 12, c.accent)


def moon(c: Palette) -> str:
    stars = disc(17, -18, 2.8, c.accent) + disc(25, -7, 2, c.accent) + disc(13, -6, 2, c.accent)
    return path("M4-24A24 24 0 1 0 24 5 20 20 0 0 1 4-24z", c.ink) + stars


def shell(c: Palette) -> str:
    ribs = "".join(path(f"M0 20L{x}-12", "none", c.label, 2) for x in (-14, -7, 0, 7, 14))
    return path("M0 22C-34 8-26-24 0-24S34 8 0 22z", c.accent) + ribs + path("M-7 20h14v6H-7z", c.ink)


def gull(c: Palette) -> str:
    big = path("M-26 2Q-14-16 0 0 14-16 26 2", "none", c.ink, 4.4)
    return (
        big
        + path("M2-16q6-8 12 0 6-8 12 0", "none", c.ink, 2.6)
        + path("M-20 20q5-6 10 0t10 0 10 0 10 0", "none", c.accent, 3)
    )


def flower(c: Palette) -> str:
    petals = around(6, lambda x, y: disc(x, y, 9, c.accent), 13, pi / 6)
    return petals + disc(0, 0, 7.5, c.ink) + disc(0, 0, 3, c.label)


def mountain(c: Palette) -> str:
    return (
        disc(14, -15, 6.5, c.accent)
        + path("M-28 22L-8-16 12 22z", c.ink)
        + path("M-2 22L13-4 28 22z", c.body)
        + path("M-12.5-7L-8-16-3.3-7-8-3z", c.label)
    )


def berries(c: Palette) -> str:
    bunch = "".join(disc(x, y, 7.6, c.ink) for x, y in ((-11, 2), (4, 2), (-4, 14), (11, 14), (3, -10)))
    shine = "".join(disc(x - 2, y - 2.4, 1.8, c.label) for x, y in ((-11, 2), (4, 2), (-4, 14), (11, 14), (3, -10)))
    return bunch + shine + path("M3-17q4-12 16-10-2 10-16 10z", c.accent)


def volcano(c: Palette) -> str:
    return (
        path("M-27 23L-8-8H8L27 23z", c.ink)
        + path("M-8-8H8l4 7-6 4-5-4-6 6-7-5z", c.accent)
        + path("M0-14q-7-6 0-12 6-6 1-2", "none", c.ink, 3)
    )


def rain(c: Palette) -> str:
    drops = "".join(
        path(f"M{x} {y}l-4 10", "none", c.accent, 3.2) for x, y in ((-12, 10), (1, 10), (14, 10), (-5, 18), (8, 18))
    )
    return path("M-16 4a10 10 0 0 1 1-19 13 13 0 0 1 24-2 11 11 0 0 1 7 21z", c.ink) + drops


def boat(c: Palette) -> str:
    sails = path("M-2-25V8H-20z", c.accent) + path("M2-20V8H18z", c.ink)
    return sails + path("M-25 12H25q-4 12-12 12h-26q-8 0-12-12z", c.ink)


def anchor(c: Palette) -> str:
    ring = f'<circle cx="0" cy="-19" r="5.5" fill="none" stroke="{c.ink}" stroke-width="4"/>'
    return ring + path("M0-13V24M-10-6H10M-22 8Q-18 24 0 25 18 24 22 8M-26 13l4-6 6 4M26 13l-4-6-6 4", "none", c.ink, 4)


def storm(c: Palette) -> str:
    return path("M-16 2a10 10 0 0 1 1-19 13 13 0 0 1 24-2 11 11 0 0 1 7 21z", c.ink) + path(
        "M3-4L-9 12H0L-5 27 12 7H3l5-11z", c.accent
    )


def leaf(c: Palette) -> str:
    blade = path("M-20 22C-26-14 4-26 24-24 26 2 10 26-20 22z", c.ink)
    return blade + path("M-24 26Q-6 4 14-14M-8 9q-1-8 0-14M-2 4q8 0 13-1", "none", c.label, 2.4)


def citrus(c: Palette) -> str:
    spokes = around(8, lambda x, y: path(f"M0 0L{x:.3g} {y:.3g}", "none", c.label, 2.4), 17, pi / 8)
    return disc(0, 0, 24, c.accent) + disc(0, 0, 20.5, c.label) + disc(0, 0, 18, c.accent) + spokes


def flame(c: Palette) -> str:
    return path("M0 26C-26 22-20-4-6-10-8-2-2-2-1-6 2-14-4-22-6-27 12-22 26 4 18 16 14 24 8 26 0 26z", c.ink) + path(
        "M0 24C-12 20-8 6 1 0 1 8 12 12 7 20 5 23 3 24 0 24z", c.accent
    )


def star(c: Palette) -> str:
    points = [(26 if nth % 2 == 0 else 10.5, -pi / 2 + nth * pi / 5) for nth in range(10)]
    line = "L".join(f"{r * cos(a):.3g} {r * sin(a):.3g}" for r, a in points)
    return path(f"M{line}z", c.accent) + disc(-20, 18, 2.4, c.ink) + disc(22, 16, 1.8, c.ink)


def grain(c: Palette) -> str:
    pairs = [(side, y) for y in (-14, -1, 12) for side in (-1, 1)]
    ears = "".join(oval(side * 7, y, 4.4, 8, c.accent, side * 28) for side, y in pairs) + oval(0, -23, 4, 7, c.accent)
    return path("M0 27V-18", "none", c.ink, 3) + ears


MOTIFS: Final[dict[str, Motif]] = {
    "none": nothing, "waves": waves, "lighthouse": lighthouse, "sun": sun, "moon": moon, "shell": shell, "gull": gull,
    "flower": flower, "mountain": mountain, "berries": berries, "volcano": volcano, "rain": rain, "boat": boat,
    "anchor": anchor, "storm": storm, "leaf": leaf, "citrus": citrus, "flame": flame, "star": star, "grain": grain,
}  # fmt: skip
