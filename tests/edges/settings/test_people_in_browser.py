"""Customers, orders, products and settings in a real browser: any width, either scheme, by keyboard, strict policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from peopleshop import PeopleShop, clear_people_shop, open_people_shop

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
PAGES = (
    "/desk/customers", "/desk/customers?state=lapsed&orders_min=1&q=cleo", "/desk/customers/{ana}", "/desk/orders",
    "/desk/orders/{order}", "/desk/products", "/desk/products/{product}", "/desk/settings", "/desk/settings/figures",
    "/desk/settings/currencies", "/desk/settings/data", "/desk/settings/jobs", "/desk/settings/links",
    "/desk/settings/staff", "/desk/settings/staff/add", "/desk/settings/log", "/desk/settings/account",
)  # fmt: skip


def strict(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: the content policy that production will send."""

    def answer(request: Any) -> Any:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer


@pytest.fixture
def opened(transactional_db: None) -> Iterator[PeopleShop]:
    """Open the shop for one test; a live server sees it."""
    yield open_people_shop()
    clear_people_shop()


@pytest.fixture
def browser(
    opened: PeopleShop, page: Any, live_server: Any, sign_in: Callable[..., None], settings: Any
) -> Iterator[Any]:
    """Return `go(address)` on a signed-in page; whatever the console complains about fails the test."""
    settings.MIDDLEWARE = [f"{__name__}.strict", *settings.MIDDLEWARE]
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    sign_in(page, "owner", name="Olga Owner")

    def go(address: str) -> Any:
        names = {"ana": opened.customer("ana"), "order": opened.order("1003"), "product": opened.product("Earl Grey")}
        answer = page.goto(live_server.url + address.format(**names))
        assert answer.status == 200, address
        return page

    yield go
    refused = "the server responded with a status of 422"  # a form sent back with its mistakes
    assert not [words for words in complaints if refused not in words]


def test_every_page_fits_a_phone_and_a_laptop_in_light_and_dark(browser: Any) -> None:
    for address in PAGES:
        page = browser(address)
        for width in (1440, 768, 360):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width, scheme)


def test_a_table_that_fitted_a_wide_window_does_not_widen_the_page_before_it_is_measured_anew(browser: Any) -> None:
    """A script finds out whether a table fits, and runs a moment after the window changed."""
    page = browser("/desk/settings/log")
    page.set_viewport_size({"width": 360, "height": 800})
    widths = """() => {
      const box = document.querySelector(".table-scroll");
      box.setAttribute("data-fits", "");
      return [box.firstElementChild.offsetWidth, document.documentElement.scrollWidth];
    }"""
    table, document = page.evaluate(widths)
    assert table > 360
    assert document <= 360


def test_a_laptop_shows_the_whole_table_without_scrolling_sideways(browser: Any) -> None:
    page = browser("/desk/customers")
    page.set_viewport_size({"width": 1440, "height": 900})
    wide = "(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.table-scroll'))"
    assert page.evaluate(wide)


def test_filters_stand_in_the_address_and_are_taken_away_by_their_chip(browser: Any) -> None:
    page = browser("/desk/customers")
    page.select_option("select[name=country]", "DE")
    page.wait_for_url("**country=DE**")
    page.fill(".filters input[name=q]", "cleo")
    page.press(".filters input[name=q]", "Enter")
    page.wait_for_url("**q=cleo**")
    assert "country=DE" in page.url
    assert page.locator("tbody tr").count() == 1
    page.locator(".chip", has_text="Country").click()
    page.wait_for_url(lambda url: "country" not in url)
    assert "q=cleo" in page.url


def test_columns_are_chosen_and_stay_chosen(browser: Any) -> None:
    page = browser("/desk/customers")
    page.locator("[data-columns-of=customers] summary").click()
    page.locator("[data-columns-of=customers] input[value=gap]").check()
    assert page.locator("th[data-col=gap]").is_visible()
    page = browser("/desk/customers")
    assert page.locator("th[data-col=gap]").is_visible()


def test_a_row_opens_the_customer_and_the_timeline_goes_on_in_place(browser: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("regulars.domains.customers.views.one.EVENTS_ON_A_PAGE", 3)
    page = browser("/desk/customers?q=ana")
    page.locator("tbody tr td").nth(3).click()
    page.wait_for_url("**/desk/customers/cus_*")
    before = page.locator(".event").count()
    page.locator("#timeline a", has_text="Earlier").click()
    page.wait_for_function(f"document.querySelectorAll('.event').length > {before}")
    assert "timeline" not in page.url


def test_the_search_box_finds_people_orders_and_products_by_keyboard(browser: Any) -> None:
    page = browser("/desk/settings")
    for words, where in (("cleo", "/desk/customers/cus_"), ("1003", "/desk/orders/ord_"), ("assam", "/desk/products/")):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        page.wait_for_function(
            "(words) => document.querySelector('#palette-hits [aria-selected=true]')?.textContent.toLowerCase()"
            ".includes(words) || [...document.querySelectorAll('#palette-hits .hit')].length === 1",
            arg=words,
        )
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{where}*")


def test_closing_a_login_asks_first_and_says_what_it_does(browser: Any, staff: Callable[..., Any]) -> None:
    member = staff("support", email="sam@example.com", name="Sam")
    page = browser(f"/desk/settings/staff/{member.pk}")
    page.get_by_role("button", name="Close this login").click()
    dialog = page.locator("dialog[open]")
    assert "Sam is logged out and cannot log in any more" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Close this login").click()
    page.locator("dialog[open]").get_by_role("button", name="Close this login").click()
    page.wait_for_url("**/desk/settings/staff")
    assert "Closed" in page.locator("tr", has_text="sam@example.com").inner_text()


def test_a_running_job_is_watched_until_it_is_done(browser: Any) -> None:
    from regulars.base.jobs import worker

    page = browser("/desk/settings/data")
    page.get_by_role("button", name="Sync now").click()
    page.wait_for_selector(".progress")
    page.goto(page.url.replace("/data", "/jobs"))
    assert page.locator(".progress").count() == 1
    worker.drain()
    page.wait_for_selector("tbody tr:has-text('Bring figures up to date'):has-text('Done')", timeout=8_000)
    assert page.locator(".progress").count() == 0


def test_a_form_keeps_what_was_typed_and_points_at_the_mistake(browser: Any) -> None:
    page = browser("/desk/settings/figures")
    page.fill("#id_r", "30 90 180")
    page.get_by_role("button", name="Use these cuts").click()
    page.wait_for_selector("#id_r-error")
    assert page.input_value("#id_r") == "30 90 180"
    assert page.get_attribute("#id_r", "aria-invalid") == "true"


def test_pages_read_without_scripts(browser: Any, chromium: Any, live_server: Any, page: Any) -> None:
    cookies = page.context.cookies()
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto(f"{live_server.url}/desk/customers?state=lapsed")
    assert "Cleo Müller" in plain.locator("tbody").inner_text()
    assert plain.get_by_role("button", name="Apply").is_visible()
    context.close()
