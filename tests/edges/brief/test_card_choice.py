"""Which advice becomes a card."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from regulars.base.extends import Advice
from regulars.domains.insights.types.advice import ASSIGNED, DISMISSED, DONE, OPEN, AdviceRow
from regulars.edges.desk.brief.choice import cards, value_of

TODAY = date(2026, 6, 15)


def advice(key: str, people: int = 100, worth: int | None = 1_000, base: tuple[int, int] | None = (1, 2)) -> Advice:
    return Advice(key, key, "", tuple(range(people)), "/", worth, "EUR", base)


def row(key: str, state: str, days_ago: int) -> AdviceRow:
    at = datetime(2026, 6, 15, tzinfo=UTC) - timedelta(days=days_ago)
    return AdviceRow(1, key, TODAY, state, (), None, "", None, None, "staff:1", at)


def keys(*offers: Advice, decided: tuple[AdviceRow, ...] = ()) -> list[str]:
    return [one.key for one in cards(offers, decided, TODAY)]


def test_what_comes_anyway_is_worth_nothing() -> None:
    assert value_of(advice("a", worth=1_000, base=(25, 100))) == 750
    assert value_of(advice("a", worth=1_000, base=(100, 100))) == 0
    assert value_of(advice("a", worth=1_000, base=None)) == 1_000
    assert value_of(advice("a", worth=None)) == 0


def test_three_at_most_and_the_most_valuable_first() -> None:
    offers = [advice("b", worth=10), advice("d", worth=40), advice("a", worth=10), advice("c", worth=30)]
    assert keys(*offers) == keys(*reversed(offers)) == ["d", "c", "a"]


@pytest.mark.parametrize(("people", "shown"), [(29, []), (30, ["a"])])
def test_no_card_for_a_handful(people: int, shown: list[str]) -> None:
    assert keys(advice("a", people)) == shown


@pytest.mark.parametrize(
    ("state", "days_ago", "shown"),
    [
        (DONE, 0, []),
        (DONE, 89, []),
        (DONE, 90, ["a"]),
        (DISMISSED, 10, []),
        (ASSIGNED, 10, ["a"]),
        (OPEN, 10, ["a"]),
    ],
)
def test_what_was_dealt_with_rests(state: str, days_ago: int, shown: list[str]) -> None:
    assert keys(advice("a"), decided=(row("a", state, days_ago),)) == shown
    assert keys(advice("b"), decided=(row("a", state, days_ago),)) == ["b"]
