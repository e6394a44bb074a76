"""Exact tests against brute force, stratification against textbook numbers."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.domains.insights.rules.findings_tests import Table, as_z, dispersion, exact_p, stratified, two_sided


def tails(table: Table) -> Fraction:
    """Twice the smaller tail of the hypergeometric distribution, in fractions."""
    n1, n2, hits = table.people, table.others, table.returned + table.others_returned
    chance = {
        k: Fraction(comb(n1, k) * comb(n2, hits - k), comb(n1 + n2, hits))
        for k in range(max(0, hits - n2), min(n1, hits) + 1)
    }
    low = sum(value for k, value in chance.items() if k <= table.returned)
    high = sum(value for k, value in chance.items() if k >= table.returned)
    return min(Fraction(1), 2 * min(low, high))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    people, others = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    return Table(draw(st.integers(0, people)), people, draw(st.integers(0, others)), others)


@given(tables())
@settings(max_examples=200)
def test_the_exact_test_is_exact(table: Table) -> None:
    found, expected = exact_p(table), float(tails(table))
    if expected == 1 or table.returned * (table.people + table.others) == table.people * (
        table.returned + table.others_returned
    ):
        assert found == pytest.approx(expected, abs=1)  # the middle: both tails are large
    else:
        assert found == pytest.approx(expected, rel=1e-9)


def test_the_lady_tasting_tea() -> None:
    """Fisher's own example: three of four cups right is no proof."""
    assert exact_p(Table(3, 4, 1, 4)) == pytest.approx(2 * 17 / 70)
    assert exact_p(Table(4, 4, 0, 4)) == pytest.approx(2 / 70)


def test_far_tails_stay_numbers() -> None:
    assert 0 < exact_p(Table(10, 2_000, 1_500, 4_000)) < 1e-200
    assert exact_p(Table(0, 30, 0, 500)) == 1.0


def test_p_and_z_are_each_other() -> None:
    assert two_sided(1.959964) == pytest.approx(0.05, rel=1e-5)
    for p in (0.5, 0.01, 1e-9, 1e-40):
        assert two_sided(as_z(p)) == pytest.approx(p, rel=1e-6)


def test_strata_are_not_mixed_up() -> None:
    """Berkeley's paradox: better in each stratum, worse in the sum."""
    strata = [Table(80, 100, 700, 1_000), Table(200, 1_000, 10, 100)]
    plain = Table(280, 1_100, 710, 1_100)

    answer = stratified(strata)
    assert plain.returned / plain.people < plain.others_returned / plain.others
    assert answer is not None
    assert answer.z > 2
    assert answer.expected == pytest.approx(70 + 100)


def test_a_stratum_with_one_side_only_says_nothing() -> None:
    assert stratified([Table(3, 10, 0, 0)]) is None
    assert stratified([Table(0, 10, 0, 10)]) is None


def test_dispersion_measures_what_chance_does_not_explain() -> None:
    quantiles = [as_z(1 - (rank - 0.5) / 40) for rank in range(1, 41)]  # |z| of a standard normal
    assert dispersion(quantiles) == pytest.approx(1, abs=0.1)
    assert dispersion([3 * one for one in quantiles]) == pytest.approx(9, rel=0.1)
    # A few true deviations do not raise the bar for themselves, and calm shops do not lower it.
    assert dispersion([*quantiles, 30, 40]) < 1.3
    assert dispersion([one / 3 for one in quantiles]) == 1
    assert dispersion([9.0] * 7) == 1
