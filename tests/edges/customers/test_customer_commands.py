"""`regulars customers list` has the filters of the screen, and both mean the same by them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from peopleshop import PeopleShop
from regulars.domains.traits import queries
from regulars.domains.traits.types import Conditions
from regulars.edges.cli.main import main

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["customers", *words])


def listed(*words: str) -> dict[str, Any]:
    answer = run("list", *words, "--json")
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.mark.parametrize(
    ("words", "conditions", "filters"),
    [
        ([], Conditions(), {"basis": "net"}),
        (
            ["--state", "lapsed", "--state", "at_risk"],
            Conditions(states=("at_risk", "lapsed")),
            {"basis": "net", "state": ["lapsed", "at_risk"]},
        ),
        (
            ["--orders-min", "2", "--basis", "sold"],
            Conditions(orders_min=2, basis="sold"),
            {"basis": "sold", "orders_min": "2"},
        ),
        (["--r", "5", "--f", "5"], Conditions(r=(5,), f=(5,)), {"basis": "net", "r": ["5"], "f": ["5"]}),
        (["--country", "AT"], Conditions(countries=("AT",)), {"basis": "net", "country": ["AT"]}),
    ],
)
def test_the_list_is_the_screen_s(
    people_shop: PeopleShop, words: list[str], conditions: Conditions, filters: dict[str, Any]
) -> None:
    found = listed(*words)
    assert found["total"] == len(queries.rank_people(conditions)) == len(found["customers"])
    assert found["filters"] == filters


def test_a_list_is_sorted_and_cut_as_asked(people_shop: PeopleShop) -> None:
    names = [one["name"].lower() for one in listed("--sort", "name", "--ascending", "--orders-min", "1")["customers"]]
    assert names == sorted(names)
    last = [one["last_on"] for one in listed("--orders-min", "1")["customers"]]
    assert last == sorted(last, reverse=True)
    assert [one["last_on"] for one in listed("--orders-min", "1", "--limit", "1", "--offset", "1")["customers"]] == [
        last[1]
    ]


def test_a_row_says_what_the_person_did(people_shop: PeopleShop) -> None:
    (one,) = listed("--search", "cleo")["customers"]
    assert set(one) >= {"id", "name", "orders", "net", "first_on", "last_on", "state", "r", "f", "m"}
    assert one["net"]["currency"] == "EUR"
    shown = run("list", "--search", "cleo")
    assert one["id"] in shown.stdout
    assert str(one["last_on"]) in shown.stdout


@pytest.mark.parametrize(
    "words", [["--state", "asleep"], ["--first-product", "prd_nonsense"], ["--r", "6"], ["--last-from", "31.12."]]
)
def test_a_filter_that_makes_no_sense_is_a_usage_error(people_shop: PeopleShop, words: list[str]) -> None:
    assert run("list", *words).exit_code == 2


def test_rfm_and_cohorts_say_which_filters_were_in_force(people_shop: PeopleShop) -> None:
    for command in ("rfm", "cohorts"):
        answer = CliRunner().invoke(main, [command, "--country", "DE", "--json"])
        assert json.loads(answer.stdout)["filters"] == {
            "dates": "all", "compare": "none", "basis": "net", "country": "DE", "renewals": "yes", "wholesale": "yes",
        }  # fmt: skip
