"""What every test stands on: a stopped clock, no network, a home of its own; and a last line on what did not run.

Fixtures to ask for:
    clock         the stopped clock; `clock.set(instant)` and `clock.advance(hours=2)` move it
    shared_data   directory of the real data sets; the test is skipped where they are not on this machine
    staff         `staff("analyst")` makes a staff member of that role
    desk          `desk("marketer")` is a logged-in Django client; `desk(None)` an anonymous one
    program       `program("audit.read")` is a client that brings an API key with these permissions
    process_env   environment for `subprocess`: a command started with it sees this test's home and database
    page          a Chromium page; `sign_in(page, "owner")` opens the desk of `live_server` with it
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from regulars.kit.clock import FrozenClock, freeze

ROOT = Path(__file__).resolve().parents[1]
START = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)  # a Monday, far from the ends of month, quarter and year
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
TEST_DATABASE = "REGULARS_TEST_DATABASE_URL"


@pytest.fixture(autouse=True)
def clock() -> Iterator[FrozenClock]:
    """Stop `kit.clock` at START for every test, asked for or not."""
    with freeze(START) as frozen:
        yield frozen


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """Let no test be slowed down for what others asked in the same minute."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the directory of real data sets, or skip."""
    path = Path(os.environ.get("REGULARS_SHARED_DATA") or ROOT.parent / "shared" / "data").absolute()
    if not (path / "MANIFEST.json").is_file():
        pytest.skip("real data sets are not on this machine (REGULARS_SHARED_DATA)")
    return path


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Leave database names alone: `environment` already gave each test process its own."""


@pytest.fixture
def staff(db: None) -> Callable[..., Any]:
    """Return a maker of staff members: `staff("analyst", email=..., language="de")`."""
    from django.contrib.auth import get_user_model

    def make(role: str, email: str = "", **fields: Any) -> Any:
        person = get_user_model()(email=email or f"{role}@example.com", role=role, created_at=START, **fields)
        person.set_password("correct horse battery")
        person.save()
        return person

    return make


@pytest.fixture
def desk(staff: Callable[..., Any]) -> Callable[..., Any]:
    """Return a maker of Django clients: logged in with a role, or anonymous for None."""
    from django.test import Client

    def enter(role: str | None = "owner", **fields: Any) -> Client:
        client = Client()
        if role is not None:
            client.force_login(staff(role, **fields))
        return client

    return enter


@pytest.fixture
def program(db: None) -> Callable[..., Any]:
    """Return a maker of clients that bring an API key of their own."""
    from django.test import Client

    from regulars.base.staff import keyring, keys
    from regulars.base.state import Act, write

    def enter(*permissions: str) -> Client:
        key = keys.new_key()
        write(keyring.create_key, Act.by("system"), "Program", permissions, keys.digest(key), keys.hint(key))
        return Client(headers={"authorization": f"Bearer {key}"})

    return enter


@pytest.fixture
def process_env() -> dict[str, str]:
    """Return the environment of a command that is to see this test's home and database (use `transactional_db`)."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Start Chromium once per test process, or skip."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Playwright's event loop lives in the test's thread, which makes Django believe that views run inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """Return a fresh Chromium page, 1280 by 800, whose console errors fail the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce", locale="en-US")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, errors


@pytest.fixture
def sign_in(live_server: Any, staff: Callable[..., Any]) -> Callable[..., None]:
    """Return a function that logs a page into the desk of `live_server` with a role."""
    from django.test import Client

    def enter(page: Any, role: str = "owner", **fields: Any) -> None:
        client = Client()
        client.force_login(staff(role, **fields))
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])

    return enter


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs a PostgreSQL server where none is named, and browser tests where there is no browser."""
    for item in items:
        if item.get_closest_marker("engines") and not os.environ.get(TEST_DATABASE):
            item.add_marker(pytest.mark.skip(reason=f"no PostgreSQL server is named ({TEST_DATABASE})"))
        if item.get_closest_marker("browser") and CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="Chromium is not on this machine (apt-get install chromium)"))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say aloud what did not run, and why: a skipped proof is no proof."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[why.removeprefix("Skipped: ")] += 1
    if reasons:
        terminalreporter.section("not run on this machine")
        for why, count in reasons.most_common():
            terminalreporter.line(f"NOT RUN: {count} test{'s' if count > 1 else ''}: {why}")
    left_out = len(terminalreporter.stats.get("deselected", []))
    if left_out:
        terminalreporter.line(f"LEFT OUT by -m or -k: {left_out}; .ci/run runs slow, engines and browser tests too")
