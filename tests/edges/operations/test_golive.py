"""Marketing is locked until every check was right once, or somebody took the risk by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from click.testing import CliRunner

from regulars.base import extends
from regulars.base.activity import list_activity
from regulars.base.extends import Condition
from regulars.base.golive import blocking, is_live, keep_answers, look_at_all, reinstate, standing, waive
from regulars.base.state import Act, write
from regulars.edges.operations.cli import golive as command
from regulars.kit.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@dataclass
class Fake:
    key: str
    state: str = "good"
    title: str = "Something"
    order: int = 1
    url: str = ""
    always: bool = False
    fails: Exception | None = field(default=None)

    def look(self) -> Condition:
        if self.fails:
            raise self.fails
        return Condition(self.state, f"it is {self.state}", "do this")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Fake]:
    """Have three checks of our own in place of the real ones."""
    registry: extends.Registry[Any] = extends.Registry("golive")
    made = {name: registry.register(Fake(name)) for name in ("address", "backup")}
    made["demo"] = registry.register(Fake("demo", always=True))
    monkeypatch.setattr(extends, "golive", registry)
    return made


def look() -> None:
    write(keep_answers, Act.by("system"), look_at_all())


def test_nothing_is_live_before_anybody_looked(checks: dict[str, Fake]) -> None:
    assert is_live() is False
    look()
    assert is_live() is True


def test_one_bad_check_locks(checks: dict[str, Fake]) -> None:
    checks["backup"].state = "bad"
    look()
    assert (is_live(), blocking()) == (False, ["backup"])


def test_a_check_that_was_right_once_does_not_lock_again(checks: dict[str, Fake]) -> None:
    """A proxy that is down for a minute must not stop every journey."""
    look()
    checks["address"].state = "bad"
    look()
    assert is_live() is True
    assert {one.key: one.state for one in standing()}["address"] == "bad", "the page still says so"


def test_a_check_that_must_always_hold_does_lock_again(checks: dict[str, Fake]) -> None:
    look()
    checks["demo"].state = "bad"
    look()
    assert blocking() == ["demo"]


def test_a_check_of_a_later_version_locks_until_it_was_looked_at(checks: dict[str, Fake]) -> None:
    look()
    extends.golive.register(Fake("sender"))  # type: ignore[arg-type]
    assert blocking() == ["sender"]


def test_a_waiver_names_who_and_why_and_can_be_taken_back(checks: dict[str, Fake]) -> None:
    """S5: the privileged act and its activity stand in one transaction."""
    checks["backup"].state = "bad"
    look()
    write(waive, Act.by("staff:7", "desk"), "backup", "The host makes snapshots every hour.")
    found = {one.key: one for one in standing()}["backup"]
    assert (found.state, found.waived_by, found.waived_because) == (
        "waived",
        "staff:7",
        "The host makes snapshots every hour.",
    )
    assert is_live() is True
    assert write(reinstate, Act.by("staff:7", "desk"), "backup") is True
    assert is_live() is False
    kinds = [row.kind for row in list_activity(limit=10) if row.kind.startswith("go_live")]
    assert sorted(kinds) == ["go_live_check.reinstated", "go_live_check.waived"]


def test_a_waiver_without_a_reason_is_refused(checks: dict[str, Fake]) -> None:
    with pytest.raises(Refused, match="why this risk"):
        write(waive, Act.by("staff:7"), "backup", "   ok   ")
    with pytest.raises(NotFound):
        write(waive, Act.by("staff:7"), "nothing", "A good and long reason.")


def test_a_check_that_cannot_look_is_bad_and_says_nothing_secret(checks: dict[str, Fake]) -> None:
    checks["address"].fails = OSError("connection to 10.0.0.7 refused for user secret")
    found = look_at_all()["address"]
    assert (found.state, str(found.found)) == ("bad", "It could not be checked.")


def test_the_command_exits_1_while_locked(checks: dict[str, Fake]) -> None:
    checks["backup"].state = "bad"
    done = CliRunner().invoke(command, ["--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["live"]) == (1, False)
    assert [one["key"] for one in told["checks"] if one["blocks"]] == ["backup"]
    checks["backup"].state = "good"
    assert CliRunner().invoke(command, ["--json"]).exit_code == 1, "the last answer, until somebody looks"
    assert CliRunner().invoke(command, ["--json", "--look"]).exit_code == 0


def test_the_owner_waives_on_the_page_and_a_marketer_only_reads(
    desk: Callable[..., Any], checks: dict[str, Fake]
) -> None:
    checks["backup"].state = "bad"
    look()
    owner, marketer = desk("owner", name="Ana"), desk("marketer")
    page = owner.get("/desk/settings/go-live").content.decode()
    assert "Marketing is locked: 1 thing is not right yet." in page
    assert "do this" in page
    assert "/desk/settings/go-live/backup/waive" not in marketer.get("/desk/settings/go-live").content.decode()
    assert marketer.post("/desk/settings/go-live/backup/waive", {"reason": "A long enough reason"}).status_code == 403
    short = owner.post("/desk/settings/go-live/backup/waive", {"reason": "no"})
    assert short.status_code == 422
    assert "Say in a sentence why" in short.content.decode()
    assert owner.post("/desk/settings/go-live/backup/waive", {"reason": "Snapshots by the host"}).status_code == 302
    page = owner.get("/desk/settings/go-live").content.decode()
    assert "Ana takes the risk: Snapshots by the host" in page
    assert "marketing may reach people" in page


def test_a_page_that_nobody_looked_from_calls_nothing_wrong(desk: Callable[..., Any], checks: dict[str, Fake]) -> None:
    page = desk("owner").get("/desk/settings/go-live").content.decode()
    assert "Marketing is locked: nothing was looked at yet." in page


def test_looking_from_the_page_asks_every_check(desk: Callable[..., Any], checks: dict[str, Fake]) -> None:
    assert desk("marketer").post("/desk/settings/go-live/look").status_code == 302
    assert is_live() is True


def test_the_real_checks_have_words_and_fixes() -> None:
    found = look_at_all()
    assert set(found) >= {
        "public_address", "encryption", "worker", "backup_made", "backup_restored", "second_factor", "own_key",
        "real_shop",
    }  # fmt: skip
    assert [key for key, one in found.items() if one.state == "bad" and not (one.found and one.fix)] == []
