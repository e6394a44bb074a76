"""Every page runs under its policy: Chromium refuses nothing, and refuses what does not belong there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from peopleshop import PeopleShop, clear_people_shop, open_people_shop

from test_every_route import real, routes  # isort: skip

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WATCH = """
window.refused = [];
const note = (e) => window.refused.push(`${e.effectiveDirective} ${e.blockedURI}`);
document.addEventListener("securitypolicyviolation", note);
"""


@pytest.fixture
def opened(transactional_db: None) -> Iterator[PeopleShop]:
    """Open the shop for one test; a live server sees it."""
    yield open_people_shop()
    clear_people_shop()


def test_no_page_asks_for_what_its_policy_refuses(
    opened: PeopleShop, page: Any, live_server: Any, sign_in: Callable[..., None]
) -> None:
    """S15: 0 violations in normal use, charts and fragments included."""
    sign_in(page, "owner", name="Olga Owner")
    page.add_init_script(WATCH)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    seen = 0
    for pattern, mark in routes():
        if mark is None or not pattern.startswith("desk/") or pattern.endswith((".csv", "/file")):
            continue
        address = live_server.url + real(pattern, opened)
        answer = page.request.get(address)
        if answer.status == 200 and "text/html" in answer.headers["content-type"]:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            seen += 1
            assert page.evaluate("window.refused") == [], pattern
    assert not complaints
    assert seen >= 25


def test_what_does_not_belong_on_a_page_does_not_run(
    opened: PeopleShop, page: Any, live_server: Any, sign_in: Callable[..., None]
) -> None:
    sign_in(page, "owner", name="Olga Owner")
    page.add_init_script(WATCH)
    page.goto(f"{live_server.url}/desk/settings/account")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = 1";
            document.body.append(script);
            const style = document.createElement("style");
            style.textContent = "body { display: none }";
            document.body.append(style);
            const button = document.createElement("div");
            button.innerHTML = '<button id="evil" onclick="window.ran = 2">x</button>';
            document.body.append(button);
            document.getElementById("evil").click();
        }"""
    )
    assert page.evaluate("window.ran") is None
    assert page.is_visible("main")
    refused = " ".join(page.evaluate("window.refused"))
    for directive in ("script-src-elem", "script-src-attr", "style-src-elem"):
        assert directive in refused


def test_a_second_factor_is_set_up_by_the_picture_on_the_page(
    opened: PeopleShop, page: Any, live_server: Any, sign_in: Callable[..., None]
) -> None:
    import pyotp

    from regulars.kit import clock

    sign_in(page, "owner", name="Olga Owner")
    page.goto(f"{live_server.url}/desk/settings/account/second-factor")
    page.fill("input[name=present]", "correct horse battery")
    page.click("text=Go on")
    page.wait_for_selector(".factor-picture svg")
    box = page.locator(".factor-picture svg").bounding_box()
    assert box is not None
    assert 150 <= box["width"] <= 320
    secret = page.inner_text(".factor-secret").replace(" ", "")
    page.fill("input[name=code]", pyotp.TOTP(secret).at(clock.now()))
    page.click("text=Turn it on")
    page.wait_for_selector(".factor-codes")
    assert page.locator(".factor-codes code").count() == 8
