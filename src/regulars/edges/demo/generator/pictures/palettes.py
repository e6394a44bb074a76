"""Colors of the product pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Palette:
    """`ground` and `glow` lie behind, `body` with `light` and `shade` makes the thing, `label` and `ink` its label."""

    ground: str
    glow: str
    body: str
    light: str
    shade: str
    label: str
    ink: str
    accent: str


PALETTES: Final = {
    "sea": Palette("#e3f0f2", "#cfe5ea", "#1f6f8b", "#3c90ab", "#124e63", "#f7f3e8", "#12566d", "#f2a65a"),
    "sand": Palette("#f7f1e3", "#efe3c8", "#d9b779", "#e8cf9d", "#a98445", "#fffaf0", "#7a5a26", "#2a7f95"),
    "dawn": Palette("#fdeee6", "#fbdccb", "#e2734f", "#f0957a", "#ad4a2b", "#fff6ec", "#b04a2a", "#f3c14b"),
    "slate": Palette("#e9ecef", "#d8dee3", "#46525e", "#66737f", "#2b343d", "#f3f1ec", "#33404b", "#e0a23c"),
    "mist": Palette("#eef1f6", "#dfe5ef", "#9aa9c2", "#b9c5d8", "#6d7d99", "#ffffff", "#52637f", "#e58f7b"),
    "sky": Palette("#e6f2fb", "#cfe6f7", "#5aa7d6", "#83c0e5", "#3478a5", "#fffdf5", "#2b6c98", "#f4b942"),
    "rose": Palette("#fbecef", "#f6d8de", "#d7708a", "#e795a9", "#a34560", "#fff8f4", "#a23f5c", "#6c9a6b"),
    "amber": Palette("#fcf2dc", "#f8e3b6", "#d98e1f", "#eaad4d", "#a0640c", "#fffaf0", "#94590a", "#7a2f1d"),
    "fern": Palette("#ebf3e6", "#d6e8cd", "#5b8c4a", "#7fae6d", "#3a6430", "#fbfaf0", "#386230", "#e9b44c"),
    "berry": Palette("#f6e9f1", "#ecd0e1", "#8e2f5f", "#b15283", "#5f1a3d", "#fff5f2", "#7a2450", "#e6a23c"),
    "clay": Palette("#f7ece5", "#efd9cb", "#a9593a", "#c67d5e", "#763620", "#fdf6ec", "#7c3a22", "#e8b85a"),
    "moss": Palette("#eff0e2", "#dfe2c6", "#7d8246", "#9fa468", "#555a2a", "#fbfaee", "#53582a", "#c9653b"),
    "night": Palette("#e6e8f3", "#cfd4ea", "#2b3467", "#4a5592", "#191f45", "#f5f2e6", "#232b5a", "#f2c14e"),
    "plum": Palette("#f1eaf5", "#e0d1ea", "#6b3f86", "#8c60a6", "#47255c", "#fdf7ef", "#5a3273", "#f0b24a"),
    "jade": Palette("#e4f3ee", "#cbe8de", "#2f8f77", "#56b09a", "#1b6453", "#fbfbf2", "#1c6654", "#ef9a5b"),
}
