"""Forms of the settings: what is saved, what is refused beside its field, and what is kept of what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from peopleshop import PASSWORD, PeopleShop
from regulars.base.jobs import list_jobs, worker
from regulars.base.links.service import list_links
from regulars.base.shop.queries import rates_of, shop
from regulars.base.staff.queries import staff_by_email
from regulars.domains.orders import queries as orders

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
SHOP = {
    "name": "Tea & Sons", "zone": "Europe/Vienna", "reporting_currency": "EUR", "margin": "42.5",
    "fiscal_start_month": "4", "language": "de",
}  # fmt: skip


def error_beside(answer: Any, field: str) -> str:
    """Return what stands beside a field."""
    found = re.search(rf'id="id_{field}-error">.*?<span>(.*?)</span>', answer.content.decode(), re.S)
    return found.group(1).strip() if found else ""


class TestShop:
    def test_it_is_saved_and_the_figures_follow(self, people_shop: PeopleShop, desk: Desk) -> None:
        answer = desk("owner", language="en").post("/desk/settings", SHOP, follow=True)
        assert answer.redirect_chain == [("/desk/settings", 302)]
        assert "Saved." in answer.content.decode()
        saved = shop()
        assert (saved.name, saved.zone, saved.margin_rate_bps) == ("Tea & Sons", "Europe/Vienna", 4_250)
        assert (saved.fiscal_start_month, saved.language, saved.prices_include_tax) == (4, "de", False)
        assert [job.name for job in list_jobs(name="lake.sync")] == ["lake.sync"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("margin", "142"),
            ("margin", "x"),
            ("zone", "Europe/Atlantis"),
            ("name", ""),
            ("reporting_currency", "XXX"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
        self, people_shop: PeopleShop, desk: Desk, field: str, value: str
    ) -> None:
        answer = desk("owner", language="en").post("/desk/settings", {**SHOP, field: value})
        assert answer.status_code == 422
        assert error_beside(answer, field)
        if field != "name":
            assert "Tea &amp; Sons" in answer.content.decode()
        assert shop().name == "Tea House"

    def test_only_the_owner_changes_it(self, people_shop: PeopleShop, desk: Desk) -> None:
        for role in ("marketer", "developer"):
            browser = desk(role)
            assert "Only the owner changes this" in browser.get("/desk/settings").content.decode()
            assert browser.post("/desk/settings", SHOP).status_code == 403
        assert shop().name == "Tea House"

    def test_the_same_again_changes_nothing(self, people_shop: PeopleShop, desk: Desk) -> None:
        browser = desk("owner", language="en")
        browser.post("/desk/settings", SHOP)
        assert "Nothing was different" in browser.post("/desk/settings", SHOP, follow=True).content.decode()


class TestWhatCounts:
    def test_kinds_are_switched(self, people_shop: PeopleShop, desk: Desk) -> None:
        desk("owner").post("/desk/settings/figures", {"what": "kinds", "include_wholesale": "on"})
        assert (shop().include_renewals, shop().include_wholesale) == (False, True)

    def test_a_status_that_counts_now_lets_its_orders_count(self, people_shop: PeopleShop, desk: Desk) -> None:
        pending = people_shop.orders["1007"]
        assert not orders.order(pending).is_counted
        answer = desk("owner").post("/desk/settings/figures", {"what": "statuses", "statuses": ["paid", "pending"]})
        assert answer.status_code == 302
        assert shop().counted_statuses == ("paid", "pending")
        worker.drain()
        assert orders.order(pending).is_counted
        assert not orders.order(people_shop.orders["1008"]).is_counted  # canceled orders never count

    def test_statuses_of_canceled_orders_alone_are_not_offered(self, people_shop: PeopleShop, desk: Desk) -> None:
        text = desk("owner").get("/desk/settings/figures").content.decode()
        assert 'value="pending"' in text
        assert 'value="canceled"' not in text

    @pytest.mark.parametrize(
        ("cuts", "why"),
        [
            ("30 90 180", "Give four numbers; these are 3."),
            ("30 90 90 365", "The numbers must rise"),
            ("0 1 2 3", "The numbers must rise"),
            ("30 x 180 365", "“x” is no number."),
            ("30.5 90 180 365", "“30.5” is too exact."),
            ("1 2 3 nan", "“nan” is too exact."),
        ],
    )
    def test_cuts_that_cannot_be_used_are_refused(
        self, people_shop: PeopleShop, desk: Desk, cuts: str, why: str
    ) -> None:
        given = {"what": "cuts", "r": cuts, "f": "2 3 4 5", "m": "10 20 30 40"}
        answer = desk("owner").post("/desk/settings/figures", given)
        assert answer.status_code == 422
        assert why in error_beside(answer, "r")
        assert cuts in answer.content.decode()
        assert shop().rfm_cuts is None

    def test_a_preview_counts_who_would_move_and_saves_nothing(self, people_shop: PeopleShop, desk: Desk) -> None:
        given = {"what": "preview", "r": "30 90 180 365", "f": "2 3 4 5", "m": "10 20 30,50 40"}
        text = desk("owner").post("/desk/settings/figures", given).content.decode()
        assert "What these cuts would change" in text
        assert shop().rfm_cuts is None

    def test_own_cuts_are_kept_in_days_and_minor_units_and_given_up_again(
        self, people_shop: PeopleShop, desk: Desk
    ) -> None:
        browser = desk("owner")
        given = {"what": "cuts", "r": "30 90 180 365", "f": "2;3;4;5", "m": "10 20 30,50 40"}
        assert browser.post("/desk/settings/figures", given).status_code == 302
        assert shop().rfm_cuts == {"r": [30, 90, 180, 365], "f": [2, 3, 4, 5], "m": [1000, 2000, 3050, 4000]}
        browser.post("/desk/settings/figures", {"what": "ranks"})
        assert shop().rfm_cuts is None


class TestCurrencies:
    def test_a_rate_is_recorded_exactly(self, people_shop: PeopleShop, desk: Desk) -> None:
        given = {"what": "one", "currency": "USD", "starts_on": "2026-01-01", "rate": "0,9231"}
        assert desk("owner").post("/desk/settings/currencies", given).status_code == 302
        assert rates_of("EUR") == [("USD", date(2026, 1, 1), Fraction(9231, 10_000))]

    @pytest.mark.parametrize(
        ("field", "value", "why"),
        [
            ("rate", "0", "A rate lies above zero."),
            ("rate", "-1", "A rate lies above zero."),
            ("rate", "one", "“one” is no number."),
            ("rate", "1/0", "“1/0” is no number."),
            ("currency", "EUR", "EUR is the reporting currency itself."),
            ("starts_on", "soon", "Enter a valid date."),
        ],
    )
    def test_a_rate_that_cannot_be_is_refused(
        self, people_shop: PeopleShop, desk: Desk, field: str, value: str, why: str
    ) -> None:
        given = {"what": "one", "currency": "USD", "starts_on": "2026-01-01", "rate": "1", field: value}
        answer = desk("owner").post("/desk/settings/currencies", given)
        assert answer.status_code == 422
        assert why in error_beside(answer, field)

    def upload(self, browser: Any, content: str | bytes) -> Any:
        data = content if isinstance(content, bytes) else content.encode()
        return browser.post(
            "/desk/settings/currencies", {"what": "file", "rates_file": SimpleUploadedFile("rates.csv", data)}
        )

    def test_a_file_of_rates_is_read_with_commas_or_semicolons(self, people_shop: PeopleShop, desk: Desk) -> None:
        browser = desk("owner")
        assert self.upload(browser, "date,rate,currency\n2026-01-01,0.9,usd\n\n2026-02-01,0.8,USD\n").status_code == 302
        assert self.upload(browser, "\ufeffCurrency;Date;Rate\nGBP;2026-01-01;1,15\n").status_code == 302
        assert [(code, rate) for code, _day, rate in rates_of("EUR")] == [
            ("GBP", Fraction(115, 100)), ("USD", Fraction(9, 10)), ("USD", Fraction(4, 5)),
        ]  # fmt: skip

    def test_a_file_with_one_bad_line_changes_nothing_and_names_it(self, people_shop: PeopleShop, desk: Desk) -> None:
        answer = self.upload(
            desk("owner"), "currency,date,rate\nUSD,2026-01-01,0.9\nUSD,31.1.2026,0.9\nXXQ,2026-01-01,1\n"
        )
        assert answer.status_code == 422
        said = error_beside(answer, "rates_file")
        assert "Line 3" in said
        assert "Line 4" in said
        assert rates_of("EUR") == []

    def test_a_file_that_is_none_is_refused_in_words(self, people_shop: PeopleShop, desk: Desk) -> None:
        browser = desk("owner")
        assert "names no column" in error_beside(self.upload(browser, "a,b\n1,2\n"), "rates_file")
        assert "no UTF-8 text" in error_beside(self.upload(browser, b"\xff\xfe\x00"), "rates_file")
        assert error_beside(self.upload(browser, ""), "rates_file")


class TestStaff:
    def invite(self, browser: Any, **given: Any) -> Any:
        fields = {"email": "Ida@Example.com", "name": "Ida", "role": "analyst", "language": "de", **given}
        return browser.post("/desk/settings/staff/add", fields)

    def link(self, browser: Any) -> str:
        text = browser.get("/desk/settings/staff").content.decode()
        found = re.search(r'value="http://testserver(/desk/password/[^"]+)"', text)
        return found.group(1) if found else ""

    def test_somebody_added_chooses_their_password_by_a_link_that_works_once(
        self, people_shop: PeopleShop, desk: Desk
    ) -> None:
        owner, stranger = desk("owner"), desk(None)
        assert self.invite(owner).status_code == 302
        link = self.link(owner)
        assert link
        assert self.link(owner) == ""  # shown once
        assert stranger.get(link).status_code == 200
        answer = stranger.post(link, {"password": "quite a long tea", "again": "quite a long tea"})
        assert answer["Location"] == "/desk/login"
        assert stranger.login(username="ida@example.com", password="quite a long tea")
        assert stranger.get(link).status_code == 404
        assert stranger.post(link, {"password": "another long tea", "again": "another long tea"}).status_code == 404

    def test_a_weak_or_mistyped_password_leaves_the_link_open(self, people_shop: PeopleShop, desk: Desk) -> None:
        owner, stranger = desk("owner"), desk(None)
        self.invite(owner)
        link = self.link(owner)
        assert stranger.post(link, {"password": "short", "again": "short"}).status_code == 422
        answer = stranger.post(link, {"password": "quite a long tea", "again": "quite a long pea"})
        assert "The two are not the same" in error_beside(answer, "again")
        assert stranger.get(link).status_code == 200

    def test_an_expired_link_opens_nothing(self, people_shop: PeopleShop, desk: Desk, clock: Any) -> None:
        owner, stranger = desk("owner"), desk(None)
        self.invite(owner)
        link = self.link(owner)
        clock.advance(hours=49)
        assert stranger.get(link).status_code == 404

    def test_a_new_link_closes_the_one_before(self, people_shop: PeopleShop, desk: Desk) -> None:
        owner, stranger = desk("owner"), desk(None)
        self.invite(owner)
        first = self.link(owner)
        member = staff_by_email("ida@example.com")
        assert member is not None
        owner.post(f"/desk/settings/staff/{member.id}/reset")
        assert stranger.get(first).status_code == 404
        assert stranger.get(self.link(owner)).status_code == 200

    def test_the_same_address_twice_is_refused_beside_it(self, people_shop: PeopleShop, desk: Desk) -> None:
        owner = desk("owner")
        self.invite(owner)
        assert "already" in error_beside(self.invite(owner, email="ida@example.com"), "email")
        assert "Enter a valid email" in error_beside(self.invite(owner, email="ida@"), "email")

    def test_the_last_owner_stays_one(self, people_shop: PeopleShop, desk: Desk) -> None:
        owner = desk("owner")
        me = staff_by_email("owner@example.com")
        assert me is not None
        answer = owner.post(f"/desk/settings/staff/{me.id}", {"name": "O", "role": "analyst", "language": "en"})
        assert answer.status_code == 422
        assert "last owner" in answer.content.decode()
        answer = owner.post(f"/desk/settings/staff/{me.id}/state", {"is_active": "0"}, follow=True)
        assert "last owner" in answer.content.decode()
        still = staff_by_email("owner@example.com")
        assert still is not None
        assert (still.role, still.is_active) == ("owner", True)

    def test_a_closed_login_is_out_at_once_and_can_be_opened_again(self, people_shop: PeopleShop, desk: Desk) -> None:
        owner, support = desk("owner"), desk("support")
        member = staff_by_email("support@example.com")
        assert member is not None
        owner.post(f"/desk/settings/staff/{member.id}/state", {"is_active": "0", "confirmed": "1"})
        assert support.get("/desk/customers").status_code == 302
        assert not support.login(username="support@example.com", password=PASSWORD)
        owner.post(f"/desk/settings/staff/{member.id}/state", {"is_active": "1"})
        assert support.login(username="support@example.com", password=PASSWORD)

    def test_nobody_else_manages_staff(self, people_shop: PeopleShop, desk: Desk) -> None:
        for role in ("marketer", "support", "analyst", "developer"):
            browser = desk(role)
            assert browser.get("/desk/settings/staff").status_code == 403
            assert self.invite(browser, email=f"{role}@friends.example").status_code == 403


class TestAccount:
    def test_everybody_changes_their_own_password_and_other_sessions_end(
        self, people_shop: PeopleShop, desk: Desk
    ) -> None:
        from django.test import Client

        here, there = desk("analyst"), Client()
        assert there.login(username="analyst@example.com", password=PASSWORD)
        given = {"what": "password", "present": PASSWORD, "password": "quite a long tea", "again": "quite a long tea"}
        assert here.post("/desk/settings/account", given).status_code == 302
        assert here.get("/desk/settings/account").status_code == 200
        assert there.get("/desk/settings/account").status_code == 302

    def test_without_the_present_password_nothing_changes(self, people_shop: PeopleShop, desk: Desk) -> None:
        given = {"what": "password", "present": "guess", "password": "quite a long tea", "again": "quite a long tea"}
        answer = desk("support").post("/desk/settings/account", given)
        assert "not your present password" in error_beside(answer, "present")
        assert desk(None).login(username="support@example.com", password=PASSWORD)

    def test_the_language_is_ones_own(self, people_shop: PeopleShop, desk: Desk) -> None:
        browser = desk("support")
        browser.post("/desk/settings/account", {"what": "account", "name": "Sam", "language": "de"})
        assert 'lang="de"' in browser.get("/desk/settings/account").content.decode()


class TestLinks:
    def test_links_are_closed_by_those_who_share_but_not_those_to_passwords(
        self, people_shop: PeopleShop, desk: Desk
    ) -> None:
        owner, marketer = desk("owner"), desk("marketer")
        TestStaff().invite(owner)
        (link,) = list_links("staff_password")
        assert "ida@example.com" not in marketer.get("/desk/settings/links").content.decode()
        assert marketer.post(f"/desk/settings/links/{link.id}/revoke").status_code == 404
        assert owner.post(f"/desk/settings/links/{link.id}/revoke").status_code == 302
        assert list_links("staff_password")[0].revoked_at is not None
