"""Guessing passwords gets slower with every try, tells nothing, and closes the door on nobody else."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client

from regulars.base.staff.throttle import (
    FORGOTTEN,
    FREE,
    WAIT_MAX,
    admit,
    forget_attempts,
    is_anything_old,
    login_buckets,
    wait_after,
)
from regulars.base.state import Act, write

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 15, 9, tzinfo=UTC)
Desk = Callable[..., Any]


def shown(answer: Any) -> str:
    """Return the page without what differs by itself: token, nonce, what was typed."""
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())


def test_waiting_doubles_from_the_first_try_too_many_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(5, tries, AT, AT).total_seconds() for tries in range(4, 18)]
    assert waits == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert wait_after(5, 6, AT, AT + timedelta(seconds=1.5)) == timedelta(seconds=0.5)
    assert wait_after(5, 40, AT, AT + FORGOTTEN + timedelta(seconds=1)) == timedelta(0)
    assert FORGOTTEN > WAIT_MAX


@pytest.mark.asvs("6.3.1", "guessing is slowed down by account and network")
def test_five_tries_are_free_and_the_sixth_waits(staff: Callable[..., Any], log_in: Desk, clock: Any) -> None:
    staff("owner")
    answers = [log_in("owner@example.com", "wrong") for _ in range(6)]
    assert [one.status_code for one in answers] == [422] * 5 + [429]
    assert answers[-1]["Retry-After"] == "1"
    assert log_in("owner@example.com").status_code == 429  # even the right password waits
    clock.advance(seconds=1)
    assert log_in("owner@example.com", "wrong").status_code == 422
    clock.advance(seconds=1)
    assert log_in("owner@example.com").status_code == 429
    clock.advance(seconds=1)
    assert log_in("owner@example.com").status_code == 302


def test_waiting_is_not_prolonged_by_knocking(staff: Callable[..., Any], log_in: Desk, clock: Any) -> None:
    staff("owner")
    for _ in range(9):
        log_in("owner@example.com", "wrong")
    clock.advance(seconds=1)
    assert log_in("owner@example.com").status_code == 302


def test_a_login_that_succeeds_clears_the_count(staff: Callable[..., Any], log_in: Desk) -> None:
    staff("owner")
    for _ in range(3):
        assert [log_in("owner@example.com", "wrong").status_code for _ in range(4)] == [422] * 4
        assert log_in("owner@example.com").status_code == 302


class TestTheVictim:
    """S7: no way to lock a victim out."""

    def attack(self, log_in: Desk) -> None:
        """Many networks try one account, until strangers wait."""
        for number in range(FREE["account"]):
            write(admit, Act.by("system"), login_buckets("owner@example.com", f"203.0.{number}.0/24"))
        assert log_in("owner@example.com", "wrong").status_code == 429

    def test_gets_in_by_a_browser_they_used_before(self, staff: Callable[..., Any], log_in: Desk) -> None:
        staff("owner")
        mine = Client()
        log_in("owner@example.com", browser=mine)
        mine.post("/desk/logout")
        self.attack(log_in)
        assert log_in("owner@example.com", address="192.0.2.9").status_code == 429  # strangers wait
        assert log_in("owner@example.com", browser=mine).status_code == 302

    def test_gets_in_from_the_very_network_of_the_attack(self, staff: Callable[..., Any], log_in: Desk) -> None:
        staff("owner")
        mine = Client()
        log_in("owner@example.com", browser=mine)
        mine.post("/desk/logout")
        for number in range(FREE["prefix"]):
            write(admit, Act.by("system"), login_buckets(f"{number}@example.com", "198.51.100.0/24"))
        assert log_in("support@example.com").status_code == 429
        assert log_in("owner@example.com", browser=mine).status_code == 302

    def test_gets_in_by_a_link_from_an_owner(self, desk: Desk, staff: Callable[..., Any], log_in: Desk) -> None:
        from regulars.base.links.service import new_token
        from regulars.edges.settings.service import offer_reset

        victim, token, mine = staff("owner"), new_token(), Client()
        self.attack(log_in)
        write(offer_reset, Act.by("cli", "cli"), victim.pk, victim.email, token)
        given = {"password": "quite a long tea", "again": "quite a long tea"}
        assert mine.post(f"/desk/password/{token}", given).status_code == 302
        assert log_in("owner@example.com", "quite a long tea", browser=mine).status_code == 302

    def test_keeps_the_sessions_they_have(self, desk: Desk, log_in: Desk) -> None:
        mine = desk("owner")
        self.attack(log_in)
        assert mine.get("/desk/settings/account").status_code == 200

    def test_a_stolen_browser_is_slowed_down_as_well(self, staff: Callable[..., Any], log_in: Desk) -> None:
        staff("owner")
        mine = Client()
        log_in("owner@example.com", browser=mine)
        mine.post("/desk/logout")
        codes = [log_in("owner@example.com", "wrong", browser=mine).status_code for _ in range(12)]
        assert codes == [422] * FREE["device"] + [429] * 2

    def test_a_browser_known_for_one_person_is_a_stranger_to_another(
        self, staff: Callable[..., Any], log_in: Desk
    ) -> None:
        staff("owner")
        staff("support")
        theirs = Client()
        log_in("support@example.com", browser=theirs)
        theirs.post("/desk/logout")
        codes = [log_in("owner@example.com", "wrong", browser=theirs).status_code for _ in range(6)]
        assert codes == [422] * 5 + [429]

    def test_a_forged_mark_of_a_known_browser_counts_for_nothing(self, staff: Callable[..., Any], log_in: Desk) -> None:
        staff("owner")
        forger = Client()
        forger.cookies["regulars_device"] = '{"id": "x", "staff": [1]}'
        codes = [log_in("owner@example.com", "wrong", browser=forger).status_code for _ in range(6)]
        assert codes == [422] * 5 + [429]


@pytest.mark.asvs("6.3.8", "a refusal does not tell whether the address is known")
class TestNothingIsTold:
    def test_unknown_known_and_closed_are_answered_alike(self, staff: Callable[..., Any], log_in: Desk) -> None:
        staff("owner")
        staff("support", is_active=False)
        answers = [
            log_in("owner@example.com", "wrong password"),
            log_in("nobody@example.com", "wrong password"),
            log_in("support@example.com", "wrong password"),
            log_in("support@example.com"),
        ]
        assert len({(one.status_code, shown(one), tuple(sorted(one.cookies))) for one in answers}) == 1

    def test_they_take_the_same_work(
        self, staff: Callable[..., Any], log_in: Desk, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
    ) -> None:
        staff("owner")
        hashed: list[str] = []
        hasher = hashers.get_hasher()
        real = type(hasher).encode
        monkeypatch.setattr(type(hasher), "encode", lambda self, *words: hashed.append("x") or real(self, *words))
        work = []
        for email in ("owner@example.com", "nobody@example.com"):
            hashed.clear()
            with connection.execute_wrapper(lambda run, *words: hashed.append("q") or run(*words)):
                log_in(email, "wrong password")
            work.append((hashed.count("x"), hashed.count("q")))
        assert work[0] == work[1]
        assert work[0][0] == 1

    def test_waiting_is_the_same_for_an_address_that_nobody_has(self, staff: Callable[..., Any], log_in: Desk) -> None:
        staff("owner")
        codes = {
            email: [log_in(email, "wrong").status_code for _ in range(7)]
            for email in ("owner@example.com", "nobody@example.com")
        }
        assert codes["owner@example.com"] == codes["nobody@example.com"]


@pytest.mark.asvs("16.3.3", "a burst of failed logins stands in the log, without an address")
def test_a_burst_is_recorded_at_five_and_whenever_it_doubles(
    staff: Callable[..., Any], log_in: Desk, clock: Any, recorded: Desk
) -> None:
    staff("owner")
    for _ in range(21):
        log_in("owner@example.com", "wrong")
        clock.advance(minutes=16)
    for _ in range(5):
        log_in("mistyped@example.com", "wrong")
    facts = recorded("staff.login_refused")
    assert [fact.data["tries"] for fact in facts] == [5, 10, 20, 5]
    assert [fact.data["staff"] == 0 for fact in facts] == [False, False, False, True]
    assert "mistyped" not in str([fact.data for fact in facts])


def test_one_network_that_tries_many_accounts_is_recorded(log_in: Desk, recorded: Desk) -> None:
    for number in range(FREE["account"] - 2):
        write(admit, Act.by("system"), login_buckets(f"{number}@example.com", "198.51.100.0/24"))
    for name in "abc":
        log_in(f"{name}@example.com", "wrong")
    assert [(fact.data["staff"], fact.data["tries"]) for fact in recorded("staff.login_refused")] == [(0, 20)]


def test_counts_that_matter_no_more_are_dropped(log_in: Desk, clock: Any) -> None:
    log_in("a@example.com", "wrong")
    assert not is_anything_old()
    clock.advance(hours=2)
    assert is_anything_old()
    assert write(forget_attempts, Act.by("system")) == 3
    assert write(forget_attempts, Act.by("system")) == 0


@pytest.mark.asvs("15.4.1", "of tries that arrive at once exactly as many pass as are free")
@pytest.mark.django_db(transaction=True)
def test_of_twenty_tries_at_once_exactly_five_pass() -> None:
    """S7: the limiter is race-safe."""
    barrier, waits = threading.Barrier(20), []

    def knock() -> None:
        barrier.wait()
        buckets = login_buckets("owner@example.com", "203.0.113.0/24")
        waits.append(write(admit, Act.by("system"), buckets).wait_seconds)
        connection.close()

    threads = [threading.Thread(target=knock) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(waits) == [0] * 5 + [1] * 15


def test_of_twenty_callers_of_a_public_page_at_once_exactly_as_many_pass_as_are_allowed() -> None:
    """S7, for the brake of public pages."""
    from django.http import HttpRequest, HttpResponse
    from django.test import RequestFactory

    from regulars.base.web.access import access

    @access(public=True, privacy="none", rate="7/minute")
    def shared(request: HttpRequest) -> HttpResponse:
        return HttpResponse("shared")

    barrier, codes = threading.Barrier(20), []

    def call() -> None:
        request = RequestFactory().get("/share/x")
        barrier.wait()
        codes.append(shared(request).status_code)

    threads = [threading.Thread(target=call) for _ in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes) == [200] * 7 + [429] * 13
