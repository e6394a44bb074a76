"""`regulars metrics`, `cohorts` and `rfm`: JSON with stable keys, plain tables, clear refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from peopleshop import PERSONAL, PeopleShop
from regulars.edges.cli.main import main

pytestmark = pytest.mark.django_db


def run(*words: str) -> Any:
    return CliRunner().invoke(main, list(words))


def json_of(*words: str) -> Any:
    answer = run(*words, "--json")
    assert answer.exit_code == 0, answer.output
    assert not [one for one in PERSONAL if one in answer.stdout]
    return json.loads(answer.stdout)


def euros(minor: int) -> dict[str, object]:
    return {"amount_minor": minor, "currency": "EUR"}


def test_a_metric_prints_its_figure_with_both_bases_and_its_definition(people_shop: PeopleShop) -> None:
    found = json_of("metrics", "revenue", "--basis", "sold")
    (revenue,) = found["metrics"]

    assert (found["as_of"], found["since"], found["currency"]) == ("2026-06-14", "2025-05-11", "EUR")
    assert found["elapsed_ms"] >= 0
    assert found["filters"]["basis"] == "sold"
    assert revenue["value"] == euros(8_600)
    assert (revenue["unidentified"], revenue["together"]) == (euros(3_000), euros(11_600))
    assert revenue["bases"] == {"net": euros(7_450), "sold": euros(8_600)}
    assert revenue["period"] == {"first_day": "2025-05-11", "last_day": "2026-06-14", "open": False}
    assert revenue["definition"]["formula"].startswith("sum(amount")


def test_all_metrics_are_printed_when_none_is_named(people_shop: PeopleShop) -> None:
    names = [one["name"] for one in json_of("metrics")["metrics"]]
    assert names == [one["name"] for one in json_of("metrics", "--list")]
    assert len(names) >= 35


def test_series_groups_and_comparison_are_printed(people_shop: PeopleShop) -> None:
    words = ("--basis", "sold", "--dates", "2026-05..2026-06", "--compare", "previous")
    (orders,) = json_of("metrics", "orders", *words, "--grain", "month", "--by", "country")["metrics"]

    assert [(point["label"], point["value"], point["open"]) for point in orders["series"]] == [
        ("2026-05", 1, False), ("2026-06", 2, True),
    ]  # fmt: skip
    assert [(group["key"], group["value"]) for group in orders["groups"]] == [("AT", 1), ("DE", 1), ("NL", 1)]
    # Of May and June 45 days have been seen, so March and April are counted up to 14 April.
    assert (orders["previous"]["value"], orders["previous"]["last_day"]) == (1, "2026-04-14")
    assert orders["change"]["difference"] == 2
    assert [note["code"] for note in orders["notes"]] == ["open_period"]


def test_what_is_not_known_is_null_and_says_why(people_shop: PeopleShop) -> None:
    (cost,) = json_of("metrics", "cost_per_new_buyer")["metrics"]
    assert (cost["value"], cost["why"]) == (None, "spend_unknown")
    assert "No ad spend" in cost["why_text"]


def test_a_table_for_people(people_shop: PeopleShop) -> None:
    answer = run("metrics", "orders", "repeat_purchase_rate", "--basis", "sold", "--grain", "quarter")

    assert answer.exit_code == 0
    lines = [" ".join(line.split()) for line in answer.stdout.replace("\u00a0", " ").splitlines()]
    assert "Orders 6 1" in lines
    assert any(line.startswith("Repeat purchase rate 25.0 %") for line in lines)
    assert any(line.startswith("2026-Q2 4 open") for line in lines)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("metrics", "fame"), 1, "There is no metric “fame”"),
        (("metrics", "--dates", "soon"), 1, "is not a stretch of days"),
        (("metrics", "repeat_purchase_rate", "--by", "category"), 1, "is not split by"),
        (("metrics", "--grain", "fortnight"), 2, "Invalid value"),
        (("cohorts", "--as-of", "x"), 1, "is not a day"),
    ],
)
def test_what_cannot_be_is_refused(people_shop: PeopleShop, words: tuple[str, ...], code: int, told: str) -> None:
    answer = run(*words)
    assert (answer.exit_code, answer.stdout) == (code, "")
    assert told in answer.stderr


def test_cohorts_are_printed(people_shop: PeopleShop) -> None:
    found = json_of("cohorts", "--basis", "sold")
    march = next(one for one in found["cohorts"] if one["label"] == "2026-03")

    assert (march["size"], march["first_day"], march["open"]) == (1, "2026-03-01", False)
    assert [(cell["state"], cell["active"]) for cell in march["cells"]] == [
        ("observed", 1), ("observed", 1), ("observed", 1), ("open", 0),
    ]  # fmt: skip
    assert march["cells"][1]["cumulative_per_buyer"] == euros(3_900)
    assert (found["grain"], found["ages"], found["settled_from"]) == ("month", "calendar", "2025-08-09")
    text = run("cohorts", "--basis", "sold", "--show", "share").stdout
    assert "100.0\u00a0%" in text


def test_rfm_is_printed(people_shop: PeopleShop) -> None:
    found = json_of("rfm", "--basis", "sold")

    assert (found["customers"], found["revenue"]) == (4, euros(8_600))
    assert sum(cell["customers"] for cell in found["cells"]) == 4
    assert {band["letter"] for band in found["bands"]} == {"r", "f", "m"}
    assert "recency" in run("rfm").stdout


def test_filters_are_those_of_the_screens(people_shop: PeopleShop) -> None:
    (orders,) = json_of("metrics", "orders", "--country", "DE", "--country", "AT", "--basis", "sold")["metrics"]
    assert orders["value"] == 5
    (orders,) = json_of("metrics", "orders", "--no-renewals", "--basis", "sold", "--as-of", "2026-06-05")["metrics"]
    assert orders["value"] == 4
