"""The style guide in a real browser: fits a phone, keeps the strict content policy, works by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from regulars.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"


def strict(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: the content policy that production will send."""

    def answer(request: Any) -> Any:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer


@pytest.fixture
def guide(page: Any, live_server: Any, sign_in: Callable[..., None], settings: Any) -> Iterator[Any]:
    """Open the style guide; any refused or failing thing on it fails the test."""
    settings.DEBUG = True
    settings.MIDDLEWARE = [f"{__name__}.strict", *settings.MIDDLEWARE]
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    sign_in(page, "owner")
    page.goto(f"{live_server.url}/desk/_styles")
    page.wait_for_selector(".chart.is-live")
    yield page
    assert not complaints, complaints


def test_time_stands_still_for_screenshots() -> None:
    assert clock.now().year == 2026


@pytest.mark.parametrize("width", [1440, 1024, 768, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_width_scrolls_sideways(guide: Any, width: int, scheme: str) -> None:
    guide.emulate_media(color_scheme=scheme)
    guide.set_viewport_size({"width": width, "height": 800})
    guide.wait_for_timeout(150)
    assert guide.evaluate("document.documentElement.scrollWidth") <= width


def test_a_figure_in_words_is_read_whole_on_a_phone(guide: Any) -> None:
    guide.set_viewport_size({"width": 360, "height": 800})
    figure = guide.locator(".stat-value").first
    figure.evaluate("node => { node.textContent = '18 minutes ago, at the latest'; }")
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_appearance_is_chosen_and_kept(guide: Any) -> None:
    guide.emulate_media(color_scheme="light")
    ground = "getComputedStyle(document.querySelector('.desk-main')).backgroundColor"
    assert guide.evaluate(ground) == "rgb(255, 255, 255)"
    guide.click(".topbar .menu > summary")
    guide.click("[data-theme-choice] button[value=dark]")
    assert guide.evaluate(ground) == "rgb(21, 23, 27)"
    guide.reload()
    assert guide.evaluate(ground) == "rgb(21, 23, 27)"


def test_the_palette_opens_by_key_finds_and_goes(guide: Any) -> None:
    guide.keyboard.press("/")
    guide.wait_for_selector("#palette[open]")
    guide.keyboard.type("zzzz")
    guide.wait_for_selector("#palette .hits-none")
    guide.keyboard.press("Escape")
    assert not guide.is_visible("#palette")
    guide.keyboard.press("Control+k")
    assert guide.is_visible("#palette")


def test_a_chart_becomes_its_table_and_speaks_by_keyboard(guide: Any) -> None:
    guide.click("#second [data-show=table]")
    assert guide.is_visible("#second .chart-table")
    assert not guide.is_visible("#second .chart-live")
    guide.focus("#revenue [data-live]")
    guide.keyboard.press("ArrowRight")
    guide.keyboard.press("ArrowRight")
    assert "Jan 2011" in guide.inner_text("#revenue .chart-tip")


def test_a_table_sorts_hides_columns_and_opens_rows(guide: Any) -> None:
    def names() -> list[str]:
        return list(guide.locator("#products tbody tr td:first-child").all_inner_texts())

    before = names()
    guide.click("#products thead [data-col=buyers] button")
    guide.click("#products thead [data-col=buyers] button")
    assert names() == before[::-1]
    guide.click("#products .menu > summary")
    guide.uncheck("#products .menu input[value=last]")
    assert not guide.is_visible("#products td[data-col=last]")


def test_a_dangerous_button_asks_first_and_takes_no_for_an_answer(guide: Any) -> None:
    guide.click("button[data-confirm]")
    assert "18,532 orders" in guide.inner_text("dialog.dialog")
    guide.keyboard.press("Escape")
    assert guide.locator("dialog.dialog").count() == 0


def test_everything_can_be_reached_by_tab_and_focus_is_seen(guide: Any) -> None:
    seen = set()
    for _ in range(40):
        guide.keyboard.press("Tab")
        seen.add(guide.evaluate("document.activeElement.className || document.activeElement.tagName"))
        shown = guide.evaluate(
            "(() => { const it = document.activeElement; const look = getComputedStyle(it);"
            " return look.outlineStyle !== 'none' || look.boxShadow !== 'none'"
            " || !!it.closest('.filter:focus-within, .searchbox-field:focus-within') })()"
        )
        assert shown, guide.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    assert len(seen) >= 6


def test_it_reads_without_scripts(chromium: Any, guide: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, storage_state=guide.context.storage_state())
    plain = context.new_page()
    plain.goto(guide.url)
    assert plain.is_visible("#revenue .chart-svg")
    assert plain.is_visible("#revenue .chart-table")
    assert plain.is_visible("text=Apply")
    context.close()
