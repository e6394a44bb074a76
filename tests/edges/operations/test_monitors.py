"""Alive, ready, measured: what strangers hear, what those who may hear more, and what keeps a process from serving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from regulars.base.settings import current
from regulars.edges.health import installation, views
from regulars.edges.health.readiness import Readiness

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-32-characters-or-more-1234567890"


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend the installation is public and has a token."""
    told = replace(current(), public_url="https://shop.example", metrics_token=TOKEN)
    monkeypatch.setattr(views, "current", lambda: told)


def test_a_sound_process_is_ready(client: Any) -> None:
    """O3: home, disk, clock, key, database, a committed write, migrations."""
    told = client.get("/readyz").json()
    assert (told["ready"], told["failed"]) == (True, [])
    assert {one["name"] for one in told["checks"]} == {
        "home", "disk", "secret_key", "database", "writing", "migrations", "clock", "worker", "log", "lake",
    }  # fmt: skip


def test_a_database_that_does_not_take_writes_turns_ready_red_and_leaves_live(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(installation, "write", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["writing"])
    assert client.get("/livez").status_code == 200


def test_work_that_stands_still_is_told_and_keeps_nobody_from_being_served(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking the desk away would not make a worker run."""
    from regulars.edges.health import machine

    monkeypatch.setattr(machine, "list_workers", list)
    monkeypatch.setattr(machine, "is_present", lambda *_: False)
    real = machine.fetchall
    monkeypatch.setattr(machine, "fetchall", lambda sql, *given: [(3,)] if "jobs_job" in sql else real(sql, *given))
    answer = client.get("/readyz")
    told = {one["name"]: one["ok"] for one in answer.json()["checks"]}
    assert (answer.status_code, told["worker"]) == (200, False)


def test_missing_migrations_turn_ready_red(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "migrations_missing", lambda: ["orders.0009_more"])
    assert client.get("/readyz").json()["failed"] == ["migrations"]


def test_strangers_hear_what_failed_and_never_why(client: Any, public: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OperationalError("password of user regulars at 10.0.0.7")

    monkeypatch.setattr(installation, "write", broken)
    answer = client.get("/readyz")
    assert answer.json() == {"ready": False, "failed": ["writing"]}


def test_the_token_opens_details_and_metrics(client: Any, public: None) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    allowed = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", headers=allowed).status_code == 200
    assert "checks" in client.get("/readyz", headers=allowed).json()


def test_staff_who_may_see_jobs_see_details(desk: Callable[..., Any], public: None) -> None:
    assert "checks" in desk("developer").get("/readyz").json()
    assert "checks" not in desk("analyst").get("/readyz").json()


def test_a_proxy_on_this_machine_makes_nobody_local(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a public address, a call from loopback is whoever the proxy let through."""
    told = replace(current(), public_url="https://shop.example", metrics_token="")
    monkeypatch.setattr(views, "current", lambda: told)
    assert client.get("/metrics").status_code == 404
    assert "checks" not in client.get("/readyz").json()


def families(client: Any) -> dict[str, Any]:
    text = client.get("/metrics").content.decode()
    return {family.name: family for family in text_string_to_metric_families(text)}


def test_metrics_parse_and_count_requests_by_route(client: Any) -> None:
    """O8: label sets are names of ours; a path, an id or a query never becomes one."""

    def count(route: str, status: str) -> float:
        samples = families(client)["regulars_requests"].samples
        found = [
            one.value
            for one in samples
            if one.name.endswith("_total") and one.labels["route"] == route and one.labels["status"] == status
        ]
        return sum(found)

    before, lost = count("web:login", "200"), count("unmatched", "404")
    client.get("/desk/login?next=/desk/customers/cus_1234")
    client.get("/nowhere/ana@example.com")
    assert (count("web:login", "200"), count("unmatched", "404")) == (before + 1, lost + 1)
    text = client.get("/metrics").content.decode()
    assert "cus_1234" not in text
    assert "ana@" not in text


def test_metrics_hold_jobs_lags_and_backups(client: Any) -> None:
    found = families(client)
    names = {
        "regulars_build_info", "regulars_jobs", "regulars_jobs_oldest_due_seconds", "regulars_lake_lag_seconds",
        "regulars_worker_up", "regulars_database_up", "regulars_request_seconds", "regulars_requests_in_progress",
        "regulars_write_queue_depth", "regulars_commits", "regulars_activity_lag_seconds", "regulars_activity_unsealed",
        "regulars_last_backup_timestamp_seconds", "regulars_last_proven_restore_timestamp_seconds",
    }  # fmt: skip
    assert names <= set(found)
    assert found["regulars_database_up"].samples[0].value == 1.0


def test_silence_of_the_database_is_an_answer_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """O3: a dependency that says nothing turns ready red; the thread that waits for it is not the one that answers."""
    import threading

    from regulars.edges.health import readiness

    release = threading.Event()
    monkeypatch.setattr(readiness, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(readiness.ground, "is_joined", lambda: False)
    monkeypatch.setattr(readiness.ground, "let_go", lambda: None)
    monkeypatch.setattr(readiness, "run_ready_checks", lambda: (release.wait(10), [])[1])
    asked = Readiness()
    try:
        assert [one.name for one in asked.answers() if not one.ok] == ["answering"]
    finally:
        release.set()
