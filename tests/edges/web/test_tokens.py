"""Colors can be told apart by people: contrast by WCAG 2.2, in light and in dark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

from regulars.base.web.assets import ROOT, STYLESHEETS
from regulars.base.web.grids import DARK_STEPS, STEPS

TOKENS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", (ROOT / "css/tokens.css").read_text()
    )
}
MODES = (0, 1)
GROUNDS = ("canvas", "paper", "raised", "sunken", "hover")
TEXT, LARGE_OR_LABEL, SHAPE = 7.0, 4.5, 3.0


def every(*choices: Iterable[Any]) -> list[tuple[Any, ...]]:
    return list(product(*choices))


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, mode: int) -> float:
    values = sorted((luminance(TOKENS[one][mode]), luminance(TOKENS[other][mode])))
    return (values[1] + 0.05) / (values[0] + 0.05)


def test_black_on_white_is_21_to_1() -> None:
    TOKENS["black"], TOKENS["white"] = ("#000000",) * 2, ("#ffffff",) * 2
    assert contrast("black", "white", 0) == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground", "mode"), every(("ink", "ink-soft"), GROUNDS, MODES))
def test_text_reaches_aaa_on_every_ground(text: str, ground: str, mode: int) -> None:
    assert contrast(text, ground, mode) >= TEXT


@pytest.mark.parametrize(
    ("text", "ground", "mode"), every(("accent", "good", "warning", "bad"), ("paper", "raised"), MODES)
)
def test_links_and_meanings_read_on_paper(text: str, ground: str, mode: int) -> None:
    assert contrast(text, ground, mode) >= TEXT


@pytest.mark.parametrize(("meaning", "mode"), every(("good", "warning", "bad", "note", "accent"), MODES))
def test_meanings_read_on_their_own_wash(meaning: str, mode: int) -> None:
    assert contrast(meaning, f"{meaning}-wash", mode) >= LARGE_OR_LABEL


@pytest.mark.parametrize(("fill", "mode"), every(("accent-fill", "accent-fill-hover"), MODES))
def test_buttons_read(fill: str, mode: int) -> None:
    assert contrast("on-accent", fill, mode) >= LARGE_OR_LABEL


@pytest.mark.parametrize(
    ("shape", "mode"), every([f"series-{n}" for n in range(1, 7)] + ["line-field", "focus", "ink-faint"], MODES)
)
def test_lines_fields_and_focus_stand_out_from_paper(shape: str, mode: int) -> None:
    assert contrast(shape, "paper", mode) >= SHAPE


@pytest.mark.parametrize(("step", "mode"), every(range(STEPS), MODES))
def test_numbers_read_on_every_step_of_a_grid(step: int, mode: int) -> None:
    ink = "step-ink-high" if step in DARK_STEPS else "step-ink-low"
    assert contrast(ink, f"step-{step}", mode) >= LARGE_OR_LABEL


def test_steps_of_a_grid_rise_evenly_and_are_all_different() -> None:
    for mode in MODES:
        ladder = [luminance(TOKENS[f"step-{step}"][mode]) for step in range(STEPS)]
        assert ladder == sorted(ladder, reverse=mode == 0)
        assert len(set(ladder)) == STEPS


def test_no_stylesheet_but_the_tokens_needs_a_vendor_or_fetches_from_elsewhere() -> None:
    for name in STYLESHEETS:
        css = (ROOT / "css" / f"{name}.css").read_text()
        assert "http" not in css, name
        assert css.count("\n") <= 400, name
        used = set(re.findall(r"var\(--([\w-]+)\)", css))
        declared = set(re.findall(r"--([\w-]+):", (ROOT / "css/tokens.css").read_text())) | set(
            re.findall(r"--([\w-]+):", css)
        )
        assert used <= declared, (name, used - declared)
