"""Components draw what they are given: exact where it matters, escaped always, blank where nothing was seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from regulars.base.web import components as c
from regulars.base.web import markup, showcase
from regulars.base.web.drawing import PARTS
from regulars.base.web.formats import COUNT, DATE, DAYS, PERCENT, POINTS, TEXT, money_in

GBP = money_in("GBP")
DANGEROUS = '<script>alert("x")</script>'


def drawn(thing: Any, address: str = "/desk/x") -> str:
    context = Context({"thing": thing, "request": RequestFactory().get(address), "csrf_token": "token"})
    return Template("{% load web %}{% show thing %}").render(context)


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def samples() -> dict[str, Any]:
    shown = showcase.everything()
    return {name: thing for name, thing in shown.items() if name not in {"heading", "finding", "crumb_url", "form"}}


def test_the_style_guide_shows_every_component() -> None:
    shown: set[type] = set()
    for thing in samples().values():
        shown |= {type(one) for one in thing} if isinstance(thing, list) else {type(thing)}
    assert set(PARTS) - shown <= {c.Delta, c.Pager}  # these two stand inside others


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_component_draws_without_inline_style_or_script(language: str) -> None:
    with translation.override(language):
        for name, thing in samples().items():
            html = drawn(thing)
            assert words(html), name
            assert not re.search(r"\sstyle=|\son\w+=|<script|<style", html), name
            assert "None" not in words(html), name


def test_nothing_is_drawn_for_nothing_and_a_stranger_is_an_error() -> None:
    assert drawn(None) == drawn([]) == ""
    with pytest.raises(TypeError, match="no component"):
        drawn(object())


def test_figures_share_a_band_and_cards_a_row() -> None:
    assert drawn([c.Stat("Orders", 1), c.Stat("Buyers", 2)]).startswith('<div class="stats">')
    card = c.AdviceCard("k", "t", "w", 30, c.Action("Open", "#"))
    assert drawn([card]).startswith('<div class="advice-list">')


@pytest.mark.parametrize(
    "make",
    [
        lambda text: c.Stat(text, 1, note=text, delta=c.Delta(1, COUNT, text)),
        c.Badge,
        lambda text: c.Action(text, "#", post=True, confirm=text, fields=(("a", text),)),
        lambda text: c.AdviceCard("k", text, text, 30, c.Action(text, "#"), unasked=text, worth_label=text),
        lambda text: c.Table(
            "t", [c.Column("a", text, term="x")], [c.Row([c.Cell(text, note=text, title=text)])], text
        ),
        lambda text: c.LineChart(
            "l", text, [text], [c.Series(text, [1])], COUNT, text, marks=[c.ChartMark(text, text)]
        ),
        lambda text: c.BarChart("b", text, [c.Bar(text, 1, note=text)], COUNT, text),
        lambda text: c.Grid(
            "g", text, text, [text], [c.GridRow(text, 1, [c.GridCell(1, title=text, note=text)])], COUNT
        ),
        lambda text: c.Facts([c.Fact(text, text, note=text)]),
        lambda text: c.Timeline([c.Event(date(2011, 12, 9), text, text)]),
        lambda text: c.FilterBar([c.FilterField("a", text, choices=[c.Choice(text, text)])], [c.Chip(text, "#")]),
        lambda text: c.Tabs([c.Tab(text, "#")]),
        lambda text: c.Empty(text, text),
        lambda text: c.Progress("p", text, 1, 2, text),
        lambda text: c.Stepper([c.Step(text)], 0),
    ],
)
def test_no_component_lets_markup_through(make: Callable[[str], Any]) -> None:
    html = drawn(make(DANGEROUS))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_figure_says_its_comparison_and_its_certainty() -> None:
    stat = c.Stat(
        "Repeat purchase rate", 0.6558, PERCENT, c.Delta(0.021, POINTS, "on the quarter before"), (0.6416, 0.6698)
    )
    assert words(drawn(stat)) == (
        "Repeat purchase rate 65.6 % +2.1 points on the quarter before likely between 64.2 and 67.0 %"
    )


@pytest.mark.parametrize(
    ("value", "good", "tone"),
    [
        (5, "up", "good"),
        (-5, "up", "bad"),
        (5, "down", "bad"),
        (-5, "down", "good"),
        (5, "", "plain"),
        (0, "up", "even"),
        (None, "up", "even"),
    ],
)
def test_a_difference_is_good_news_only_in_its_direction(value: int | None, good: Any, tone: str) -> None:
    assert f"delta-{tone}" in drawn(c.Delta(value, COUNT, "", good))


def test_a_table_puts_the_unit_into_its_header_and_the_exact_value_into_the_title() -> None:
    columns = [c.Column("n", "Name"), c.Column("net", "Net sales", GBP, sortable=True), c.Column("r", "Rhythm", DAYS)]
    html = drawn(
        c.Table("t", columns, [c.Row(["Ana", 315397537, 31], url="/desk/c/1")], sort="-net"),
        "/desk/x?page=3&country=DE",
    )
    assert words(html) == "Name Net sales GBP Rhythm days Ana 3,153,975 31"
    assert 'title="£3,153,975.37"' in html
    assert 'aria-sort="descending"' in html
    assert 'href="?country=DE&amp;sort=net"' in html  # turns the order around, on the first page
    assert 'data-href="/desk/c/1"' in html
    assert '<a href="/desk/c/1">Ana</a>' in html  # the row can be opened by keyboard and without scripts


def test_the_first_click_sorts_numbers_and_dates_down_and_words_up() -> None:
    columns = [
        c.Column("n", "Name", sortable=True),
        c.Column("o", "Orders", COUNT, sortable=True),
        c.Column("d", "Last", DATE, sortable=True),
    ]
    html = drawn(c.Table("t", columns, [c.Row(["Ana", 3, date(2011, 12, 9)])]))
    assert re.findall(r'href="\?sort=([^"]+)"', html) == ["n", "-o", "-d"]


def test_a_row_that_does_not_fit_its_columns_is_an_error() -> None:
    with pytest.raises(ValueError, match="a row of 1 cells under 2 columns"):
        drawn(c.Table("t", [c.Column("a", "A"), c.Column("b", "B")], [c.Row(["x"])]))


def test_an_empty_table_says_so_and_offers_the_step_that_fills_it() -> None:
    assert "No rows match." in drawn(c.Table("t", [c.Column("a", "A")], []))
    empty = c.Empty("No orders yet", "Import them.", action=c.Action("Import", "/desk/import"))
    assert 'href="/desk/import"' in drawn(c.Table("t", [c.Column("a", "A")], [], empty=empty))


def test_what_was_not_observed_is_blank_and_what_still_runs_is_hatched() -> None:
    cells = [c.GridCell(1.0), c.GridCell(0.5), c.GridCell(0.0), c.GridCell(0.1, "open"), c.GridCell(state="blank")]
    grid = c.Grid("g", "t", "First order", list("01234"), [c.GridRow("Jan", 10, cells)], PERCENT, skip_columns=1)
    html = drawn(grid)
    assert re.findall(r'<td class="(cell[^"]*)"', html) == [
        "cell is-given", "cell step-9 ink-high", "cell step-0", "cell step-2 is-open", "cell is-blank",
    ]  # fmt: skip
    assert re.findall(r'<td class="cell[^"]*"[^>]*>(.*?)</td>', html) == [
        "<span>100.0</span>", "<span>50.0</span>", "<span>0.0</span>", "<span>10.0</span>", "",
    ]  # fmt: skip


def test_a_chart_is_also_its_table_and_open_periods_are_dashed_and_hatched() -> None:
    months = [date(2011, month, 1) for month in (10, 11, 12)]
    chart = c.LineChart(
        "l",
        "t",
        months,
        [c.Series("Revenue", [107070400, None, 43366800], [1, None, 2], [3, None, 4])],
        GBP,
        "Month",
        x_unit=DATE,
        open_from=2,
    )
    html = drawn(chart)
    assert html.count("data-open>") == 1
    assert 'data-v="1070704" data-text="£1,070,704" data-low="0.01" data-high="0.03"' in html
    assert 'fill="url(#l-hatch)"' in html
    assert words(html).count("period still running") == 1


@pytest.mark.parametrize("form", ["line", "step", "columns"])
@pytest.mark.parametrize("values", [[], [None], [5], [0, 0, 0], [-3, None, 4]])
def test_odd_series_draw_without_harm(form: Any, values: list[int | None]) -> None:
    chart = c.LineChart("l", "t", list(range(len(values))), [c.Series("a", values)], COUNT, "x", form=form)
    assert "nan" not in drawn(chart).lower().replace("finance", "")


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    series = [c.Series(str(number), [1]) for number in range(7)]
    with pytest.raises(ValueError, match="6 can be told apart"):
        drawn(c.LineChart("l", "t", [1], series, COUNT, "x"))
    with pytest.raises(ValueError, match="a value or None at every x"):
        drawn(c.LineChart("l", "t", [1, 2], [c.Series("a", [1])], COUNT, "x"))


def test_bars_below_zero_run_to_the_left() -> None:
    html = drawn(c.BarChart("b", "t", [c.Bar("down", -50), c.Bar("up", 50)], COUNT))
    assert re.findall(r'<rect class="fill s1" x="([\d.]+)" y="3" width="([\d.]+)"', html) == [
        ("0", "500"),
        ("500", "500"),
    ]


def test_progress_asks_again_until_the_work_ends() -> None:
    running = c.Progress("p", "Reading", 1, 10, poll_url="/desk/jobs/1")
    assert 'hx-get="/desk/jobs/1"' in drawn(running)
    assert "hx-get" not in drawn(c.Progress("p", "Reading", 10, 10, state="done", poll_url="/desk/jobs/1"))
    with translation.override("de"):
        assert 'value="1000" max="2000"' in drawn(c.Progress("p", "Reading", 1000, 2000))


def test_filters_stand_in_the_address_and_can_be_taken_away() -> None:
    fields = [
        c.FilterField(
            "country", "Country", value="DE", choices=[c.Choice("", "all"), c.Choice("DE", "Germany")], primary=True
        ),
        c.FilterField("sort", "Sort", "hidden", "-net"),
        c.FilterField("q", "Name", "search"),
    ]
    html = drawn(c.FilterBar(fields, [c.Chip("Country: Germany", "?")], "/desk/x"))
    assert '<form class="filters" method="get"' in html
    assert '<option value="DE" selected>' in html
    assert '<input type="hidden" name="sort" value="-net">' in html
    assert 'class="chip" href="?"' in html


def test_a_glossary_word_is_explained_and_an_unknown_one_left_alone() -> None:
    template = Template('{% load web %}{% term "cohort" %}|{% term "nonsense" %}')
    known, unknown = template.render(Context()).split("|")
    assert 'role="tooltip"' in known
    assert unknown == "nonsense"


def test_text_columns_align_left_and_numbers_right() -> None:
    html = drawn(c.Table("t", [c.Column("a", "A", TEXT), c.Column("b", "B", COUNT)], [c.Row(["x", 1])]))
    assert re.findall(r"<td([^>]*)>", html) == [' data-col="a"', ' class="is-num" data-col="b"']


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Run `regulars init`.", "Run <code>regulars init</code>."),
        ("`a` & `<b>`", "<code>a</code> &amp; <code>&lt;b&gt;</code>"),
        ("one ` alone", "one ` alone"),
        ("none", "none"),
    ],
)
def test_commands_between_backticks_are_drawn_as_code(text: str, drawn: str) -> None:
    assert markup.coded(text) == drawn
