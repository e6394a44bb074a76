"""Which months are compared, and which buyers are not."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.domains.insights.rules import brief_periods as rules
from regulars.domains.insights.rules.brief_limits import Known, limits
from regulars.domains.insights.rules.brief_parts import GroupSums, parts_of
from regulars.kit.periods import Period


@pytest.mark.parametrize(
    ("as_of", "start", "end"),
    [
        (date(2011, 12, 9), date(2011, 9, 1), date(2011, 12, 1)),
        (date(2011, 11, 30), date(2011, 9, 1), date(2011, 12, 1)),
        (date(2011, 11, 29), date(2011, 8, 1), date(2011, 11, 1)),
        (date(2024, 2, 29), date(2023, 12, 1), date(2024, 3, 1)),
    ],
)
def test_the_last_three_full_months(as_of: date, start: date, end: date) -> None:
    found = rules.last_months(as_of)
    assert found == Period(start, end)
    assert rules.months_before(found, 12).end == date(end.year - 1, end.month, 1)


def test_history_must_cover_what_is_compared() -> None:
    june = Period(date(2011, 6, 1), date(2011, 9, 1))
    assert rules.reaches(date(2011, 6, 3), june)  # a file may begin with a day without a sale
    assert not rules.reaches(date(2011, 6, 20), june)
    assert rules.whole_blocks(date(2010, 12, 1), june) == 2
    assert rules.whole_blocks(date(2011, 3, 20), june) == 0
    assert rules.whole_blocks(date(2001, 1, 1), june) == 4


@given(st.lists(st.integers(1, 300), min_size=30, max_size=60))
def test_the_washout_is_the_wait_inside_a_gap(gaps: list[int]) -> None:
    """Somebody dropped into a random day of a random gap waits longer than this with a chance of 1 in 20."""
    days = rules.washout_days(Counter(gaps))
    total = sum(gaps)

    def longer(wait: int) -> int:
        return sum(max(0, gap - wait) for gap in gaps)

    assert 20 * longer(days) <= total
    assert 20 * longer(days - 1) > total


def test_too_few_gaps_say_nothing_of_a_rhythm() -> None:
    assert rules.washout_days({5: 29}) == rules.washout_days({}) == 90


def test_only_buyers_who_are_surely_new_and_long_known_are_compared() -> None:
    found = rules.comparable(date(2025, 1, 1), date(2025, 12, 31), {}, 90)
    assert found == Period(date(2025, 4, 1), date(2025, 10, 3))
    assert rules.comparable(date(2025, 1, 1), date(2025, 6, 1), {}, 90) is None


def known(**changes: object) -> Known:
    usual: dict[str, object] = {
        "as_of": date(2025, 12, 31), "since": date(2023, 1, 1), "basis": "net", "buyers": 500, "orders": 900,
        "unidentified": 0, "amount_minor": 90_000, "unidentified_minor": 0, "no_cost": 0, "estimated": 0,
        "unpriced": {}, "refunds": 0, "same_day_refunds": 0, "window": Period(date(2023, 4, 1), date(2025, 10, 1)),
    }  # fmt: skip
    return Known(**{**usual, **changes})  # type: ignore[arg-type]


def codes(**changes: object) -> list[str]:
    return [limit.code for limit in limits(known(**changes))]


def test_what_cannot_be_said() -> None:
    assert codes() == ["first_months"]
    assert codes(orders=0) == ["no_orders"]
    assert codes(since=date(2025, 1, 1)) == ["one_year", "first_months"]
    assert codes(since=date(2025, 11, 1)) == ["too_short", "first_months"]
    assert codes(as_of=date(2025, 12, 9))[0] == "open_month"
    assert codes(buyers=29) == ["few_buyers"]
    assert codes(window=None) == ["nobody_comparable"]
    assert codes(unidentified=9) == ["first_months", "unidentified"]
    assert codes(basis="sold") == ["first_months", "nothing_netted"]
    assert codes(unpriced={"USD": 4, "CHF": 1}) == ["first_months", "no_rate", "no_rate"]
    assert codes(refunds=10, same_day_refunds=9) == ["first_months", "refund_days"]
    assert codes(refunds=9, same_day_refunds=9) == ["first_months"]
    assert codes(no_cost=900) == ["first_months", "no_costs"]
    assert codes(no_cost=1) == ["first_months", "some_costs"]
    assert codes(estimated=3) == ["first_months", "estimated_costs"]


def group(key: str, before: int, after: int, squares: float, buyers: int = 100) -> GroupSums:
    return GroupSums(key, before, after, buyers, buyers, squares)


def test_parts_carry_their_share_and_what_chance_could_do() -> None:
    parts, left_out = parts_of("country", [group("DE", 1_000, 3_000, 100.0**2), group("AT", 500, 400, 400.0**2)], 1_900)

    assert left_out == 0
    assert [part.key for part in parts] == ["DE", "AT"]
    assert (parts[0].change_minor, parts[0].share) == (2_000, pytest.approx(2_000 / 1_900))
    # Two groups were looked at: 97.5 % each, 2.2414 standard errors.
    assert (parts[0].low_minor, parts[0].high_minor) == (2_000 - 224, 2_000 + 224)
    assert [part.is_clear for part in parts] == [True, False]


def test_small_groups_and_the_only_group_are_not_listed() -> None:
    groups = [group("DE", 1_000, 3_000, 1), group("AT", 500, 400, 1, buyers=29)]
    parts, left_out = parts_of("country", groups, 1_900)
    assert ([part.key for part in parts], left_out) == (["DE"], 1)
    assert parts_of("country", groups[:1], 2_000) == ((), 1)
    assert parts_of("country", groups, 0)[0][0].share is None
