"""The brief of Online Retail in words and as JSON: exactly what an owner must be able to read in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from domains.insights_brief.shops import retail_context
from regulars.base.extends import Advice
from regulars.domains.insights.extends import ListAdvice
from regulars.domains.insights.queries import advice as advice_queries
from regulars.domains.insights.queries.brief import brief_in
from regulars.edges.desk.brief import choice
from regulars.edges.desk.brief.as_json import as_json
from regulars.edges.desk.brief.as_text import WIDTH, as_text
from regulars.edges.desk.brief.say_brief import say_brief
from regulars.edges.desk.brief.sheet import Brief, CardSheet
from tinyshop import TinyLake


def plain(text: str) -> str:
    """One line, ordinary spaces."""
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def offers(retail: TinyLake) -> tuple[Advice, ...]:
    context = retail_context(retail, basis="net")
    patch = pytest.MonkeyPatch()
    patch.setattr(
        "regulars.domains.insights.queries.advice_list",
        lambda rule, as_of=None: advice_queries.advice_list_in(context, rule),
    )
    found = [one for rule in advice_queries.rules.RULES for one in ListAdvice(rule).advise(context.as_of)]
    patch.undo()
    return choice.cards(found, (), context.as_of)


@pytest.fixture(scope="module")
def brief(retail: TinyLake, offers: tuple[Advice, ...]) -> Brief:
    context = retail_context(retail)
    cards = [CardSheet(advice, None, "") for advice in offers]
    return say_brief(brief_in(context), context.filters, shop="Online Retail", cards=cards)


@pytest.mark.parametrize(
    "said",
    [
        "Online Retail, as of 9 Dec 2011",
        "2,845 of 4,338 buyers ordered again (65.6 %).",
        "Sep to Nov: £3,153,975, up £1,247,326 (+65 %) on Jun to Aug, of it £940,858 from more buyers,",
        "£940,858 from more buyers, £197,308 from more orders each, £109,159 from larger orders.",
        "One year of history cannot tell season from growth",
        "434 buyers (10 %) bring 61 %.",
        "1,428 orders of 19,960 (7.2 %) name no customer: £1,755,277 of £10,666,685 (16.5 %).",
        "The file begins on 1 Dec 2010, and old customers look new until they order for the first time in it.",
        "compared with nobody.",
        "847 buyers ordered once, 90+ days ago.",
        "Of 1,458 such buyers 521 (36 %) returned by day 180 unasked.",
        "9 of its 31 days have been seen; a half-open month is compared with nothing.",
        "One more order from each of them: £238,956.",
        "305 more orders name no customer: £569,091",
    ],
)
def test_the_text_says(brief: Brief, said: str) -> None:
    assert said in plain(as_text(brief))


def test_the_text_claims_no_fall_of_retention(brief: Brief) -> None:
    text = plain(as_text(brief))
    assert "came back less" not in text
    assert "comes back less" not in text
    assert "come back less" not in text
    assert "trend" not in text.lower()


def test_the_text_fits_a_terminal(brief: Brief) -> None:
    assert max(len(line) for line in as_text(brief).splitlines()) <= WIDTH


def test_the_json_carries_the_same_to_the_penny(brief: Brief) -> None:
    found: dict[str, Any] = json.loads(json.dumps(as_json(brief, 7)))

    assert (found["as_of"], found["since"], found["basis"], found["currency"]) == (
        "2011-12-09", "2010-12-01", "sold", "GBP",
    )  # fmt: skip
    assert found["repeat_buyers"]["count"] == 2_845
    assert found["repeat_buyers"]["of"] == 4_338
    assert found["best_tenth"]["buyers"] == 434
    (change,) = found["changes"]
    assert change["period"] == {"from": "2011-09-01", "to": "2011-11-30"}
    assert change["compared"] == {"from": "2011-06-01", "to": "2011-08-31"}
    assert change["after"]["total"] == {"amount_minor": 315_397_455, "currency": "GBP"}
    assert change["change"] == {"amount_minor": 124_732_595, "currency": "GBP"}
    parts = ("from_buyers", "from_orders_each", "from_order_size", "from_refunds_without_order")
    assert [change[part]["amount_minor"] for part in parts] == [94_085_802, 19_730_845, 10_915_948, 0]
    assert sum(change[part]["amount_minor"] for part in parts) == change["change"]["amount_minor"]
    assert {limit["code"] for limit in found["cannot_say"]} >= {"one_year", "first_months", "unidentified"}
    card = found["advice"][0]
    assert (card["people"], card["unasked_returned"], card["unasked_of"]) == (847, 521, 1_458)
    assert len(found["advice"]) == 3
    assert found["elapsed_ms"] == 7


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in keys(each)}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


def test_keys_are_snake_case_all_the_way_down(brief: Brief) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", key) for key in keys(as_json(brief, 0)))


def test_every_key_is_described(brief: Brief, demo: Brief) -> None:
    """docs/reference/brief.md names each key of the JSON."""
    root = Path(__file__).resolve().parents[3]
    described = (root / "docs" / "reference" / "brief.md").read_text(encoding="utf-8")
    found = keys(as_json(brief, 0)) | keys(as_json(demo, 0))
    assert sorted(key for key in found if f"`{key}`" not in described) == []


def test_each_kind_of_finding_is_said_counted_and_opened(demo: Brief) -> None:
    found = {sheet.finding.kind: sheet for sheet in demo.findings}

    assert set(found) == {"week", "first_product", "stock_out", "country"}
    assert found["week"].title.endswith("came back less")
    assert "carried a discount" in found["week"].detail
    assert "/desk/customers?first_from=2025-08-04&first_to=2025-08-10" in found["week"].url
    assert found["first_product"].title == "starter-set-pour-over makes regulars"
    assert found["stock_out"].title == "harbor-blend was most likely out of stock, 1 to 30 Apr 2026"
    assert found["country"].title == "Netherlands: customers come back less"
    assert found["country"].url == "/desk/customers?country=NL&last_from=2025-08-31&last_to=2026-02-28"
    assert [sheet.is_good for sheet in found.values()].count(True) == 1
    for sheet in found.values():
        assert all(line.count <= line.of for line in sheet.evidence)


def test_another_language_formats_its_own_way(retail: TinyLake) -> None:
    context = retail_context(retail)
    with translation.override("de"):
        text = plain(as_text(say_brief(brief_in(context), context.filters)))
    assert "3.153.975" in text
    assert "65,6 %" in text
    assert "9. Dez. 2011" in text
