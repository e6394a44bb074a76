"""One bar for everything that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from regulars.domains.insights.rules.findings_choice import (
    COUNTRY,
    FALSE_CLAIMS,
    QUESTIONS,
    STOCK_OUT,
    WEEK,
    Candidate,
    Claimed,
    choose,
)

QUESTION_COUNT = len(set(QUESTIONS.values()))


@dataclass
class Fixed:
    """Candidates that do not change, whatever was claimed."""

    kind: str
    chances: Sequence[float]
    worth: bool = True
    depends_on: Sequence[str] = ()

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        return [Candidate(self.kind, number, p, self.worth, number) for number, p in enumerate(self.chances)]


def claims(*families: Fixed) -> list[tuple[str, object]]:
    return [(one.kind, one.subject) for one in choose(families).claims]


def test_the_bar_rises_with_what_is_looked_at() -> None:
    bar = FALSE_CLAIMS / QUESTION_COUNT
    assert claims(Fixed(WEEK, [bar * 0.99])) == [(WEEK, 0)]
    assert claims(Fixed(WEEK, [bar * 0.99, 1.0])) == []
    assert claims(Fixed(WEEK, [bar / 2 * 0.99, 1.0])) == [(WEEK, 0)]


def test_each_claim_lowers_the_bar_for_the_next() -> None:
    """Holm (1979): the second of two needs to pass only the bar of one."""
    bar = FALSE_CLAIMS / QUESTION_COUNT
    assert claims(Fixed(WEEK, [bar / 4, bar * 0.99])) == [(WEEK, 0), (WEEK, 1)]


def test_thousands_of_products_do_not_drown_out_three_countries() -> None:
    p = FALSE_CLAIMS / QUESTION_COUNT / 3 * 0.99
    assert claims(Fixed(STOCK_OUT, [1.0] * 5_000), Fixed(COUNTRY, [p, 1.0, 1.0])) == [(COUNTRY, 0)]


def test_what_is_too_small_to_matter_is_not_said_however_sure() -> None:
    assert claims(Fixed(WEEK, [1e-30], worth=False)) == []


def test_all_that_was_looked_at_is_counted() -> None:
    assert choose([Fixed(WEEK, [1.0] * 7), Fixed(STOCK_OUT, [1.0] * 3)]).candidates == 10
    assert choose([]).claims == ()


@dataclass
class Hidden:
    """Its subject is strong only once the other family's claim is set aside."""

    depends_on: Sequence[str] = (COUNTRY,)

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        p = 1e-9 if claimed.of(COUNTRY) else 0.5
        return [Candidate(WEEK, "week", p, bool(claimed.of(COUNTRY)), "without the others" if p < 0.5 else "plain")]


def test_others_are_tested_again_without_the_people_of_a_claim() -> None:
    found = choose([Hidden(), Fixed(COUNTRY, [1e-12])])
    assert [one.kind for one in found.claims] == [COUNTRY, WEEK]
    assert found.claims[1].evidence == "without the others"


@dataclass
class Explained:
    """Looks strong until the claim that explains it is set aside."""

    depends_on: Sequence[str] = (COUNTRY,)

    def candidates(self, claimed: Claimed) -> list[Candidate]:
        return [Candidate(WEEK, "week", 0.4 if claimed.of(COUNTRY) else 1e-8, True, None)]


def test_what_a_stronger_claim_explains_is_not_told_again() -> None:
    assert [one.kind for one in choose([Explained(), Fixed(COUNTRY, [1e-12])]).claims] == [COUNTRY]


@pytest.mark.parametrize("times", range(3))
def test_equal_candidates_come_in_one_order(times: int) -> None:
    assert claims(Fixed(WEEK, [1e-9, 1e-9])) == [(WEEK, 0), (WEEK, 1)]
