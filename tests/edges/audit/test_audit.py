"""`regulars audit` and its page: what must be true is counted from the rows, and a breach is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from regulars.base import extends
from regulars.base.activity import ActivityRow, readers
from regulars.base.activity.models import Activity
from regulars.base.activity.readers import Reader
from regulars.base.extends import Finding
from regulars.base.jobs import list_jobs
from regulars.base.shop import service as shops
from regulars.base.state import Act, execute, write
from regulars.domains.orders import service as orders
from regulars.domains.orders.types import LineFacts, OrderFacts
from regulars.edges.audit import jobs, queries, service
from regulars.edges.audit.cli import audit

AT = datetime(2024, 3, 1, 10, tzinfo=UTC)
GROUND = [
    "change_numbers",
    "references",
    "activity_chain",
    "activity_chain_end",
    "activity_seen",
    "reader_places",
    "job_states",
    "owner",
    "order_lines",
    "order_net",
]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop with two orders; comparing the lake has tests of its own."""
    lake = extends.invariants.get("lake_counts")
    assert lake is not None
    monkeypatch.setattr(type(lake), "check", lambda self: Finding(0))
    write(shops.set_up_shop, act(), "Tea", "Europe/Berlin", "EUR")
    lines = (LineFacts("Tea", 1_000, 5_000_000), LineFacts("Pot", 1_000, 20_000_000))
    write(orders.record_orders, act(), "file", [OrderFacts(one, one, AT, "EUR", lines, paid_at=AT) for one in "12"])


def act() -> Act:
    return Act.by("cli", "file")


def invoke(*args: str) -> Result:
    return CliRunner().invoke(audit, args, catch_exceptions=False)


def verify() -> dict[str, Any]:
    result = invoke("verify", "--json")
    found: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == (0 if found["ok"] else 1)
    return found


def broken(found: dict[str, Any]) -> dict[str, list[str]]:
    return {one["key"]: one["breaches"] for one in found["invariants"] if one["broken"]}


def test_a_sound_shop_is_in_order_and_each_rule_has_looked_at_rows() -> None:
    found = verify()
    assert found["ok"], broken(found)
    counted = {one["key"]: one["checked"] for one in found["invariants"]}
    assert set(GROUND) <= set(counted)
    assert counted["order_lines"] == 2
    assert counted["activity_chain"] == Activity.objects.exclude(kind="audit.completed").count()
    assert found["chain"]["seq"] == counted["activity_chain"]


@pytest.mark.parametrize(
    ("damage", "rule", "words"),
    [
        ("UPDATE activity_log SET actor = 'staff:9' WHERE kind = 'order.paid'", "activity_chain", "was changed"),
        ("DELETE FROM activity_log WHERE kind = 'shop.set_up'", "activity_chain", "was removed"),
        ("UPDATE orders_line SET sold_minor = 1 WHERE position = 0", "order_lines", "another amount than its lines"),
        ("UPDATE orders_order SET net_minor = net_minor + 1", "order_net", "does not follow"),
        ("UPDATE orders_order SET changed_seq = 999999999", "change_numbers", "orders_order has change number"),
        ("INSERT INTO activity_seen (source, key, activity) VALUES ('x', '', 999)", "activity_seen", "is not there"),
    ],
)
def test_damage_is_found_and_named(damage: str, rule: str, words: str) -> None:
    verify()
    execute(damage)
    found = broken(verify())
    assert rule in found
    assert words in found[rule][0]


def test_an_end_that_was_cut_off_is_found_although_the_rest_of_the_chain_holds() -> None:
    verify()
    last = queries.heads_seen()[0][0]
    execute("DELETE FROM activity_log WHERE id IN (SELECT activity FROM activity_seal WHERE seq >= %s)", [last])
    execute("DELETE FROM activity_seal WHERE seq >= %s", [last])
    assert broken(verify())["activity_chain_end"] == [f"link {last} is no longer the one that an earlier check saw"]


def test_a_verification_is_kept_and_recorded_with_the_chains_end() -> None:
    found = verify()
    last = queries.last_verification()
    assert last is not None
    assert (last.checked, last.broken, last.head_hash) == (found["checked"], 0, found["chain"]["hash"])
    data = Activity.objects.get(kind="audit.completed").data
    assert (data["head_seq"], data["broken"]) == (found["chain"]["seq"], 0)


def test_a_shop_that_was_not_set_up_has_nothing_to_count() -> None:
    assert jobs.has_shop()
    execute("DELETE FROM shop_shop")
    assert not jobs.has_shop()


@pytest.fixture
def choking() -> Iterator[list[int]]:
    """A reader that cannot take anything until the list is filled."""
    taken: list[int] = []

    def handle(act: Act, row: ActivityRow) -> None:
        if not taken:
            raise ValueError("no room <b>here</b>")

    readers.register(Reader("choking", handle, kinds=("order.paid",), from_start=True))
    yield taken
    readers.unregister("choking")


def test_readers_and_what_they_set_aside_are_listed_and_tried_again(choking: list[int]) -> None:
    readers.run_readers(act())
    told = json.loads(invoke("readers", "--json").stdout)
    assert ("choking", 0, 2) in [(one["name"], one["waiting"], one["parked"]) for one in told["readers"]]
    assert {one["reason"] for one in told["parked"]} == {"ValueError: no room <b>here</b>"}
    assert invoke("retry", "choking").exit_code == 1
    choking.append(1)
    again = invoke("retry", "choking", "--json")
    assert (again.exit_code, json.loads(again.stdout)) == (0, {"reader": "choking", "taken": 2, "still_parked": 0})


def test_a_replay_hands_everything_over_again(choking: list[int]) -> None:
    choking.append(1)
    readers.run_readers(act())
    verify()
    assert json.loads(invoke("replay", "choking", "--json").stdout)["handled"] == 2


def test_the_page_says_whether_every_rule_holds(desk: Callable[..., Any], choking: list[int]) -> None:
    readers.run_readers(act())
    owner = desk("owner")
    assert "Nothing was checked yet" in owner.get("/desk/settings/audit").content.decode()
    service.verify_all(act())
    assert "Every rule holds" in owner.get("/desk/settings/audit").content.decode()
    execute("UPDATE orders_order SET net_minor = net_minor + 1")
    service.verify_all(act())
    page = owner.get("/desk/settings/audit").content.decode()
    assert "1 rule is broken" in page
    assert "does not follow from its parts" in page
    assert "no room &lt;b&gt;here" in page
    download = b"".join(owner.get("/desk/settings/audit?csv=invariants"))
    assert b"An order's net amount" in download


def test_a_check_is_queued_once_and_an_analyst_starts_none(desk: Callable[..., Any]) -> None:
    owner = desk("owner")
    for _ in range(2):
        assert owner.post("/desk/settings/audit/verify").status_code == 302
    assert len(list_jobs(name=service.JOB)) == 1
    assert desk("analyst").post("/desk/settings/audit/verify").status_code == 403


def test_what_was_set_aside_is_tried_again_from_the_page(desk: Callable[..., Any], choking: list[int]) -> None:
    readers.run_readers(act())
    choking.append(1)
    desk("owner").post("/desk/settings/audit/retry/choking")
    assert readers.list_parked() == []


def test_programs_read_the_last_verification_and_strangers_get_a_problem_document(
    program: Callable[..., Any], client: Any
) -> None:
    address = "/api/v1/audit/verify"
    stranger = client.get(address)
    assert (stranger.status_code, stranger["Content-Type"]) == (401, "application/problem+json")
    assert stranger.json()["code"] == "http.login_needed"
    other = program("imports.run").get(address)
    assert (other.status_code, other.json()["code"]) == (403, "http.not_permitted")
    developer = program("audit.read")
    assert (developer.get(address).status_code, developer.get(address).json()["code"]) == (404, "audit.never")
    found = verify()
    answer = developer.get(address).json()
    assert {name: answer[name] for name in ("ok", "checked", "broken", "chain")} == {
        name: found[name] for name in ("ok", "checked", "broken", "chain")
    }
