"""The brief as one file: nothing to fetch, nobody named, one page of paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domains.insights_brief.shops import retail_context
from regulars.base.extends import Advice
from regulars.domains.insights.queries.brief import brief_in
from regulars.edges.desk.brief.as_file import as_file
from regulars.edges.desk.brief.say_brief import say_brief
from regulars.edges.desk.brief.sheet import Brief, CardSheet
from tinyshop import TinyLake

CARDS = [
    CardSheet(
        Advice(
            key=f"list_{number}",
            title="7,258 buyers ordered once, 90+ days ago, and are a list whose title is long",
            why="They belong to the tenth that brought most, and have waited more than one and a half times as long as "
            "they usually do between two orders.",
            customers=tuple(range(40)),
            url="/desk/customers?list=advice.x",
            worth_minor=15_191_000,
            currency="EUR",
            unasked="Of 6,718 who stood here 90 days ago, 319 (5 %) ordered within 90 days unasked.",
        ),
        None,
        "",
    )
    for number in range(3)
]


@pytest.fixture(scope="module")
def briefs(retail: TinyLake, demo: Brief) -> dict[str, Brief]:
    context = retail_context(retail)
    told = say_brief(brief_in(context), context.filters, shop="Online Retail", cards=CARDS)
    return {"retail": told, "demo": replace(demo, cards=tuple(CARDS), no_cards="")}


@pytest.mark.parametrize("name", ["retail", "demo"])
def test_the_file_holds_everything_and_reaches_for_nothing(briefs: dict[str, Brief], name: str) -> None:
    html = as_file(briefs[name])

    assert not re.search(r"https?:|//[a-z0-9-]+\.[a-z]|@import", html)
    assert not re.search(r"<(script|link|iframe|form|a)\b", html)
    assert not re.search(r'(?:src|href|action)="(?!data:|#)', html)
    assert "<style>" in html
    assert "<svg" in html


def test_the_file_names_nobody(briefs: dict[str, Brief]) -> None:
    for brief in briefs.values():
        html = as_file(brief)
        words = re.sub(r"<style>.*?</style>|data:[a-z/+0-9]+;base64,[A-Za-z0-9+/=]+", "", html, flags=re.DOTALL)
        assert "@" not in words
        assert "/desk/" not in words
        assert "list=advice" not in words


def test_the_file_says_what_the_brief_says(briefs: dict[str, Brief]) -> None:
    html = as_file(briefs["retail"]).replace("\xa0", " ")
    for said in ("2,845 of 4,338", "65.6 %", "£3,153,975", "+£940,858", "+£197,308", "+£109,159", "1,428 orders"):
        assert said in html


@pytest.mark.browser
@pytest.mark.parametrize("name", ["retail", "demo"])
def test_it_prints_on_one_page(briefs: dict[str, Brief], name: str, page: Any, tmp_path: Path) -> None:
    file = tmp_path / "brief.html"
    file.write_text(as_file(briefs[name]), encoding="utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.pdf(path=str(tmp_path / "brief.pdf"), prefer_css_page_size=True, print_background=True)

    pages = re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "brief.pdf").read_bytes())
    assert len(pages) == 1
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
