"""The ground that every test stands on is as conftest promises."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_socket

from regulars.kit import clock as house_clock


def test_the_clock_stands_still_until_it_is_moved(clock: Any) -> None:
    before = house_clock.now()
    assert before == datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
    clock.advance(hours=2)
    assert house_clock.now() == datetime(2026, 6, 15, 11, 0, tzinfo=UTC)


def test_the_network_is_off() -> None:
    refused = (pytest_socket.SocketConnectBlockedError, UserWarning)  # it warns first, and warnings are errors
    with socket.socket() as opened, pytest.raises(refused):
        opened.connect(("192.0.2.1", 80))


def test_the_home_is_temporary_and_nobody_elses() -> None:
    from regulars.base.settings import current

    assert current().home.is_relative_to(tempfile.gettempdir())
    assert [name for name in os.environ if name == "REGULARS_PUBLIC_URL"] == []


@pytest.mark.django_db(transaction=True)
def test_a_command_started_as_a_process_sees_the_database_of_the_test(
    staff: Callable[..., Any], process_env: dict[str, str]
) -> None:
    staff("analyst", email="ana@example.com")
    regulars = Path(sys.executable).parent / "regulars"
    done = subprocess.run(
        [str(regulars), "staff", "list"], env=process_env, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "ana@example.com" in done.stdout


@pytest.mark.django_db
def test_a_role_is_logged_in_and_an_anonymous_client_is_not(desk: Callable[..., Any]) -> None:
    assert "_auth_user_id" in desk("support").session
    assert "_auth_user_id" not in desk(None).session


@pytest.mark.browser
def test_a_browser_opens_the_login_page(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/desk/login")
    assert page.locator("input[type=password]").count() == 1


@pytest.mark.browser
def test_a_browser_can_be_signed_in(page: Any, live_server: Any, sign_in: Callable[..., None]) -> None:
    sign_in(page, "owner")
    page.goto(f"{live_server.url}/desk/_styles")
    assert "/desk/login" not in page.url
