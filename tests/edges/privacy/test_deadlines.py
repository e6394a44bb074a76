"""P11: a request that waits is noted on the day it came, counted down, extended once with a reason, and told of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from peopleshop import PeopleShop
from regulars.base import extends
from regulars.base.extends import Viewer
from regulars.base.state import Act, write
from regulars.domains.customers.service import merge_customers
from regulars.edges.privacy import deadlines, exporting, queries, service
from regulars.kit.errors import NotFound, Refused

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
CAME = date(2026, 6, 10)  # the clock stands at 15 June 2026
GDPR = "gdpr"


def act() -> Act:
    return Act.by("cli", "test")


def number(people_shop: PeopleShop, name: str = "ana") -> int:
    return int(exporting.customer_named(people_shop.customer(name)))


def noted(people_shop: PeopleShop, kind: str = "export", came: date = CAME) -> int:
    return int(write(deadlines.note_request, act(), number(people_shop), kind, came, GDPR))


def test_p11_a_noted_request_counts_down_and_is_told_of_when_it_is_near_and_late(
    people_shop: PeopleShop, clock: Any
) -> None:
    row = queries.request_row(noted(people_shop))
    viewer, line = Viewer(1, "owner"), extends.banners.get("privacy_requests_due")
    assert line is not None
    assert (row.due_on, row.days_left(deadlines.today()), row.is_noted) == (date(2026, 7, 10), 25, True)
    assert (deadlines.deadlines().state, line.banner(viewer)) == ("good", None)
    clock.advance(days=20)
    assert deadlines.deadlines().state == "warning"
    assert "due by" in line.banner(viewer).text
    clock.advance(days=6)
    assert deadlines.deadlines().state == "bad"
    assert str(deadlines.deadlines().found) == "1 request of a person is late"
    assert "late" in line.banner(viewer).text
    assert line.banner(Viewer(1, "analyst")) is None


def test_p11_the_go_live_list_and_the_doctor_ask_for_it() -> None:
    assert extends.golive.get("privacy_requests") is not None
    assert extends.checks.get("privacy_requests") is not None


def test_p11_a_copy_handed_out_meets_the_request_that_waited(people_shop: PeopleShop) -> None:
    request = noted(people_shop)
    exporting.export_person(act(), number(people_shop))
    row = queries.request_row(request)
    assert (row.state, row.days_left(deadlines.today())) == ("done", None)
    assert [one.id for one in queries.requests_about(number(people_shop))] == [request]


def test_p11_an_erasure_begun_is_the_request_that_waited(people_shop: PeopleShop) -> None:
    request = noted(people_shop, "erase")
    assert write(service.ask_to_erase, act(), number(people_shop)) == request
    assert not queries.request_row(request).is_noted


@pytest.mark.parametrize("asked", ["ana", "ben"])
def test_p12_who_was_merged_after_the_request_came_is_erased_too(people_shop: PeopleShop, asked: str) -> None:
    request = int(write(deadlines.note_request, act(), number(people_shop, asked), "erase", CAME, GDPR))
    ana, ben = number(people_shop), number(people_shop, "ben")
    write(merge_customers, act(), ben, ana, "staff")
    assert write(service.begin_erasure, act(), ana) == request
    assert set(service.asked(request).customers) == {ana, ben}


def test_p12_a_copy_of_who_was_merged_meets_the_request_that_waited(people_shop: PeopleShop) -> None:
    ana, ben = number(people_shop), number(people_shop, "ben")
    request = int(write(deadlines.note_request, act(), ben, "export", CAME, GDPR))
    write(merge_customers, act(), ben, ana, "staff")
    exporting.export_person(act(), ana)
    assert queries.request_row(request).state == "done"


def test_p11_more_time_is_taken_once_with_a_reason_and_before_the_day(people_shop: PeopleShop, clock: Any) -> None:
    request = noted(people_shop)
    with pytest.raises(Refused, match="Say why"):
        write(deadlines.extend_request, act(), request, " ")
    assert write(deadlines.extend_request, act(), request, "Many files") == date(2026, 9, 10)
    with pytest.raises(Refused, match="once"):
        write(deadlines.extend_request, act(), request, "Again")
    late = noted(people_shop, "erase")
    clock.advance(days=26)
    with pytest.raises(Refused, match="before the day"):
        write(deadlines.extend_request, act(), late, "Too late")
    with pytest.raises(NotFound):
        write(deadlines.extend_request, act(), 77_777, "Nobody")


def test_p11_one_request_of_a_kind_waits_at_a_time_and_none_from_tomorrow(people_shop: PeopleShop) -> None:
    assert noted(people_shop) == noted(people_shop)
    with pytest.raises(Refused, match="day it came"):
        noted(people_shop, "erase", deadlines.today() + timedelta(days=1))


def test_p11_the_desk_notes_shows_and_extends(people_shop: PeopleShop, desk: Desk) -> None:
    browser, address = desk("owner"), f"/desk/customers/{people_shop.customer('ana')}/privacy"
    given = {"kind": "export", "received_on": CAME.isoformat(), "law": GDPR}
    assert browser.post(f"{address}/note", {**given, "received_on": "soon"}).status_code == 422
    answer = browser.post(f"{address}/note", given)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "25 days left" in page
    assert "GDPR: one month, two more with a reason" in page
    assert "25 days left" in browser.get("/desk/settings/privacy").content.decode()
    extend = f"{answer['Location']}/extend"
    assert browser.post(extend, {"reason": ""}).status_code == 422
    assert browser.post(extend, {"reason": "Many files"}).status_code == 302
    after = browser.get(answer["Location"]).content.decode()
    assert "Many files" in after
    assert "87 days left" in after


def test_p11_those_that_wait_come_first_by_the_day_they_are_due(people_shop: PeopleShop) -> None:
    later = noted(people_shop, "export")
    first = noted(people_shop, "erase", CAME - timedelta(days=3))
    exporting.export_person(act(), number(people_shop, "ben"))
    assert [one.id for one in queries.list_requests()][:2] == [first, later]
