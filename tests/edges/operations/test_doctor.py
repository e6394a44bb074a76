"""The doctor looks at everything and names the fix; one bad thing is enough to exit 1."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from regulars.base import extends
from regulars.base.settings import current
from regulars.base.shop.service import set_up_shop
from regulars.base.state import Act, write
from regulars.edges.cli.checking import doctor
from regulars.edges.health import ground, installation, machine
from regulars.edges.health.checks import run_checks
from regulars.edges.operations import checks as backups
from regulars.edges.operations.service import remember_made, remember_rehearsed
from regulars.kit import clock as house_clock

pytestmark = pytest.mark.django_db


def answers() -> dict[str, Any]:
    return {one.name: one for one in run_checks()}


def test_every_check_answers_in_a_sound_home() -> None:
    found = answers()
    assert set(found) == {check.key for check in extends.checks}
    assert len(found) >= 16
    assert [one.name for one in found.values() if not one.ok] == []


def test_whatever_is_not_right_names_its_fix() -> None:
    assert [one.name for one in answers().values() if (one.warning or not one.ok) and not one.fix] == []


def test_the_doctor_exits_1_when_something_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CliRunner().invoke(doctor, ["--json"]).exit_code == 0
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(100, 99, 1))  # type: ignore[attr-defined]
    done = CliRunner().invoke(doctor, ["--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"]) == (1, False)
    assert [one["name"] for one in told["checks"] if not one["ok"]] == ["disk"]
    assert "Free space" in CliRunner().invoke(doctor).stdout


@pytest.mark.parametrize(
    ("pragma", "value", "fault"),
    [
        ("journal_mode", "delete", "journal_mode is delete, not wal"),
        ("synchronous", 1, "synchronous is below FULL"),
        ("foreign_keys", 0, "foreign_keys is off"),
    ],
)
def test_sqlite_below_full_durability_is_named(
    monkeypatch: pytest.MonkeyPatch, pragma: str, value: object, fault: str
) -> None:
    """D1: read back from the database, not from our own settings."""
    if ground.vendor() != "sqlite":
        pytest.skip("asked of SQLite")
    real = ground.fetchall
    monkeypatch.setattr(ground, "fetchall", lambda sql: [(value,)] if sql == f"PRAGMA {pragma}" else real(sql))
    assert list(ground.durability_faults()) == [fault]


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgresql_below_full_durability_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """D3: each of the three alone is enough to lose an acknowledged write."""

    class Server:
        vendor = "postgresql"

    monkeypatch.setattr(ground, "connection", Server())
    monkeypatch.setattr(ground, "fetchall", lambda sql: [("off" if sql == f"SHOW {name}" else "on",)])
    assert list(ground.durability_faults()) == [f"{name} is off"]


def test_a_clock_that_went_back_is_found(clock: Any) -> None:
    """O10: the log knows a later time than the clock."""
    write(set_up_shop, Act.by("cli"), "Tea", "Europe/Berlin", "EUR")
    assert machine.machine_clock().state == "good"
    clock.advance(hours=-3)
    condition = machine.machine_clock()
    assert condition.state == "bad"
    assert "10800 seconds ahead" in str(condition.found)


def test_a_clock_before_this_version_is_found(clock: Any) -> None:
    clock.set(house_clock.now() - timedelta(days=400))
    assert machine.machine_clock().state == "bad"


def test_a_home_that_others_can_enter_is_noted() -> None:
    home = current().home
    mode = home.stat().st_mode
    try:
        home.chmod(0o755)
        assert machine.home().state == "warning"
    finally:
        home.chmod(mode)
    assert machine.home().state == "good"


def test_links_without_a_safe_address_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from regulars.base.settings import Settings

    for url, state in (("", "warning"), ("http://shop.local", "warning"), ("https://shop.example", "good")):
        monkeypatch.setattr(installation, "current", lambda url=url: Settings(public_url=url))
        assert installation.addresses().state == state, url


def test_a_listener_around_the_proxy_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    from regulars.base.settings import Settings

    for host, state in (("0.0.0.0", "warning"), ("127.0.0.1", "good")):
        monkeypatch.setattr(
            installation, "current", lambda host=host: Settings(host=host, public_url="https://a.example")
        )
        assert installation.listening().state == state


def test_a_backup_may_be_late_by_one_turn(clock: Any) -> None:
    act = Act.by("cli")
    write(set_up_shop, act, "Tea", "Europe/Berlin", "EUR")
    assert backups.backup().state == "warning"
    write(remember_made, act, "regulars-1", "/b", act.now, 1, 1)
    assert backups.backup().state == "good"
    clock.advance(hours=48)
    assert backups.backup().state == "good"
    clock.advance(hours=1)
    assert (backups.backup().state, str(backups.backup().found)) == ("warning", "49 hours old")


def test_a_restore_counts_as_proven_for_half_a_year(clock: Any) -> None:
    act = Act.by("cli")
    write(set_up_shop, act, "Tea", "Europe/Berlin", "EUR")
    assert backups.proven().state == "warning"
    write(remember_rehearsed, act, "regulars-1", "/b", act.now, 1, 1)
    assert backups.proven().state == "good"
    clock.advance(days=181)
    assert backups.proven().state == "warning"


def test_a_backup_is_due_when_the_last_one_is_old(clock: Any) -> None:
    from regulars.edges.operations.jobs import is_due

    act = Act.by("cli")
    assert is_due() is False, "there is no shop"
    write(set_up_shop, act, "Tea", "Europe/Berlin", "EUR")
    assert is_due() is False, "the shop is new"
    clock.advance(hours=24)
    assert is_due() is True
    write(remember_made, Act.by("cli"), "regulars-1", "/b", house_clock.now(), 1, 1)
    assert is_due() is False


def test_the_backup_job_makes_one_and_remembers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from regulars.base.jobs import RunningJob
    from regulars.edges.operations import jobs
    from regulars.edges.operations.backups.making import Made
    from regulars.edges.operations.queries import last_backup

    asked: dict[str, Any] = {}

    def fake(_settings: Any, folder: Any, _report: Callable[..., None], *, keep: int) -> Made:
        asked.update(folder=folder, keep=keep)
        return Made(str(folder / "n"), "n", datetime(2026, 6, 15, tzinfo=UTC), 5_000_000, 1, 7, False, [], [], 3)

    monkeypatch.setattr(jobs, "make_backup", fake)

    class Job:
        progress = staticmethod(lambda *_: None)
        act = staticmethod(lambda: Act.by("system"))

    note = jobs.run_backup(Job())  # type: ignore[arg-type]
    assert RunningJob is not None
    assert asked == {"folder": current().home / "backups", "keep": 7}
    assert str(note) == "n: 4 MB"
    row = last_backup()
    assert row is not None
    assert (row.name, row.row_count) == ("n", 7)


@pytest.mark.parametrize(
    ("mode", "archived", "failed", "seconds", "is_fine"),
    [
        ("off", None, None, "60", False),
        ("on", 2, 1, "60", True),
        ("on", None, None, "60", True),
        ("on", 1, 2, "60", False),
        ("on", None, 1, "60", False),
        ("on", 2, None, "0", False),
        ("on", 2, None, "3600", False),
        ("always", 2, None, "30", True),
    ],
)
def test_postgresql_hands_its_log_over_within_a_minute_or_doctor_says_so(
    mode: str, archived: int | None, failed: int | None, seconds: str, is_fine: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O1: a recovery point of sixty seconds; the instants stand for themselves."""
    said = {"SHOW archive_mode": (mode,), "SELECT last_archived_time": (archived, failed), "SELECT setting": (seconds,)}
    monkeypatch.setattr(
        backups, "fetchall", lambda sql: [next(row for start, row in said.items() if sql.startswith(start))]
    )
    assert backups.archiving().state == ("good" if is_fine else "warning")
