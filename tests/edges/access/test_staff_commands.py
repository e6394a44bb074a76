"""Inviting, resetting and logging out from the command line, where no page can be opened any more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from who_enters import PASSWORD

from regulars.base.staff import factor
from regulars.base.staff.models import SecondFactor
from regulars.base.staff.queries import staff_by_email
from regulars.base.state import Act, write
from regulars.edges.cli.main import main

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Return `told("staff", "list")`: what a command prints as JSON."""

    def run(*words: str) -> dict[str, Any]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--json"])
        out = capsys.readouterr().out
        assert not ended.value.code, out
        answer: dict[str, Any] = json.loads(out)
        return answer

    return run


def path_of(link: str) -> str:
    assert link.startswith("http://127.0.0.1:8321/desk/password/")
    return link.removeprefix("http://127.0.0.1:8321")


def test_an_invitation_works_before_any_mail_is_set_up(told: Desk, log_in: Desk) -> None:
    made = told("staff", "invite", "Ida@Example.com", "--role", "analyst", "--name", "Ida")
    assert (made["email"], made["role"]) == ("ida@example.com", "analyst")
    stranger = Client()
    given = {"password": "quite a long tea", "again": "quite a long tea"}
    assert stranger.post(path_of(made["link"]), given).status_code == 302
    assert log_in("ida@example.com", "quite a long tea").status_code == 302


def test_a_link_to_reset_leaves_the_present_password_until_it_is_used(
    told: Desk, staff: Callable[..., Any], log_in: Desk
) -> None:
    staff("owner")
    link = told("staff", "reset", "owner@example.com", "--link")["link"]
    assert log_in("owner@example.com", PASSWORD).status_code == 302
    given = {"password": "quite a long tea", "again": "quite a long tea"}
    assert Client().post(path_of(link), given).status_code == 302
    assert log_in("owner@example.com", PASSWORD).status_code == 422


def test_a_reset_makes_a_new_password_and_ends_sessions(told: Desk, desk: Desk, log_in: Desk) -> None:
    browser = desk("owner")
    password = told("staff", "reset", "owner@example.com")["password"]
    assert browser.get("/desk/settings/account").status_code == 302
    assert log_in("owner@example.com", password).status_code == 302


def test_the_second_factor_of_an_only_owner_is_taken_away(told: Desk, desk: Desk, log_in: Desk) -> None:
    desk("owner")
    one = staff_by_email("owner@example.com")
    assert one is not None
    act = Act.by("system")
    write(factor.begin, act, one.id)
    code = next(code for code in codes_of_now(one.id) if code)
    write(factor.confirm, act, one.id, code, [])
    password = told("staff", "reset", "owner@example.com", "--second-factor")["password"]
    assert not SecondFactor.objects.exists()
    assert log_in("owner@example.com", password)["Location"] == "/desk/"


def codes_of_now(staff: int) -> list[str]:
    import pyotp

    from regulars.kit import clock

    told_app = factor.setup_of(staff, "owner@example.com", "Tea: House")
    assert told_app is not None
    assert "Tea%20%20House" in told_app.address or "Tea%20House" in told_app.address
    return [pyotp.TOTP(told_app.secret).at(clock.now())]


def test_everybody_can_be_logged_out_at_once(told: Desk, desk: Desk) -> None:
    browser = desk("support")
    assert told("staff", "logout", "support@example.com")["sessions_ended"] == 1
    assert browser.get("/desk/settings/account").status_code == 302


@pytest.mark.parametrize("words", [("reset",), ("reset", "--link"), ("logout",)])
def test_nobody_is_told_as_nobody(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["staff", *words, "nobody@example.com"])
    assert ended.value.code == 1
    assert "nobody@example.com" in capsys.readouterr().err


@pytest.mark.asvs("16.3.2", "a page that is refused to a role is written to the server's log")
def test_a_refused_page_is_written_to_the_log_of_the_server(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    assert desk("support").get("/desk/settings/staff").status_code == 403
    assert any(record.status_code == 403 for record in caplog.records if hasattr(record, "status_code"))
