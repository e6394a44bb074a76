"""Filters read from addresses and options, written back, and the days they name."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.domains.insights.types import FILTER_KEYS, NONE, Filters, add_months, days_text, period_of
from regulars.domains.insights.types.dates import COMPARISONS
from regulars.kit.errors import Refused
from regulars.kit.periods import Period

AS_OF, SINCE = date(2011, 12, 9), date(2010, 12, 1)

texts = st.lists(st.text("abc ÄßçÖ&=+%/,", max_size=6).map(str.strip), max_size=3).map(
    lambda values: tuple(sorted(set(values)))
)
filters = st.builds(
    Filters,
    dates=st.sampled_from(
        ("all", "2011", "2011-q3", "2011-09", "2011-w40", "2011-09-05", "2011-09..2011-11", "last-7-days")
    ),
    compare=st.sampled_from(COMPARISONS),
    store=texts,
    country=texts,
    category=texts,
    acquisition=texts,
    first_product=st.lists(st.integers(0, 10**12), max_size=3).map(lambda values: tuple(sorted(set(values)))),
    basis=st.sampled_from(("net", "sold")),
    renewals=st.sampled_from((None, True, False)),
    wholesale=st.sampled_from((None, True, False)),
    as_of=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)


@given(filters)
def test_an_address_reads_back_to_the_filters_that_wrote_it(found: Filters) -> None:
    assert Filters.parse(parse_qs(found.permalink(), keep_blank_values=True)) == found


@given(filters, st.randoms(use_true_random=False))
def test_equal_filters_give_equal_addresses(found: Filters, dice: Any) -> None:
    pairs = found.to_query()
    shuffled: dict[str, list[str]] = {}
    for name, value in dice.sample(pairs, len(pairs)):
        shuffled.setdefault(name, []).append(value)
    assert Filters.parse(shuffled).permalink() == found.permalink()


def test_nothing_filtered_is_no_address() -> None:
    assert Filters().permalink() == ""
    assert Filters.parse({"page": "2", "sort": "-revenue", "store": "", "dates": ""}) == Filters()
    assert {"dates", "from", "to", "basis", "as_of"} <= set(FILTER_KEYS)


def test_the_empty_value_has_a_name() -> None:
    found = Filters.parse({"store": [NONE, "Berlin"]})
    assert found.store == ("", "Berlin")
    assert ("store", NONE) in found.to_query()


def test_as_of_names_the_day_that_has_not_begun() -> None:
    assert Filters.parse({"as_of": "2011-12-10"}).as_of == AS_OF


def test_first_and_last_day_stand_for_dates() -> None:
    found = Filters.parse({"from": "2011-09-01", "to": "2011-11-30", "dates": "2010"})
    assert found.period(AS_OF, SINCE) == Period(date(2011, 9, 1), date(2011, 12, 1))
    assert Filters.parse({"from": "2011-09-01"}).period(AS_OF, SINCE).end == date(2011, 12, 10)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"dates": "soon"}, "dates"),
        ({"dates": "2011-13"}, "dates"),
        ({"dates": "2011-w60"}, "dates"),
        ({"dates": ".."}, "dates"),
        ({"dates": "last-0-days"}, "dates"),
        ({"dates": "9999"}, None),
        ({"dates": "2011-11..2011-09"}, None),
        ({"basis": "gross"}, "basis"),
        ({"compare": "always"}, "compare"),
        ({"renewals": "perhaps"}, "renewals"),
        ({"first_product": "x1"}, "first_product"),
        ({"as_of": "yesterday"}, "as_of"),
        ({"from": "31.12.2011"}, "from"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(values: dict[str, str], field: str | None) -> None:
    with pytest.raises(Refused) as refused:
        Filters.parse(values)
    if field:
        assert refused.value.field == field
    assert refused.value.fix


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("all", "2010-12-01", "2011-12-09"),
        ("2011", "2011-01-01", "2011-12-31"),
        ("2011-Q3", "2011-07-01", "2011-09-30"),
        ("2011-W01", "2011-01-03", "2011-01-09"),
        ("2011-02", "2011-02-01", "2011-02-28"),
        ("2011-02-28", "2011-02-28", "2011-02-28"),
        ("2011-Q1..2011-09", "2011-01-01", "2011-09-30"),
        ("..2011-01", "2010-12-01", "2011-01-31"),
        ("2011-11..", "2011-11-01", "2011-12-09"),
        ("last-30-days", "2011-11-10", "2011-12-09"),
        ("last-2-weeks", "2011-11-26", "2011-12-09"),
        ("last-3-months", "2011-09-10", "2011-12-09"),
        ("this-month", "2011-12-01", "2011-12-31"),
        ("last-month", "2011-11-01", "2011-11-30"),
        ("last-quarter", "2011-07-01", "2011-09-30"),
        ("last-year", "2010-01-01", "2010-12-31"),
        ("this-week", "2011-12-05", "2011-12-11"),
    ],
)
def test_days_as_people_name_them(text: str, first: str, last: str) -> None:
    period = period_of(text, AS_OF, SINCE)
    assert (period.start.isoformat(), period.last_day.isoformat()) == (first, last)


def test_a_year_may_begin_in_any_month() -> None:
    assert period_of("this-year", AS_OF, SINCE, fiscal_start=4) == Period(date(2011, 4, 1), date(2012, 4, 1))
    assert period_of("last-quarter", AS_OF, SINCE, fiscal_start=2).start == date(2011, 8, 1)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 900))
def test_a_period_names_itself(start: date, days: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + days))
    assert period_of(days_text(period), AS_OF, SINCE) == period


@pytest.mark.parametrize(
    ("dates", "compare", "expected"),
    [
        ("2011-09..2011-11", "previous", ("2011-06-01", "2011-08-31")),
        ("2011-09..2011-11", "year", ("2010-09-01", "2010-11-30")),
        ("2011-12", "previous", ("2011-11-01", "2011-11-09")),  # nine days have been seen
        ("2011-12", "year", ("2010-12-01", "2010-12-09")),
        ("last-7-days", "previous", ("2011-11-26", "2011-12-02")),
        ("2011-12-05..2011-12-09", "year", ("2010-12-06", "2010-12-10")),  # the same weekdays
    ],
)
def test_what_is_compared_with(dates: str, compare: str, expected: tuple[str, str]) -> None:
    period = Filters(dates=dates, compare=compare).comparison(AS_OF, SINCE)
    assert period is not None
    assert (period.start.isoformat(), period.last_day.isoformat()) == expected


def test_all_of_it_has_nothing_before() -> None:
    for dates in ("all", "..2011-06"):
        assert Filters(dates=dates, compare="previous").comparison(AS_OF, SINCE) is None
    assert Filters(dates="2011-06").comparison(AS_OF, SINCE) is None


def test_months_are_added_to_the_end_of_the_month() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)


def test_only_what_leaves_out_orders_of_a_customer_numbers_them_anew() -> None:
    assert not Filters(first_product=(1,), acquisition=("search",), dates="2011").picks_orders
    for picked in (Filters(store=("",)), Filters(category=("tea",)), Filters(renewals=False), Filters(wholesale=False)):
        assert picked.picks_orders
