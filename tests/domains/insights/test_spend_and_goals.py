"""Recording ad spend and taking it back; goals and their pace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from regulars.base.state import Act, write
from regulars.domains.insights.models import AdSpend, Goal
from regulars.domains.insights.queries.goals import list_goals
from regulars.domains.insights.service import record_spend, remove_goal, set_goal, void_spend
from regulars.domains.insights.types import SpendFacts, SpendReport
from regulars.kit.errors import NotFound, Refused

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 1)


@pytest.fixture
def act() -> Act:
    return Act(actor="staff:1", source="tests", now=NOW)


def spent(amount: int, campaign: str = "spring") -> SpendFacts:
    return SpendFacts(spent_on=DAY, amount_minor=amount, currency="EUR", channel="search", campaign=campaign)


def live() -> list[int]:
    rows = AdSpend.objects.filter(voided_at__isnull=True, superseded_by__isnull=True)
    return sorted(row.amount_minor for row in rows)


def test_rows_of_one_campaign_and_day_add_up_within_an_import(act: Act) -> None:
    report = write(record_spend, act, "ads", [spent(1_000), spent(500), spent(200, "brand")], import_id=1)
    write(record_spend, act, "ads", [spent(50)], import_id=1)

    assert report == SpendReport(created=2, replaced=0)
    assert live() == [200, 1_550]


def test_a_later_import_takes_the_place_of_an_earlier_one(act: Act) -> None:
    write(record_spend, act, "ads", [spent(1_000), spent(200, "brand")], import_id=1)
    report = write(record_spend, act, "ads", [spent(1_100)], import_id=2)

    assert report == SpendReport(created=0, replaced=1)
    assert live() == [200, 1_100]


def test_the_same_file_twice_changes_no_figure(act: Act) -> None:
    for number in (1, 2):
        write(record_spend, act, "ads", [spent(1_000), spent(500)], import_id=number)

    assert live() == [1_500]


def test_undoing_brings_back_what_was_replaced(act: Act) -> None:
    for number, amount in ((1, 1_000), (2, 2_000), (3, 3_000)):
        write(record_spend, act, "ads", [spent(amount)], import_id=number)

    assert write(void_spend, act, 2) == 1
    assert live() == [3_000]
    assert write(void_spend, act, 3) == 1
    assert live() == [1_000]
    assert write(void_spend, act, 3) == 0


def test_other_sources_stand_beside_each_other(act: Act) -> None:
    write(record_spend, act, "ads", [spent(1_000)], import_id=1)
    write(record_spend, act, "other ads", [spent(1_000)], import_id=2)

    assert live() == [1_000, 1_000]


def test_a_goal_is_one_number_for_a_metric_and_a_day(act: Act) -> None:
    first = write(set_goal, act, "revenue", date(2026, 6, 1), date(2026, 6, 30), 100_000)
    again = write(set_goal, act, "revenue", date(2026, 6, 1), date(2026, 6, 30), 120_000)
    write(set_goal, act, "repeat_purchase_rate", date(2026, 6, 1), date(2026, 6, 30), 0.35, basis="sold")

    assert first == again
    assert {goal.metric: goal.target for goal in Goal.objects.all()} == {
        "revenue": 120_000,
        "repeat_purchase_rate": 350_000,
    }


def test_goals_that_cannot_be_are_refused(act: Act) -> None:
    with pytest.raises(NotFound):
        write(set_goal, act, "fame", date(2026, 6, 1), date(2026, 6, 30), 1)
    with pytest.raises(Refused) as turned:
        write(set_goal, act, "revenue", date(2026, 6, 30), date(2026, 6, 1), 1)
    assert turned.value.field == "ends_on"
    with pytest.raises(Refused):
        write(set_goal, act, "revenue", date(2026, 6, 1), date(2026, 6, 30), 0)
    with pytest.raises(NotFound):
        write(remove_goal, act, 77)
    assert not Goal.objects.exists()


def test_a_goal_given_up_is_gone(act: Act) -> None:
    goal = write(set_goal, act, "orders", date(2026, 6, 1), date(2026, 6, 30), 10)
    write(remove_goal, act, goal)

    assert list_goals() == ()


def test_goals_are_listed_with_how_they_stand_the_next_to_end_first(act: Act) -> None:
    write(set_goal, act, "orders", date(2026, 6, 1), date(2026, 6, 30), 10)
    write(set_goal, act, "orders", date(2026, 5, 1), date(2026, 5, 31), 10)
    write(set_goal, act, "revenue", date(2026, 7, 1), date(2026, 7, 31), 10)

    rows = list_goals(as_of=date(2026, 6, 14))
    assert [(row.name, row.period.last_day, row.state) for row in rows] == [
        ("orders", date(2026, 6, 30), "behind"),
        ("revenue", date(2026, 7, 31), "not_begun"),
        ("orders", date(2026, 5, 31), "missed"),
    ]
    assert rows[0].elapsed == pytest.approx(14 / 30)
    assert rows[0].expected == pytest.approx(10 * 14 / 30)
