"""From a dropped file to a report, step by step, as a browser without scripts sends it."""

from __future__ import annotations

from typing import Any

import pytest
from wizard_files import DIRTY, PLAIN

from regulars.base.activity import list_activity
from regulars.base.lake import session
from regulars.base.shop.queries import find_shop
from regulars.edges.imports import queries
from regulars.edges.imports.wizard import drafts

pytestmark = pytest.mark.django_db


def test_the_empty_desk_is_one_drop_zone_for_those_who_may_import(desk: Any) -> None:
    page = desk("owner").get("/desk/").content.decode()
    assert page.count('type="file"') == 1
    assert 'action="/desk/imports/new"' in page
    assert page.count('class="picture"') == 2  # where Shopify and WooCommerce keep the export


def test_the_empty_desk_offers_nothing_to_those_who_may_not(desk: Any) -> None:
    page = desk("support").get("/desk/").content.decode()
    assert 'type="file"' not in page


def test_a_tidy_file_goes_in_and_the_shop_is_set_up_with_what_was_answered(wizard: Any) -> None:
    assert wizard.upload(PLAIN).headers["Location"] == wizard.address("columns")
    answer = wizard.walk(name="Tea and Co", tax="added")
    assert answer.headers["Location"] == wizard.address("work")
    place = wizard.finish()
    shop = find_shop()
    assert shop is not None
    assert (shop.name, shop.zone, shop.reporting_currency, shop.prices_include_tax) == (
        "Tea and Co", "Europe/Berlin", "EUR", False,
    )  # fmt: skip
    page = wizard.client.get(place).content.decode()
    assert "3 orders, from 4 rows." in page
    with session() as lake:
        assert sorted(row["sold_minor"] for row in lake.rows(lake.table("orders"))) == [1_200, 3_430, 3_600]


def test_what_was_imported_is_in_the_log_under_the_name_of_whoever_did_it(wizard: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    wizard.finish()
    actor = f"staff:{wizard.client.session['_auth_user_id']}"
    said = {row.kind: row.actor for row in list_activity()}
    assert said["import.finished"] == said["shop.set_up"] == actor


def test_the_file_is_deleted_when_it_is_in(wizard: Any) -> None:
    wizard.upload(PLAIN)
    path = drafts.load(wizard.token).path
    assert path.is_file()
    wizard.walk(name="Tea and Co")
    wizard.finish()
    assert not path.exists()
    assert not list((drafts.root().parent / "imports").glob("*/rows.parquet"))


def test_a_dirty_file_is_read_aloud(wizard: Any) -> None:
    wizard.upload(DIRTY)
    page = wizard.see("columns")
    for said in (
        "Windows-1252, parted by semicolons, 8 columns, names in line 4",
        "3 rows above the header were passed over.",
        "day first",
        "decimal comma: 1.234,50",
        "Europe/Berlin",
        "Statuses whose meaning is not known count as paid: sonderfall.",
    ):
        assert said in page, said
    assert "3 Jan 2024, 10:15" in page  # as the file has it, before the shop has a zone
    assert "1,214.30" in page  # 2 x 4.90 and 1 x 1,204.50


def test_rows_that_cannot_be_read_are_shown_before_anything_is_in(wizard: Any) -> None:
    wizard.upload(DIRTY)
    wizard.send("columns", **{"continue": "1"})
    wizard.send("answers", name="Teeladen")
    page = wizard.see("check")
    for said in ("1 row cannot be read", "31.02.2024 11:00", "This is not a date.", "Bestelldatum"):
        assert said in page, said
    assert "Does this match your shop&#x27;s admin?" in page
    assert find_shop() is None


def test_months_are_added_up_as_the_answers_say(wizard: Any) -> None:
    wizard.upload(DIRTY)
    wizard.send("columns", **{"continue": "1"})
    statuses = {"status_0": "counted", "status_1": "skipped", "status_2": "canceled"}
    assert "storniert" in wizard.see("answers")
    wizard.send("answers", name="Teeladen", **statuses)
    report = drafts.get(wizard.token, "counted") or drafts.get(wizard.token, "counted")
    assert report is None  # nothing is counted before the page is asked for
    wizard.see("check")
    counted = drafts.get(wizard.token, "counted")
    assert counted is not None
    assert [(one["month"], one["orders"], one["sold"]["amount_minor"]) for one in counted["report"]["months"]] == [
        ("2024-01", 1, 121_430), ("2024-02", 0, 0),
    ]  # fmt: skip
    assert counted["report"]["rows"]["read"] == 5


def test_the_report_adds_up_and_offers_the_rejected_rows(wizard: Any) -> None:
    wizard.upload(DIRTY)
    wizard.walk(name="Teeladen")
    place = wizard.finish()
    row = queries.list_imports()[0]
    assert row.report is not None
    rows = row.report["rows"]
    assert rows["read"] == rows["accepted"] + rows["rejected"] + rows["skipped"] == 5
    page = wizard.client.get(place).content.decode()
    assert f"/desk/imports/{row.public_id}/rejects" in page
    answer = wizard.client.get(f"/desk/imports/{row.public_id}/rejects")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "line,column,value,reason,fix"
    assert text.splitlines()[1].startswith("8,Bestelldatum,31.02.2024 11:00,This is not a date.,")


def test_a_column_chosen_by_hand_is_read_at_once_and_remembered(wizard: Any) -> None:
    odd = PLAIN.replace("Quantity", "Xyz")
    wizard.upload(odd)
    assert "Not read:" in wizard.see("columns")
    wizard.send("columns", field_quantity="4")
    assert "3 × Cup" in wizard.see("columns")
    wizard.walk(name="Tea and Co")
    wizard.finish()
    wizard.upload(odd.replace("1001", "2001"))
    page = wizard.see("columns")
    assert "it is read as then" in page
    assert '<option value="4" selected>Xyz' in page


def test_a_needed_field_without_a_column_is_asked_for(wizard: Any) -> None:
    wizard.upload("a,b\n1,2\n3,4\n", kind="orders")
    answer = wizard.send("columns", **{"continue": "1"})
    assert answer.status_code == 200
    assert "Please say which column has: Order id, Date of the order, Price of one." in answer.content.decode()


def test_amounts_without_any_currency_are_asked_about_and_previewed_all_the_same(wizard: Any) -> None:
    wizard.upload("Order ID,Date,Email,Amount\n1,2024-01-01 10:00,a@example.com,1234.50\n")
    page = wizard.see("columns")
    assert "not known yet: asked in the next step" in page
    assert "1,234.50" in page
    assert "EUR" not in page
    wizard.send("columns", **{"continue": "1"})
    assert "The file does not tell it: please choose." in wizard.see("answers")


def test_another_kind_of_file_gets_a_proposal_of_its_own(wizard: Any) -> None:
    wizard.upload("sku,cost\nTEA,1.20\nCUP,4.00\n")
    assert '<option value="costs" selected>' in wizard.see("columns")
    wizard.send("columns", kind="products")
    assert '<option value="products" selected>' in wizard.see("columns")


@pytest.mark.parametrize(
    ("content", "kind", "brought"),
    [
        ("Email,First name,Country\nanna@example.com,Anna,Germany\n", "customers", "1 customer"),
        ("Title,SKU,Price\nGreen tea,TEA,4.90\nCup,CUP,12.00\n", "products", "2 products"),
        ("day,channel,spend\n2024-01-01,Search,10.00\n2024-01-02,Search,12.50\n", "spend", "2 rows"),
    ],
)
def test_customers_products_and_spend_take_the_same_way(wizard: Any, content: str, kind: str, brought: str) -> None:
    wizard.upload(content, kind="" if kind == "spend" else kind)
    assert f'<option value="{kind}" selected>' in wizard.see("columns")
    wizard.walk(name="Tea and Co", zone="Europe/Berlin", currency="EUR")
    assert brought in wizard.client.get(wizard.finish()).content.decode()


def test_once_the_shop_is_set_up_its_name_is_not_asked_again(wizard: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    wizard.finish()
    wizard.upload(PLAIN.replace("100", "200"))
    wizard.send("columns", **{"continue": "1"})
    assert 'name="name"' not in wizard.see("answers")


def test_the_same_file_again_says_that_it_is_in(wizard: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co", zone="Europe/Berlin", currency="EUR", tax="included")
    wizard.finish()
    wizard.upload(PLAIN)
    wizard.send("columns", **{"continue": "1"})
    wizard.send("answers", zone="Europe/Berlin", currency="EUR", tax="included")
    assert "This file is in already." in wizard.see("check")
    wizard.client.post(wizard.address("check"))
    assert "This file was in already: nothing changed." in wizard.client.get(wizard.finish()).content.decode()
    assert len(queries.list_imports()) == 1
