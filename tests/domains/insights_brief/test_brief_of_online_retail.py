"""A year of a real wholesaler: what the brief must say of it, to the penny, and what it must not."""

from __future__ import annotations

from datetime import date

import pytest

from domains.insights_brief.shops import retail_context
from regulars.domains.insights.queries.advice import advice_list_in
from regulars.domains.insights.queries.brief import brief_in
from regulars.domains.insights.rules.advice import BEST_OVERDUE, ONE_TIME, REGULARS_OVERDUE, SECOND_ORDER
from regulars.domains.insights.types.brief import BriefFacts, StockFinding
from regulars.kit.periods import Period
from tinyshop import TinyLake

AUTUMN, SUMMER = Period(date(2011, 9, 1), date(2011, 12, 1)), Period(date(2011, 6, 1), date(2011, 9, 1))


@pytest.fixture(scope="module")
def facts(retail: TinyLake) -> BriefFacts:
    return brief_in(retail_context(retail))


def test_who_ordered_again(facts: BriefFacts) -> None:
    assert (facts.as_of, facts.since) == (date(2011, 12, 9), date(2010, 12, 1))
    assert (facts.repeat.count, facts.repeat.of) == (2_845, 4_338)
    assert facts.repeat.share == pytest.approx(0.656, abs=5e-4)


def test_autumn_against_summer_to_the_penny(facts: BriefFacts) -> None:
    (change,) = facts.changes  # no year before to compare with

    assert (change.against, change.period, change.compared) == ("previous", AUTUMN, SUMMER)
    assert (change.before.total_minor, change.after.total_minor) == (190_664_860, 315_397_455)
    assert change.change_minor == 124_732_595
    assert round(change.relative or 0, 2) == 0.65
    parts = (change.buyers_minor, change.frequency_minor, change.order_size_minor, change.refunds_minor)
    assert [round(part / 100) for part in parts] == [940_858, 197_308, 109_159, 0]
    assert sum(parts) == change.change_minor
    assert (change.before.buyers, change.after.buyers) == (1_948, 2_851)
    assert (change.after.unidentified_orders, change.after.unidentified_minor) == (305, 56_909_125)


def test_the_best_tenth(facts: BriefFacts) -> None:
    best = facts.concentration
    assert (best.top_decile_customers, best.customers) == (434, 4_338)
    assert round(best.top_decile_share or 0, 2) == 0.61


def test_what_cannot_be_said(facts: BriefFacts) -> None:
    found = {limit.code: limit.values for limit in facts.limits}

    assert set(found) == {"one_year", "open_month", "first_months", "unidentified", "nothing_netted", "no_costs"}
    assert found["unidentified"]["orders"] == 1_428
    assert found["unidentified"]["amount_minor"] == 175_527_664
    assert found["unidentified"]["share_of_orders"] == pytest.approx(0.0715, abs=5e-5)
    assert found["open_month"] == {"month": date(2011, 12, 1), "days": 9, "of_days": 31}
    assert found["first_months"]["since"] == date(2010, 12, 1)


def test_no_fall_from_the_first_months_is_reported(facts: BriefFacts) -> None:
    """January came back more often than May and June because its buyers were not new: that is no news."""
    assert facts.comparable_from is not None
    assert facts.comparable_from > date(2011, 5, 1)
    assert {type(finding) for finding in facts.findings} <= {StockFinding}
    assert facts.returns_period == SUMMER
    assert facts.returns is not None
    assert (facts.returns.count, facts.returns.of) == (254, 599)


def test_products_that_vanished_and_came_back(facts: BriefFacts) -> None:
    silent = {finding.title: finding.period for finding in facts.findings if isinstance(finding, StockFinding)}
    owls = silent["20713"]  # JUMBO BAG OWLS
    assert (owls.start, owls.last_day) == (date(2011, 4, 1), date(2011, 6, 8))
    # What was missing before the compared periods is no news.
    assert all(period.end > SUMMER.start for period in silent.values())


def test_the_parts_of_each_dimension_add_up_to_the_change(retail: TinyLake) -> None:
    (change,) = brief_in(retail_context(retail)).changes
    for dimension in ("buyers", "cohort"):
        parts = [part for part in change.parts if part.dimension == dimension]
        assert sum(part.change_minor for part in parts) == change.change_minor
        assert sum(part.share or 0 for part in parts) == pytest.approx(1)
    assert "channel" not in {part.dimension for part in change.parts}  # the file names none


def test_the_lists_and_what_happens_anyway(retail: TinyLake) -> None:
    context = retail_context(retail, basis="net")
    once = advice_list_in(context, ONE_TIME)

    assert once is not None
    assert (len(once.customers), once.returned, once.base) == (847, 521, 1_458)
    found = {rule: advice_list_in(context, rule) for rule in (SECOND_ORDER, BEST_OVERDUE, REGULARS_OVERDUE)}
    assert {rule: len(one.customers) for rule, one in found.items() if one} == {
        SECOND_ORDER: 368,
        BEST_OVERDUE: 28,
        REGULARS_OVERDUE: 257,
    }


@pytest.mark.parametrize("until", [date(2011, 6, 30), date(2011, 9, 30)])
def test_an_earlier_day_sees_only_what_was_known_then(retail: TinyLake, until: date) -> None:
    facts = brief_in(retail_context(retail, as_of=until))

    assert facts.as_of == until
    assert facts.buyers < 4_338
    assert {type(finding) for finding in facts.findings} <= {StockFinding}
