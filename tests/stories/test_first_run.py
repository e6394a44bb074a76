"""An owner with nothing but an export: from an empty desk to the brief, in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from regulars.base.jobs import worker
from regulars.base.lake import clear_cache, session
from regulars.base.settings import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
PATIENCE = 60_000
TEA = (
    "Umsätze Teeladen;;;;;;\r\nStand 31.12.2024;;;;;;\r\n\r\n"
    "Bestellnummer;Bestelldatum;E-Mail;Artikel;Menge;Einzelpreis;Land\r\n"
    "0999;31.02.2024 10:15;k1@example.de;Tasse;1;12,00;Deutschland\r\n"
    + "".join(
        f"{1000 + n};{1 + n % 28:02}.{1 + n % 12:02}.2024 10:15;k{n % 40}@example.de;Grüner Tee;{1 + n % 3};"
        f"{'1.204,50' if n % 50 == 0 else '4,90'};Deutschland\r\n"
        for n in range(300)
    )
).encode("cp1252")


def strict(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Middleware: the content policy that production will send."""

    def answer(request: Any) -> Any:
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return answer


@pytest.fixture(autouse=True)
def _empty_home() -> Iterator[None]:
    """What an earlier test left in this process's home is not this shop's."""
    for name in ("tmp", "imports", "lake"):
        shutil.rmtree(current().home / name, ignore_errors=True)
    clear_cache()
    yield
    for name in ("tmp", "imports", "lake"):
        shutil.rmtree(current().home / name, ignore_errors=True)
    clear_cache()


@pytest.fixture
def open_desk(page: Any, live_server: Any, sign_in: Callable[..., None], settings: Any) -> Any:
    """Return the browser's page on the empty desk of an owner, under the strict policy."""
    settings.MIDDLEWARE = [f"{__name__}.strict", *settings.MIDDLEWARE]
    sign_in(page, "owner")
    page.set_default_timeout(PATIENCE)
    page.goto(f"{live_server.url}/desk/")
    return page


def fits(page: Any) -> bool:
    """Whether nothing sticks out sideways on a phone, once tables have found out that they are too wide."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.wait_for_function("document.documentElement.scrollWidth <= 360", timeout=10_000)
    page.set_viewport_size({"width": 1280, "height": 800})
    return True


def drop(page: Any, name: str, content: bytes) -> None:
    """Choose a file; it is sent at once."""
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.wait_for_url("**/columns")


def finish(page: Any) -> None:
    """Let the worker work while the page watches."""
    page.wait_for_selector("#job progress")
    worker.drain()
    page.wait_for_url("**/desk/imports/imp_*")


def test_a_week_of_online_retail_from_the_empty_desk_to_the_brief(open_desk: Any, shared_data: Path) -> None:
    page = open_desk
    assert fits(page)
    file = shared_data / "online-retail" / "first_week_2010-12.csv.gz"
    drop(page, file.name, file.read_bytes())
    assert "UCI Online Retail" in page.inner_text(".finding")
    assert page.locator("#preview tbody tr").count() == 20
    assert fits(page)
    page.click("button[name=continue]")
    page.wait_for_url("**/answers")
    assert page.input_value("[name=zone]") == "Europe/London"
    assert page.input_value("[name=currency]") == "GBP"
    assert fits(page)
    page.fill("[name=name]", "Giftware")
    page.click("button:has-text('Continue')")
    page.wait_for_url("**/check")
    assert page.locator("#months tbody td").nth(1).inner_text() == "633"
    assert fits(page)
    page.click("button:has-text('It matches: import')")
    finish(page)
    assert "633 orders, from 16,985 rows." in page.inner_text(".finding")
    assert "Which order a cancellation belongs to" in page.inner_text("#unknown")
    assert fits(page)
    page.click("text=See your brief")
    page.wait_for_url("**/desk/")
    assert page.locator("input[type=file]").count() == 0
    assert "Giftware" in page.inner_text(".rail-shop")
    with session() as lake:
        orders = lake.table("orders")
        assert len(lake.rows(orders.filter(~orders.deleted))) == 633


def test_a_spreadsheet_from_a_till_is_corrected_by_a_choice_and_taken_back(open_desk: Any) -> None:
    page = open_desk
    drop(page, "kasse.csv", TEA)
    words = page.inner_text("#decisions")
    for said in ("Windows-1252", "day first", "decimal comma", "Europe/Berlin", "EUR"):
        assert said in words, said
    assert "31.02.2024 10:15" in page.inner_text("#rejects")
    page.select_option("[name=field_quantity]", "")
    page.wait_for_function("document.querySelector('#preview').innerText.includes('1 × Grüner Tee')")
    page.select_option("[name=field_quantity]", label="Menge")
    page.wait_for_function("document.querySelector('#preview').innerText.includes('3 × Grüner Tee')")
    page.click("button[name=continue]")
    page.wait_for_url("**/answers")
    page.fill("[name=name]", "Teeladen")
    page.click("button:has-text('Continue')")
    page.wait_for_url("**/check")
    assert "1 row cannot be read" in page.inner_text("#rejects")
    page.click("button:has-text('It matches: import')")
    finish(page)
    with page.expect_download() as download:
        page.click("text=All rejected rows")
    assert "31.02.2024 10:15" in Path(download.value.path()).read_text(encoding="utf-8-sig")
    page.click("text=Take it back")
    page.wait_for_selector("text=This takes back: 300 orders, 40 customers")
    page.click("button:has-text('Take it back')")
    page.wait_for_selector("#job progress")
    worker.drain()
    page.wait_for_selector("text=What this file brought was taken back.")
