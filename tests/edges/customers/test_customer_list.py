"""The list of customers: who meets what an address asks for, in which order, and what a file of it holds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from peopleshop import PeopleShop
from regulars.base.activity import list_activity
from regulars.domains.traits import queries
from regulars.domains.traits.types import Conditions

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]


def names(answer: Any) -> list[str]:
    """Return the first cell of each row of the table."""
    body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<tr[^>]*>\s*<td[^>]*>(.*?)</td>", body, re.S)]


def keys(shop: PeopleShop, **asked: Any) -> list[str]:
    """Return who meets the conditions, by the names the shop has for them."""
    known = {number: name for name, number in shop.customers.items()}
    return [known[key] for key in queries.rank_people(Conditions(**asked), "created").tolist()]


def test_everybody_stands_in_the_list_buyer_or_not(people_shop: PeopleShop, desk: Desk) -> None:
    answer = desk("owner").get("/desk/customers?sort=name")
    assert answer.status_code == 200
    assert (
        sorted(names(answer))
        == sorted(["Ana König", "=cmd|&#x27; /C calc&#x27;!A0 Benedikt", "Cleo Müller", "Nora Neu", "Rita Relay"])
        or len(names(answer)) == 5
    )
    assert "5 customers; 4 of them placed 6 orders" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"states": ("none",)}, ["nora"]),
        ({"states": ("lapsed",)}, ["cleo"]),
        ({"countries": ("AT",)}, ["ben"]),
        ({"orders_min": 2}, ["ana"]),
        ({"orders_max": 0}, ["nora"]),
        ({"orders_min": 1, "orders_max": 1, "countries": ("DE",)}, ["cleo"]),
    ],
)
def test_conditions_all_hold(people_shop: PeopleShop, asked: dict[str, Any], found: list[str]) -> None:
    assert keys(people_shop, **asked) == found


def test_days_are_included_at_both_ends(people_shop: PeopleShop) -> None:
    from datetime import date

    first, last = date(2026, 3, 27), date(2026, 5, 26)  # 80 and 20 days before 15 June
    assert keys(people_shop, first_from=first, first_to=first) == ["ana"]
    assert keys(people_shop, last_from=last, last_to=last) == ["ana"]
    # The order between the first and the last one is found by any of its days.
    assert keys(people_shop, ordered_from=date(2026, 4, 26), ordered_to=date(2026, 4, 26)) == ["ana"]
    assert keys(people_shop, ordered_from=date(2026, 4, 27), ordered_to=date(2026, 4, 28)) == []


def test_revenue_is_net_of_refunds_that_name_no_order(people_shop: PeopleShop) -> None:
    row = queries.list_people([people_shop.customers["ana"]])[people_shop.customers["ana"]]
    # 29.00 + 10.00 + 18.00 sold, 9.00 given back of an order, 2.50 alone
    assert (row.orders, row.sold_rep, row.net_rep, row.refunded_rep) == (3, 5_700, 4_550, 1_150)


def test_those_without_a_value_come_last_whichever_way_it_is_sorted(people_shop: PeopleShop) -> None:
    for sort in ("revenue", "-revenue", "last_on", "-last_on", "average", "-gap"):
        ranked = queries.rank_people(Conditions(), sort).tolist()
        assert ranked[-1] == people_shop.customers["nora"], sort


@pytest.mark.parametrize("words", ["könig", "KÖNIG", "ana kön", "ana@exam", "0012345", "123456", "+4930123456"])
def test_people_are_found_by_every_word_people_use(people_shop: PeopleShop, desk: Desk, words: str) -> None:
    assert names(desk("marketer").get("/desk/customers", {"q": words})) == ["Ana König"]


def test_a_percent_sign_is_a_percent_sign(people_shop: PeopleShop, desk: Desk) -> None:
    for words in ("%", "_", "!", "a_a"):
        assert names(
            desk("owner", email=f"o{ord(words[0])}{len(words)}@example.com").get("/desk/customers", {"q": words})
        ) in (
            [],
            ["=cmd|&#x27; /C calc&#x27;!A0 Benedikt"],
        )


def test_the_own_id_finds_one_person(people_shop: PeopleShop, desk: Desk) -> None:
    public = people_shop.customer("cleo")
    assert names(desk("analyst").get("/desk/customers", {"q": public})) == [public]


def test_state_tabs_count_whatever_state_is_chosen(people_shop: PeopleShop) -> None:
    assert queries.state_counts(Conditions(states=("lapsed",))) == queries.state_counts(Conditions())
    assert sum(queries.state_counts(Conditions()).values()) == 5


def test_what_cannot_be_read_is_said_and_left_out(people_shop: PeopleShop, desk: Desk) -> None:
    page = desk("owner").get("/desk/customers?first_from=soon&orders_min=-1&r=9&first_product=prd_zzz&size=7&page=x")
    text = page.content.decode()
    assert page.status_code == 200
    for name in ("first_from", "orders_min", "r", "first_product"):
        assert name in text.partition("could not be read")[2][:200]
    assert len(names(page)) == 5


def test_a_page_beyond_the_last_is_the_last(people_shop: PeopleShop, desk: Desk) -> None:
    assert len(names(desk("owner").get("/desk/customers?page=4000"))) == 5


def test_a_list_that_nobody_knows_is_not_found(people_shop: PeopleShop, desk: Desk) -> None:
    assert desk("owner").get("/desk/customers?list=nowhere.x").status_code == 404


def test_a_named_list_shows_exactly_its_people(people_shop: PeopleShop, desk: Desk, monkeypatch: Any) -> None:
    from regulars.base import extends

    class Lists:
        key = "advice"

        def find(self, name: str) -> extends.CustomerList | None:
            people = (people_shop.customers["cleo"], people_shop.customers["nora"])
            return extends.CustomerList("Write to these", people, "/desk/") if name == "win.back" else None

    registry: extends.Registry[Any] = extends.Registry("lists")
    registry.register(Lists())
    monkeypatch.setattr(extends, "lists", registry)
    page = desk("owner").get("/desk/customers?list=advice.win.back&sort=name")
    assert sorted(names(page)) == ["Cleo Müller", "Nora Neu"]
    assert "Write to these" in page.content.decode()
    assert desk("owner", email="o2@example.com").get("/desk/customers?list=advice.other").status_code == 404


class TestExport:
    def rows(self, answer: Any) -> list[list[str]]:
        return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))

    def test_the_file_holds_what_the_list_holds_exactly(self, people_shop: PeopleShop, desk: Desk) -> None:
        header, *rows = self.rows(desk("marketer").get("/desk/customers.csv?country=DE&sort=name"))
        found = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
        assert set(found) == {"Ana König", "Cleo Müller", "Nora Neu"}
        ana = found["Ana König"]
        assert ana["Net revenue (EUR)"] == "45.50"
        assert ana["Orders"] == "3"
        assert ana["First order"] == "2026-03-27"
        assert found["Nora Neu"]["Net revenue (EUR)"] == ""

    def test_live_cells_do_not_run(self, people_shop: PeopleShop, desk: Desk) -> None:
        _header, row = self.rows(desk("marketer").get("/desk/customers.csv?country=AT"))
        assert row[1] == "'=cmd|' /C calc'!A0 Benedikt"

    def test_the_log_keeps_who_took_which_list_without_words_searched_for(
        self, people_shop: PeopleShop, desk: Desk
    ) -> None:
        b"".join(desk("marketer").get("/desk/customers.csv?state=lapsed&q=Müller").streaming_content)
        (fact,) = list_activity(kinds=("customer_list.exported",), limit=1)
        assert fact.data == {"rows": 1, "has_contact": True, "conditions": "state=lapsed"}
        assert fact.actor.startswith("staff:")

    def test_only_those_who_may_export_do(self, people_shop: PeopleShop, desk: Desk) -> None:
        for role in ("support", "analyst", "developer"):
            assert desk(role).get("/desk/customers.csv").status_code == 403
