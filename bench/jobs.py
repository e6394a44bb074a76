"""Jobs a second in batches: queued, taken under a lease, done, and finished, beside a bare driver program.

The bare program runs the same statements on the same tables by sqlite3 or psycopg, in one transaction for each batch
of 500: it decodes arguments, calls a function for each job, and knows no claims, priorities, dead workers, groups,
schedules or failures. Both run in turn, `BENCH_ROUNDS` times on empty tables; the best of each counts. On PostgreSQL
where `REGULARS_BENCH_DATABASE_URL` names a database that may be written to.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
JOBS = int(os.environ.get("BENCH_JOBS", "50000"))
BATCH = 500
NAME = "bench.note"
SERVER_URL = os.environ.get("REGULARS_BENCH_DATABASE_URL", "")
REGULARS = (sys.executable, "-m", "regulars")


def environment(home: str, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    return {**kept, "REGULARS_HOME": home, **({"REGULARS_DATABASE_URL": url} if url else {})}


def measured(work: Callable[[], None]) -> float:
    """Return jobs a second."""
    began = time.perf_counter()
    work()
    return JOBS / (time.perf_counter() - began)


def ours(home: Path, url: str) -> dict[str, float]:
    """Measure the product in a process of its own."""
    environ = environment(str(home), url)
    done = subprocess.run([sys.executable, __file__, "--ours"], env=environ, check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure_ours() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.config.settings")
    import django

    django.setup()
    from regulars.base import jobs
    from regulars.base.jobs import worker
    from regulars.base.jobs.claims import claim_many, finish_many
    from regulars.base.state import Act, execute, verb, write

    seen = 0

    def note(job: Any) -> None:
        nonlocal seen
        seen += job.args["n"] >= 0

    jobs.register(NAME, note, together=BATCH)

    @verb
    def empty(act: Act) -> None:
        execute("DELETE FROM jobs_job")

    @verb
    def queue(act: Act, first: int) -> int:
        return jobs.enqueue_many(NAME, [{"n": first + place} for place in range(BATCH)], act=act)

    def queue_all() -> None:
        for first in range(0, JOBS, BATCH):
            write(queue, Act.by("system"), first)

    def take_all() -> None:
        while taken := write(claim_many, Act.by("system"), BATCH):
            write(finish_many, Act.by("system"), [(one.id, one.claim, "") for one in taken])

    def work_all() -> None:
        assert worker.drain() == JOBS

    found = {}
    write(empty, Act.by("system"))
    found["queued"] = measured(queue_all)
    found["taken"] = measured(take_all)
    write(empty, Act.by("system"))
    whole = time.perf_counter()
    queue_all()
    found["worked"] = measured(work_all)
    found["whole"] = JOBS / (time.perf_counter() - whole)
    assert seen == JOBS
    assert jobs.count_jobs("done", JOBS + 1) == JOBS
    write(empty, Act.by("system"))
    print(json.dumps(found))


class Bare:
    """The same statements by a driver alone."""

    def __init__(self, home: Path, url: str) -> None:
        self.on_server = bool(url)
        if url:
            import psycopg

            self.db: Any = psycopg.connect(url, autocommit=True)
        else:
            self.db = sqlite3.connect(home / "regulars.sqlite3", isolation_level=None)
            self.db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        self.seen = 0

    def run(self, sql: str, *params: Any) -> Any:
        return self.db.execute(sql if self.on_server else sql.replace("%s", "?"), params)

    def whole(self) -> float:
        """Return jobs a second from the queue to the end."""
        self.run("DELETE FROM jobs_job")
        rate = measured(self._all)
        assert self.seen == JOBS
        self.run("DELETE FROM jobs_job")
        self.db.close()
        return rate

    def _all(self) -> None:
        for first in range(0, JOBS, BATCH):
            self._queue(first)
        while self._batch():
            pass

    def _queue(self, first: int) -> None:
        lines = json.dumps([{"n": first + place} for place in range(BATCH)])
        source = "jsonb_array_elements(%s::jsonb)" if self.on_server else "json_each(%s)"
        self.run("BEGIN" if self.on_server else "BEGIN IMMEDIATE")
        self.run(
            "INSERT INTO jobs_job (name, args, state, priority, run_after, attempts, progress_done, note, error, actor,"
            f" created_at) SELECT %s, value, 'waiting', 0, {self._now()}, 0, 0, '', '', 'system', {self._now()}"
            f" FROM {source}",
            NAME,
            lines,
        )
        self.run("COMMIT")

    def _batch(self) -> int:
        skip = " FOR UPDATE SKIP LOCKED" if self.on_server else ""
        self.run("BEGIN" if self.on_server else "BEGIN IMMEDIATE")
        taken = self.run(
            "UPDATE jobs_job SET state = 'running', attempts = attempts + 1, claims = claims + 1, "
            f"lease_until = {self._now()}, started_at = {self._now()}, error = '' WHERE id IN (SELECT id FROM jobs_job "
            f"WHERE state = 'waiting' AND priority = 0 AND run_after <= {self._now()} ORDER BY run_after, id "
            f"LIMIT {BATCH}{skip}) RETURNING id, claims, args"
        ).fetchall()
        self.run("COMMIT")
        for _id, _claim, args in taken:
            self.seen += (args if self.on_server else json.loads(args))["n"] >= 0
        ended = json.dumps([row[:2] for row in taken])
        source = (
            "(SELECT (value ->> 0)::bigint AS id, (value ->> 1)::int AS claim FROM jsonb_array_elements(%s::jsonb))"
            if self.on_server
            else "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS claim FROM json_each(%s))"
        )
        self.run("BEGIN" if self.on_server else "BEGIN IMMEDIATE")
        self.run(
            f"UPDATE jobs_job SET state = 'done', finished_at = {self._now()}, unique_key = NULL, lease_until = NULL "
            f"FROM {source} ended WHERE jobs_job.id = ended.id AND jobs_job.claims = ended.claim "
            "AND jobs_job.state = 'running'",
            ended,
        )
        self.run("COMMIT")
        return len(taken)

    def _now(self) -> str:
        return "now()" if self.on_server else str(time.time_ns() // 1_000)


def tell(what: str, value: float, unit: str, must: str = "") -> None:
    print(json.dumps({"what": what, "value": round(value, 2), "unit": unit, "must": must}), flush=True)


def measure(url: str, where: str) -> None:
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as place:
        home = Path(place)
        environ = environment(place, url)
        shop = ["--name", "Gifts", "--zone", "Europe/London", "--currency", "GBP"]
        subprocess.run([*REGULARS, "init", *shop], env=environ, check=True, capture_output=True)
        runs, bares = [], []
        for _round in range(ROUNDS):
            bares.append(Bare(home, url).whole())
            runs.append(ours(home, url))
        best = {key: max(run[key] for run in runs) for key in runs[0]}
        tell(f"jobs queued in batches of {BATCH} on {where}", best["queued"], "jobs/s", ">= 10000")
        tell("taken and finished in batches", best["taken"], "jobs/s", ">= 10000")
        tell("done by the worker, taken together", best["worked"], "jobs/s", ">= 10000")
        tell("from the queue to the end, all of it", best["whole"], "jobs/s")
        tell("the bare driver program, all of it", max(bares), "jobs/s")
        tell("speed of the bare program that jobs reach", best["whole"] / max(bares), "", ">= 0.35")


def main() -> None:
    if "--ours" in sys.argv:
        measure_ours()
        return
    measure("", "SQLite")
    if SERVER_URL:
        measure(SERVER_URL, "PostgreSQL")


if __name__ == "__main__":
    main()
