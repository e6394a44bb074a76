"""Weeks, months and first products whose buyers come back otherwise; every story told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from regulars.domains.insights.rules.findings_cells import Cell, of_rows
from regulars.domains.insights.rules.findings_choice import (
    FIRST_PRODUCT,
    MONTH,
    WEEK,
    YEAR,
    Candidate,
    Claimed,
    Family,
    choose,
)
from regulars.domains.insights.rules.findings_returns import Cohorts, FirstProducts, YearOnYear
from regulars.kit.periods import Period

START, WEEKS = date(2025, 1, 6), 40
WINDOW = Period(START, START + timedelta(weeks=WEEKS))
BAD = START + timedelta(weeks=20)


def cells(returned: Callable[[date, int], int], people: int = 200) -> list[Cell]:
    """Two products a week; `returned(week, product)` of `people` each."""
    weeks = [START + timedelta(weeks=number) for number in range(WEEKS)]
    return [
        Cell(week, week.replace(day=1), "Online", "DE", product, people, returned(week, product))
        for week in weeks
        for product in (1, 2)
    ]


def families(found: list[Cell]) -> list[Family]:
    held = of_rows(found)
    return [Cohorts(held, WEEK, WINDOW), Cohorts(held, MONTH, WINDOW), FirstProducts(held)]


def claims(found: list[Cell]) -> list[tuple[str, object]]:
    return [(one.kind, one.subject) for one in choose(families(found)).claims]


def test_even_weeks_are_told_nothing() -> None:
    assert claims(cells(lambda week, product: 60 + (week.day * 7 + product) % 5)) == []


def test_one_bad_week_is_one_story() -> None:
    """Neither its month nor the good-looking weeks beside it are told as well."""
    found = choose(families(cells(lambda week, product: 20 if week == BAD else 60)))

    assert [(one.kind, one.subject) for one in found.claims] == [(WEEK, BAD)]
    evidence = found.claims[0].evidence
    assert (evidence.table.returned, evidence.table.people) == (40, 400)
    assert (evidence.table.others_returned, evidence.table.others) == (16 * 120, 16 * 400)
    assert BAD not in evidence.neighbors
    assert evidence.expected == 120


def test_a_bad_month_is_told_as_a_month() -> None:
    found = claims(cells(lambda week, product: 40 if week.month == 5 else 60, people=120))
    assert found[0] == (MONTH, date(2025, 5, 1))
    assert len(found) == 1


def test_a_week_needs_neighbors_on_both_sides() -> None:
    """The newest week may be bad because of the season that nobody has seen the end of."""
    last = START + timedelta(weeks=WEEKS - 1)
    assert claims(cells(lambda week, product: 20 if week == last else 60)) == []


def test_half_a_week_is_no_week() -> None:
    window = Period(START + timedelta(days=2), WINDOW.end)
    found = cells(lambda week, product: 0 if week == START else 60)
    assert START not in {one.subject for one in Cohorts(of_rows(found), WEEK, window).candidates(Claimed())}


def test_a_product_that_makes_regulars() -> None:
    found = choose(families(cells(lambda week, product: 80 if product == 1 else 60)))

    # Of two products one is above the other or the other below the one: it is one story.
    assert [one.kind for one in found.claims] == [FIRST_PRODUCT]


def test_a_product_is_compared_with_buyers_of_the_same_channel() -> None:
    """Sold where nobody returns, a product looks bad and is not."""
    found = cells(lambda week, product: 60)
    for product in (3, 4):
        found += [Cell(cell.week, cell.month, "Market", "DE", product, 40, 2) for cell in found[: 2 * WEEKS]]
    (one,) = [each for each in FirstProducts(of_rows(found)).candidates(Claimed()) if each.subject == 3]
    assert one.p > 0.5
    assert choose([FirstProducts(of_rows(found))]).claims == ()


def test_fewer_than_thirty_are_never_told() -> None:
    found = [Cell(cell.week, cell.month, "", "", 3, 1, 0) for cell in cells(lambda week, product: 60)[:29]]
    found += cells(lambda week, product: 60)
    assert 3 not in {one.subject for one in FirstProducts(of_rows(found)).candidates(Claimed())}


def test_the_same_months_a_year_before() -> None:
    after, before = (date(2025, 6, 1),), (date(2024, 6, 1),)
    found = [Cell(month, month, "", "", None, 1_000, returned) for month, returned in ((*before, 300), (*after, 200))]

    (candidate,) = YearOnYear(of_rows(found), after, before).candidates(Claimed())
    assert (candidate.kind, candidate.is_worth_saying) == (YEAR, True)
    assert candidate.p < 1e-6
    assert YearOnYear(of_rows(found), (), ()).candidates(Claimed()) == []


def test_the_strongest_comes_first_and_ties_never_waver() -> None:
    found = cells(lambda week, product: 20 if week in (BAD, BAD + timedelta(weeks=9)) else 60)
    first = claims(found)
    assert first == claims(list(reversed(found)))
    assert len(first) == 2


def test_a_candidate_says_how_it_was_found() -> None:
    one = Candidate(WEEK, BAD, 1e-9, True, None)
    assert Claimed().with_one(WEEK, BAD).of(WEEK) == {one.subject}
