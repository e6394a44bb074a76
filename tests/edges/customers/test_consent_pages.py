"""Staff look at consent and identity, write down what people said, merge and part; the same by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from regulars.base import extends
from regulars.base.shop import service as shops
from regulars.base.shop.queries import shop
from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.types import PersonFacts
from regulars.edges.cli.main import main
from regulars.kit.clock import now

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_panels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the customer page with the panels of customers alone: figures of others need the lake."""
    mine = {key: panel for key, panel in extends.panels._items.items() if "domains.customers" in type(panel).__module__}
    assert {"consent", "ids", "merges"} <= set(mine)
    monkeypatch.setattr(extends.panels, "_items", mine)


@pytest.fixture
def two() -> tuple[str, str]:
    """Two customers with one phone and one name, as public ids."""
    write(shops.set_up_shop, Act.by("cli", "cli"), "Tea House", "Europe/Berlin", "EUR")
    people = [
        PersonFacts("1", "ana@example.com", "+4930123456", "Ana <b>König</b>", "DE", "de", "Mainz"),
        PersonFacts("2", "ana.k@example.com", "+4930123456", "Ana <b>König</b>", "DE", "de", "Mainz"),
    ]
    found = write(service.record_people, Act.by("system", "shopify"), "shopify", people).customers
    service.find_alike(Act.by("system"))
    one, other = (shop().public("cus", number or 0) for number in found)
    return one, other


def number(public_id: str) -> int:
    return shop().number("cus", public_id)


def run(*words: str) -> Any:
    done = CliRunner().invoke(main, [*words, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_customer_page_says_whether_we_may_write_and_why(two: tuple[str, str], desk: Desk) -> None:
    text = desk("support").get(f"/desk/customers/{two[0]}").content.decode()
    for words in ("May we write?", "has never said yes", "needs no consent", "May be the same person as", "not proven"):
        assert words in text, words
    assert "<b>König" not in text


def test_an_analyst_sees_the_answer_and_no_address(two: tuple[str, str], desk: Desk) -> None:
    browser = desk("analyst")
    text = browser.get(f"/desk/customers/{two[0]}").content.decode()
    assert "May we write?" in text
    assert "ana@example.com" not in text
    for path in (f"/desk/customers/{two[0]}/consent", "/desk/alike", f"/desk/customers/{two[0]}/merge/{two[1]}"):
        assert browser.get(path).status_code == 403, path


def test_staff_write_down_a_yes_only_with_how_and_a_no_always(two: tuple[str, str], desk: Desk, clock: Any) -> None:
    browser, path = desk("support"), f"/desk/customers/{two[0]}/consent"
    said = {"what": "said", "channel": "email", "topic": "news", "state": "granted"}
    refused = browser.post(path, said)
    assert refused.status_code == 422
    assert "needs to say where it comes from" in refused.content.decode()
    assert browser.post(path, {**said, "evidence": "on the phone"}).status_code == 302
    assert queries.reachable(number(two[0]), "email", "news", now()).is_allowed
    clock.advance(minutes=1)
    assert browser.post(path, {**said, "state": "withdrawn", "topic": "*"}).status_code == 302
    assert not queries.reachable(number(two[0]), "email", "news", now()).is_allowed
    text = browser.get(path).content.decode()
    for words in ("on the phone", "everything", "has unsubscribed from everything"):
        assert words in text, words


@pytest.mark.parametrize(
    "dirty",
    [
        {},
        {"what": "said"},
        {"what": "said", "channel": "fax", "topic": "news", "state": "granted", "evidence": "x"},
        {"what": "said", "channel": "email", "topic": "*", "state": "granted", "evidence": "x"},
        {"what": "said", "channel": "email", "topic": "receipts", "state": "withdrawn"},
        {"what": "said", "channel": "email", "topic": "news", "state": "maybe"},
        {"what": "said", "channel": "email", "topic": "news", "state": "granted", "evidence": "x" * 401},
        {"what": "stop", "channel": "email", "reason": "erased"},
        {"what": "lift", "channel": "email", "because": "please"},
        {"what": "ask", "topics": "nothing"},
        {"what": "<script>"},
    ],
)
def test_dirty_input_is_refused_and_nothing_is_recorded(
    two: tuple[str, str], desk: Desk, dirty: dict[str, str]
) -> None:
    answer = desk("owner").post(f"/desk/customers/{two[0]}/consent", dirty)
    assert answer.status_code == 422
    assert fetchall("SELECT count(*) FROM customers_consent") == [(0,)]
    assert fetchall("SELECT count(*) FROM customers_suppression") == [(0,)]


def test_merging_from_the_list_and_taking_it_back(two: tuple[str, str], desk: Desk) -> None:
    browser = desk("support")
    text = browser.get("/desk/alike").content.decode()
    assert "the same phone, the same name in the same city" in text
    path = f"/desk/customers/{two[0]}/merge/{two[1]}"
    assert "2 more ids lead to the person who stays." in browser.get(path).content.decode()
    assert fetchall("SELECT count(*) FROM customers_merge") == [(0,)], "looking merges nobody"
    done = browser.post(path, {"stays": two[1], "reason": "she told us"})
    assert done["Location"] == f"/desk/customers/{two[1]}#merges"
    assert browser.get(f"/desk/customers/{two[0]}")["Location"] == f"/desk/customers/{two[1]}"
    text = browser.get(f"/desk/customers/{two[1]}").content.decode()
    assert "she told us" in text
    assert f"{two[0]} became {two[1]}" in text
    (row,) = fetchall("SELECT id FROM customers_merge")
    assert "Take this merge back?" in browser.post(f"/desk/merges/{row[0]}/undo").content.decode()
    assert browser.post(f"/desk/merges/{row[0]}/undo", {"confirmed": "1"}).status_code == 302
    assert browser.get(f"/desk/customers/{two[0]}").status_code == 200


def test_merging_somebody_with_themselves_or_nobody_is_answered_in_words(two: tuple[str, str], desk: Desk) -> None:
    browser = desk("owner")
    assert browser.get(f"/desk/customers/{two[0]}/merge/{two[0]}").status_code == 302
    for other in ("cus_nobody", "1", "%00", "x" * 300):
        assert browser.get(f"/desk/customers/{two[0]}/merge/{other}").status_code == 404
    assert browser.post("/desk/merges/999/undo").status_code == 404
    assert browser.get("/desk/alike?page=-1").status_code == 200
    assert browser.get("/desk/alike?page=99999999999999").status_code == 200


def test_a_decision_about_a_pair_is_kept(two: tuple[str, str], desk: Desk) -> None:
    browser, (pair,) = desk("marketer"), queries.suspicions()
    assert browser.post(f"/desk/alike/{pair.id}", {"decision": "one"}).status_code == 422
    assert browser.post(f"/desk/alike/{pair.id}", {"decision": "household"}).status_code == 302
    assert queries.suspicions() == []
    assert "Lives together with" in browser.get(f"/desk/customers/{two[0]}").content.decode()


def test_the_owner_names_topics_words_channels_and_interests(two: tuple[str, str], desk: Desk) -> None:
    browser, path = desk("owner"), "/desk/settings/consent"
    for given in (
        {"what": "topic", "key": "sale", "name_en": "Sale", "name_de": "Ausverkauf", "channels": ["email"]},
        {"what": "wording", "topic": "sale", "channel": "email", "language": "en", "text": "Yes, tell me of sales."},
        {"what": "wording", "topic": "sale", "channel": "email", "language": "en", "text": "Yes, twice a year."},
        {"what": "channels", "channels": ["email", "sms"]},
        {"what": "interests", "interests": "Green tea / Gr\u00fcner Tee\n\n  Pots "},
        {"what": "archive", "key": "news"},
    ):
        assert browser.post(path, given).status_code == 302, given
    assert [one.key for one in queries.topics()] == ["sale"]
    assert [(one.version, one.text) for one in queries.wordings()] == [
        (2, "Yes, twice a year."),
        (1, "Yes, tell me of sales."),
    ]
    assert queries.channels() == ("email", "sms")
    assert [names["de"] for _key, names, _old in queries.interests()] == ["Gr\u00fcner Tee", "Pots"]
    for dirty in (
        {"what": "topic", "key": "sale", "name_en": "Again"},
        {"what": "topic", "key": "receipts", "name_en": "x"},
        {"what": "topic", "key": "a b", "name_en": "x"},
        {"what": "topic", "key": "x", "name_en": " "},
        {"what": "wording", "topic": "sale", "channel": "email", "language": "xx", "text": "x"},
        {"what": "archive", "key": "nothing"},
    ):
        assert browser.post(path, dirty).status_code == 422, dirty
    assert desk("marketer", email="m@example.com").post(path, {"what": "archive", "key": "sale"}).status_code == 403


def test_commands_show_withdraw_suppress_and_lift(two: tuple[str, str], clock: Any) -> None:
    run("consent", "grant", "ana@example.com", "--topic", "news", "--because", "wrote on 3 May")
    clock.advance(minutes=1)
    told = run("consent", "show", two[0])
    assert {"channel": "email", "topic": "news", "is_allowed": True, "reason": "", "state": "granted",
            "paused_until": None} in told["reach"]  # fmt: skip
    told = run("consent", "withdraw", two[0])
    assert [one["reason"] for one in told["reach"] if one["topic"] == "news"] == ["unsubscribed"]
    assert run("consent", "suppress", "x@example.com", "--reason", "hard_bounce")["is_new"] is True
    assert run("consent", "suppress", "X@Example.com ", "--reason", "hard_bounce")["is_new"] is False
    assert run("consent", "lift", "x@example.com", "--because", "moved")["ended"] == 1
    past = run("consent", "show", two[0], "--at", "2026-06-15T09:00:30")
    assert past["states"] == [{"channel": "email", "topic": "news", "state": "granted"}]
    assert run("consent", "topics")["suppressed"]["unsubscribed"] >= 1
    wrong = CliRunner().invoke(main, ["consent", "show", "nobody@example.com"])
    assert wrong.exit_code == 1


def test_commands_merge_dry_then_really_and_part(two: tuple[str, str]) -> None:
    assert run("identity", "alike")["pairs"][0]["reasons"] == ["same_phone", "same_name_city"]
    dry = run("identity", "merge", two[1], two[0], "--dry-run")
    assert (dry["merge"], fetchall("SELECT count(*) FROM customers_merge")) == (None, [(0,)])
    done = run("identity", "merge", two[1], two[0], "--because", "same phone")
    assert run("identity", "show", two[1])["customer"] == two[0]
    assert run("identity", "unmerge", str(done["merge"]))["parted"] == two[1]
