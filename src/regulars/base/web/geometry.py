"""Pure geometry of charts: scales, ticks, paths. Coordinates leave as short strings, so no locale can touch them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        return self.start if span == 0 else self.start + (value - self.low) / span * (self.end - self.start)


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round values that cover low..high: steps of 1, 2, 2.5 or 5 times a power of ten."""
    if not low < high:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def px(value: float) -> str:
    """A coordinate with one decimal at most: `12`, `12.5`."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def line_path(points: Sequence[tuple[float, float] | None], *, stairs: bool = False) -> str:
    """An SVG path; None breaks the line. Stairs keep the old value until the next x."""
    parts: list[str] = []
    drawing = False
    for point in points:
        if point is None:
            drawing = False
            continue
        x, y = px(point[0]), px(point[1])
        if not drawing:
            parts.append(f"M{x} {y}")
        else:
            parts.append(f"H{x}V{y}" if stairs else f"L{x} {y}")
        drawing = True
    return "".join(parts)


def band_path(
    uppers: Sequence[tuple[float, float] | None], lowers: Sequence[tuple[float, float] | None], *, stairs: bool = False
) -> str:
    """The closed area between two lines, one piece for each unbroken stretch."""
    pieces: list[str] = []
    top: list[tuple[float, float]] = []
    bottom: list[tuple[float, float]] = []
    for upper, lower in [*zip(uppers, lowers, strict=True), (None, None)]:
        if upper is not None and lower is not None:
            top.append(upper)
            bottom.append(lower)
            continue
        if len(top) > 1:
            back = _stairs_back(bottom) if stairs else "".join(f"L{px(x)} {px(y)}" for x, y in reversed(bottom))
            pieces.append(line_path(top, stairs=stairs) + back + "Z")
        top, bottom = [], []
    return "".join(pieces)


def _stairs_back(points: Sequence[tuple[float, float]]) -> str:
    turned = list(reversed(points))
    parts = [f"L{px(turned[0][0])} {px(turned[0][1])}"]
    for x, y in turned[1:]:
        parts.append(f"V{px(y)}H{px(x)}")
    return "".join(parts)
