"""Sessions: known by a hash, under a new key at each login, ended in time, by their owner, by an owner, by a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from who_enters import FIREFOX

from regulars.base.staff.models import Session
from regulars.base.staff.origin import device_of, prefix_of
from regulars.base.staff.presence import list_sessions
from regulars.base.staff.queries import staff_by_email
from regulars.base.staff.sessions import SessionStore, digest
from regulars.base.state import Act, write
from regulars.edges.settings.tidying import forget_sessions

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
PAGE = "/desk/settings/account"


def number(email: str) -> int:
    found = staff_by_email(email)
    assert found is not None
    return found.id


@pytest.mark.asvs("7.2.4", "a login gets a new session key, and the one before opens nothing")
@pytest.mark.asvs("7.2.3", "a session key is random and has more than 128 bits")
def test_a_login_gets_a_new_key(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("owner")
    browser = Client()
    browser.session["planted"] = "by somebody else"
    planted = SessionStore()
    planted["x"] = 1
    planted.save()
    browser.cookies["sessionid"] = planted.session_key
    assert log_in("owner@example.com", browser=browser).status_code == 302
    key = browser.cookies["sessionid"].value
    assert key != planted.session_key
    assert len(key) >= 32
    assert not SessionStore().exists(str(planted.session_key))
    assert browser.get(PAGE).status_code == 200


@pytest.mark.asvs("7.2.2", "a session is a random reference that the server keeps")
def test_the_database_knows_the_hash_of_a_key_alone(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("owner")
    browser = Client()
    log_in("owner@example.com", browser=browser)
    key = browser.cookies["sessionid"].value
    row = Session.objects.get(staff_id=number("owner@example.com"))
    assert bytes(row.key_hash) == digest(key)
    assert key not in "".join(str(value) for value in row.__dict__.values())


def test_a_session_shows_browser_and_network_and_no_more(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("owner")
    log_in("owner@example.com", address="203.0.113.77")
    (row,) = list_sessions(number("owner@example.com"))
    assert (row.device, row.address) == ("Firefox on Linux", "203.0.113.0/24")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("127.0.0.1", "127.0.0.1"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_as_its_network(address: str, network: str) -> None:
    assert prefix_of(address) == network


def test_a_browser_is_named_as_people_name_it() -> None:
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0"
    assert [device_of(one) for one in (FIREFOX, iphone, edge, "curl/8")] == [
        "Firefox on Linux", "Safari on iPhone", "Edge on Windows", "",
    ]  # fmt: skip


@pytest.mark.asvs("7.3.1", "a session that is not used ends")
def test_an_idle_session_ends(desk: Desk, clock: Any) -> None:
    browser = desk("owner")
    for _ in range(3):  # in use, it goes on
        clock.advance(hours=11)
        assert browser.get(PAGE).status_code == 200
    clock.advance(hours=12, seconds=1)
    assert browser.get(PAGE).status_code == 302


@pytest.mark.asvs("7.3.2", "a session ends after two weeks even if it is used all the time")
def test_a_session_in_use_ends_too(desk: Desk, clock: Any) -> None:
    browser = desk("owner")
    for _ in range(14 * 2 - 1):
        clock.advance(hours=11, minutes=59)
        assert browser.get(PAGE).status_code == 200
    clock.advance(hours=11, minutes=59)
    assert browser.get(PAGE).status_code == 200
    clock.advance(hours=1)
    assert browser.get(PAGE).status_code == 302


@pytest.mark.asvs("7.4.1", "after logging out the old key opens nothing")
@pytest.mark.asvs("14.3.1", "logging out tells the browser to drop the pages it kept")
def test_logging_out_ends_the_session_on_the_server(desk: Desk, recorded: Desk) -> None:
    browser, thief = desk("owner"), Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert thief.get(PAGE).status_code == 200
    answer = browser.post("/desk/logout")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert thief.get(PAGE).status_code == 302
    assert len(recorded("staff.logged_out")) == 1


@pytest.mark.asvs("7.4.2", "a login that is closed, a role that changes and a password that is reset end all sessions")
@pytest.mark.asvs("8.3.2", "another role counts at once")
@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("", {"name": "S", "role": "analyst", "language": "en"}),
        ("/state", {"is_active": "0"}),
        ("/sessions/end", {}),
    ],
)
def test_what_an_owner_changes_ends_sessions(desk: Desk, recorded: Desk, path: str, given: dict[str, str]) -> None:
    owner, support = desk("owner"), desk("support")
    assert support.get(PAGE).status_code == 200
    assert owner.post(f"/desk/settings/staff/{number('support@example.com')}{path}", given).status_code == 302
    assert support.get(PAGE).status_code == 302
    (fact,) = recorded("staff.sessions_ended")
    assert (fact.data["staff"], fact.data["count"]) == (number("support@example.com"), 1)
    assert fact.actor == f"staff:{number('owner@example.com')}"
    assert owner.get(PAGE).status_code == 200


@pytest.mark.asvs("7.5.2", "everybody sees where they are logged in, and ends what they like")
def test_one_ends_a_session_of_ones_own(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("support")
    here, there = Client(), Client()
    log_in("support@example.com", browser=here, address="203.0.113.1")
    log_in("support@example.com", browser=there, address="192.0.2.1")
    page = here.get(PAGE).content.decode()
    assert "192.0.2.0/24" in page
    other = next(row for row in list_sessions(number("support@example.com")) if row.address == "192.0.2.0/24")
    assert here.post(f"{PAGE}/sessions/{other.id}/end").status_code == 302
    assert there.get(PAGE).status_code == 302
    assert here.get(PAGE).status_code == 200


@pytest.mark.asvs("7.4.3", "after a new password all other sessions end, and all others can be ended at will")
def test_one_ends_all_others_at_once(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("support")
    browsers = [Client() for _ in range(3)]
    for one in browsers:
        log_in("support@example.com", browser=one)
    assert browsers[0].post(f"{PAGE}/sessions/end").status_code == 302
    assert [one.get(PAGE).status_code for one in browsers] == [200, 302, 302]


@pytest.mark.asvs("8.2.2", "nobody ends the session of somebody else")
def test_a_foreign_session_is_as_unknown_as_a_missing_one(desk: Desk) -> None:
    support, analyst = desk("support"), desk("analyst")
    (foreign,) = list_sessions(number("analyst@example.com"))
    answers = [support.post(f"{PAGE}/sessions/{which}/end") for which in (foreign.id, 10**6)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert analyst.get(PAGE).status_code == 200


@pytest.mark.asvs("7.4.5", "an owner ends sessions of others")
def test_an_owner_ends_one_session_of_somebody(desk: Desk) -> None:
    owner, support = desk("owner"), desk("support")
    who = number("support@example.com")
    (row,) = list_sessions(who)
    assert "Where they are logged in" in owner.get(f"/desk/settings/staff/{who}").content.decode()
    assert owner.post(f"/desk/settings/staff/{who}/sessions/{row.id}/end").status_code == 302
    assert support.get(PAGE).status_code == 302


@pytest.mark.asvs("3.3.4", "the session cookie is out of reach of scripts")
@pytest.mark.asvs("3.3.2", "the session cookie is not sent along by other sites")
def test_cookies_are_closed_to_scripts_and_to_other_sites(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("owner")
    browser = Client()
    log_in("owner@example.com", browser=browser)
    browser.get("/desk/login")
    assert set(browser.cookies) >= {"sessionid", "regulars_device"}
    for cookie in browser.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
        assert cookie["path"] == "/", cookie.key
        assert not cookie["domain"], cookie.key


@pytest.mark.asvs("16.3.1", "every login is recorded, with what it took")
def test_a_login_is_recorded(staff: Callable[..., Any], log_in: Desk, recorded: Desk) -> None:
    staff("owner")
    log_in("owner@example.com")
    (fact,) = recorded("staff.logged_in")
    assert fact.data["staff"] == number("owner@example.com")
    assert fact.data["factor"] == ""
    assert fact.data["session"] == list_sessions(number("owner@example.com"))[0].id
    assert "198.51" not in str(fact.data)


def test_sessions_that_ended_by_themselves_are_dropped(desk: Desk, clock: Any) -> None:
    desk("owner")
    clock.advance(days=1)
    desk("support")
    assert write(forget_sessions, Act.by("system")) == 1
    assert Session.objects.count() == 1


def test_a_page_is_read_even_while_nothing_can_be_written(
    desk: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from regulars.base.web import middleware
    from regulars.kit.errors import TryAgain

    browser = desk("owner")
    clock.advance(minutes=6)

    def busy(*_words: Any) -> None:
        raise TryAgain("state.busy", "Too many writes are waiting")

    monkeypatch.setattr(middleware, "write", busy)
    assert browser.get(PAGE).status_code == 200
