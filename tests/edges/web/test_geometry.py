"""Axes have round ticks that hold every value, and lines break where nothing was seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.web.geometry import Scale, band_path, line_path, nice_ticks, px

numbers = st.floats(-1e12, 1e12, allow_nan=False)


@given(numbers, numbers)
def test_ticks_hold_the_range_in_even_steps(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    if high - low < 1e-6 * max(abs(low), abs(high), 1):
        high = low + max(abs(low), 1.0)
    ticks = nice_ticks(low, high)
    slack = (high - low) * 1e-6
    assert ticks[0] <= low + slack
    assert ticks[-1] >= high - slack
    assert 2 <= len(ticks) <= 12


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1461756, [0, 500000, 1000000, 1500000]),
        (0, 66.2, [0, 20, 40, 60, 80]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-3, 4, [-4, -2, 0, 2, 4]),
    ],
)
def test_ticks_are_numbers_that_people_count_in(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == ticks


def test_a_coordinate_has_one_decimal_and_no_minus_zero() -> None:
    assert [px(value) for value in (12.0, 12.34, -0.01, -3.26)] == ["12", "12.3", "0", "-3.3"]


def test_a_missing_value_breaks_the_line_and_the_band() -> None:
    points = [(0.0, 1.0), (1.0, 2.0), None, (3.0, 1.0), (4.0, 2.0)]
    assert line_path(points) == "M0 1L1 2M3 1L4 2"
    assert line_path(points, stairs=True) == "M0 1H1V2M3 1H4V2"
    assert band_path(points, points).count("Z") == 2
    assert band_path([None, (1.0, 1.0)], [None, (1.0, 2.0)]) == ""


def test_a_scale_without_extent_stays_at_its_start() -> None:
    assert Scale(3, 3, 10, 20)(3) == 10
    assert Scale(0, 10, 100, 0)(5) == 50
