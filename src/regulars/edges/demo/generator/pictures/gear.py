"""Pictures of gear: what coffee and tea are made with and drunk from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from regulars.edges.demo.generator.pictures.motifs import disc, oval, path
from regulars.edges.demo.generator.pictures.palettes import Palette

STEEL, STEEL_LIGHT, STEEL_DARK, GLASS, WOOD, WOOD_DARK = (
    "#b9c0c7",
    "#d9dee3",
    "#7f8891",
    "#dbe9ee",
    "#b98550",
    "#8a5d30",
)


COFFEE = "#4a2c1b"


def filters(c: Palette, _: str) -> str:
    back = "".join(
        path(f"M{58 + x} {84 + y}h112l-34 104h-44z", "#fffdf7", c.shade, 2.2) for x, y in ((12, -18), (6, -8), (0, 2))
    )
    pleats = path("M86 98l18 82M114 98v82M142 98l-18 82", "none", c.light, 2)
    band = path("M68 130h92l-6 20H74z", c.body) + disc(114, 140, 6, c.label)
    return f'<g transform="translate(0 18)">{back}{pleats}{band}</g>'


def dripper(c: Palette, _: str) -> str:
    cone = path("M58 92h124l-36 72h-52z", c.body) + path("M58 92h20l30 72H94z", c.light)
    handle = path("M174 106q30 0 24 24-4 18-34 16", "none", c.shade, 9)
    foot = path("M74 164h92v14H74z", c.shade) + path("M90 178h60l6 34H84z", c.body) + path("M84 206h72v6H84z", c.shade)
    steam = path("M104 76q-8-10 0-20M120 76q-8-10 0-20M136 76q-8-10 0-20", "none", c.light, 3.6)
    return steam + handle + cone + foot


def grinder(c: Palette, _: str) -> str:
    crank = path("M120 66V50h54", "none", STEEL_DARK, 8) + disc(178, 50, 11, WOOD)
    top = path("M84 88q0-24 36-24t36 24z", STEEL) + path("M84 88h72v10H84z", STEEL_DARK)
    body = path("M88 98h64l6 56H82z", c.body) + path("M88 98h14l-4 56H82z", c.light)
    jar = (
        path("M82 154h76v50q0 8-8 8H90q-8 0-8-8z", WOOD)
        + path("M82 154h76v8H82z", WOOD_DARK)
        + disc(120, 186, 7, WOOD_DARK)
    )
    return crank + top + body + jar


def kettle(c: Palette, _: str) -> str:
    spout = path("M84 176C40 178 58 118 34 96l12-8c30 20 14 64 42 62z", c.shade)
    body = path("M86 120h84l14 84q1 8-8 8H80q-9 0-8-8z", c.body) + path("M86 120h16l-8 92H80q-9 0-8-8z", c.light)
    lid = path("M92 120q4-18 36-18t36 18z", c.shade) + disc(128, 97, 8, WOOD)
    handle = path("M164 116q44-10 40 36-2 28-22 36", "none", WOOD, 10)
    return spout + handle + body + lid


def press(c: Palette, _: str) -> str:
    knob = disc(112, 44, 10, c.shade) + path("M112 54v34", "none", STEEL_DARK, 5)
    lid = path("M68 88q4-16 44-16t44 16z", STEEL_DARK)
    glass = path("M70 88h84v116q0 8-8 8H78q-8 0-8-8z", GLASS, STEEL_DARK, 3)
    coffee = path("M73 132h78v70q0 6-6 6H79q-6 0-6-6z", "#5a3521") + path("M73 126h78v8H73z", STEEL)
    frame = path("M70 104h84M70 168h84", "none", c.body, 6) + path("M156 104q36 0 36 32t-36 32", "none", c.body, 10)
    return knob + glass + coffee + lid + frame


def moka(c: Palette, _: str) -> str:
    base = (
        path("M82 212l8-58h60l8 58z", STEEL)
        + path("M82 212l8-58h16l-4 58z", STEEL_LIGHT)
        + path("M138 154h12l8 58h-14z", STEEL_DARK)
    )
    waist = path("M88 144h64v12H88z", STEEL_DARK)
    top = (
        path("M90 144L76 84h88l-14 60z", c.body)
        + path("M76 84h18l10 60H90z", c.light)
        + path("M76 84L60 92l18 12z", c.shade)
    )
    lid = path("M78 84l42-26 44 26z", c.shade) + disc(120, 54, 7, WOOD)
    return base + waist + path("M160 92h28l-4 52", "none", WOOD, 11) + top + lid


def teapot(c: Palette, _: str) -> str:
    body = path("M120 100c52 0 64 34 62 62-2 34-28 50-62 50s-60-16-62-50c-2-28 10-62 62-62z", GLASS, c.shade, 3)
    tea = path("M60 158h120c0 34-26 51-60 51s-60-17-60-51z", "#d98e2b") + path(
        "M76 170q20-10 40 0t44 0", "none", "#f0b45c", 4
    )
    spout = path("M62 164C34 160 40 130 22 122l8-10c28 6 22 34 40 36z", GLASS, c.shade, 3)
    handle = path("M176 130q40-6 36 26-4 28-38 30", "none", c.body, 9)
    lid = path("M88 100q6-18 32-18t32 18z", c.body) + disc(120, 76, 8, c.accent)
    return spout + handle + body + tea + lid


def strainer(c: Palette, _: str) -> str:
    bowl = path("M48 112h112q0 66-56 66t-56-66z", STEEL_LIGHT, STEEL_DARK, 3)
    holes = "".join(
        disc(68 + 14 * x + (7 if y % 2 else 0), 126 + 13 * y, 2.6, STEEL_DARK) for y in range(3) for x in range(6 - y)
    )
    rim = path("M42 112h124", "none", STEEL_DARK, 8)
    handle = path("M166 112h44", "none", c.body, 12)
    drops = path("M104 190q-7 10 0 16 7-6 0-16z", c.body)
    return bowl + holes + rim + handle + drops


def mug(c: Palette, motif: str) -> str:
    handle = path("M164 118q44-4 42 34t-44 36", "none", c.shade, 12)
    body = path("M58 94h112v96q0 22-22 22H80q-22 0-22-22z", c.body) + path("M58 94h18v118h-4q-14-4-14-22z", c.light)
    rim = oval(114, 94, 56, 10, c.shade) + oval(114, 95, 49, 7, COFFEE)
    steam = path("M98 78q-9-11 0-22M116 78q-9-11 0-22M134 78q-9-11 0-22", "none", c.light, 3.6)
    label = disc(116, 154, 36, c.label)
    return steam + handle + body + rim + label + f'<g transform="translate(116 154) scale(.82)">{motif}</g>'


def cups(c: Palette, _: str) -> str:
    def cup(x: int, y: int, body: str, light: str, shade: str) -> str:
        bowl = path("M-36-26h72q0 50-22 54h-28q-22-4-22-54z", body) + path(
            "M-36-26h14q0 44 14 54h-6q-22-4-22-54z", light
        )
        coffee = oval(0, -26, 36, 7, shade) + oval(0, -25.5, 30, 5, COFFEE)
        saucer = oval(0, 31, 52, 8, shade) + oval(0, 28, 52, 7, light)
        handle = path("M34-16q22-4 18 14-4 14-24 12", "none", shade, 7)
        return f'<g transform="translate({x} {y})">{saucer}{handle}{bowl}{coffee}</g>'

    return cup(146, 116, c.accent, c.label, c.shade) + cup(92, 172, c.body, c.light, c.shade)


def scale(c: Palette, _: str) -> str:
    plate = path("M40 150h160l8 46q1 10-10 10H42q-11 0-10-10z", c.body) + path("M40 150h160l2 12H38z", c.light)
    display = path("M88 172h64v22H88z", "#14202a") + path(
        "M98 178v10M108 178v10M118 178h10v5h-10v5h10", "none", "#7fe0c4", 2.6
    )
    cup = path("M84 94h72l-8 56h-56z", c.label, c.shade, 3) + path("M87 114h66l-5 36h-56z", "#5a3521")
    return plate + display + cup + disc(180, 184, 5, c.accent) + path("M44 206h24v6H44zM172 206h24v6h-24z", c.shade)


def jar(c: Palette, _: str) -> str:
    glass = path("M70 88h100v112q0 12-12 12H82q-12 0-12-12z", GLASS, STEEL_DARK, 3)
    places = [(84 + 15 * x + (7 if y % 2 else 0), 132 + 14 * y) for y in range(6) for x in range(5)]
    beans = "".join(oval(x, y, 7, 5, "#5f3a22", (x * 37 + y * 53) % 180) for x, y in places)
    lid = (
        path("M66 64h108v26H66z", WOOD)
        + path("M66 82h108v8H66z", WOOD_DARK)
        + path("M60 90q-8 30 6 44", "none", STEEL_DARK, 4)
    )
    return glass + beans + lid + path("M92 150h56v34H92z", c.label) + path("M102 162h36M108 172h24", "none", c.ink, 3)


VESSELS: Final[dict[str, Callable[[Palette, str], str]]] = {
    "filters": filters, "dripper": dripper, "grinder": grinder, "kettle": kettle, "press": press, "moka": moka,
    "teapot": teapot, "strainer": strainer, "mug": mug, "cups": cups, "scale": scale, "jar": jar,
}  # fmt: skip
