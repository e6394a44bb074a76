"""Counters of this installation, for a collector such as Prometheus.

What happens in processes (requests, commits) is counted by each of them in files below `run/metrics` of the home, so
that any web process answers for all, the worker included. What stands in the database is read when it is asked for.
Labels are names of ours (routes, states, methods): nothing of a request or a person becomes one.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from regulars import __version__
from regulars.base.activity import readers
from regulars.base.activity.sealing import unsealed_rows
from regulars.base.jobs.presence import list_workers
from regulars.base.lake import is_behind
from regulars.base.lake import manifest as manifests
from regulars.base.lake.engine import lake_folder
from regulars.base.settings import current
from regulars.base.state import fetchall, instant_value
from regulars.base.state.writer import writer
from regulars.edges.health.counting import FOLDER_VARIABLE, sources
from regulars.edges.health.ground import vendor
from regulars.edges.health.presence import WORKER, is_present
from regulars.kit import clock

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
JOB_STATES = ("waiting", "running", "failed")
COUNTED = CollectorRegistry()

requests_total = Counter("regulars_requests", "Requests answered.", ["route", "method", "status"], registry=COUNTED)
request_seconds = Histogram(
    "regulars_request_seconds", "Time to answer a request.", ["route"], buckets=SECONDS, registry=COUNTED
)
requests_now = Gauge(
    "regulars_requests_in_progress", "Requests being answered.", multiprocess_mode="livesum", registry=COUNTED
)
turned_away_total = Counter(
    "regulars_requests_turned_away", "Requests told to come again, because too many were asked.", ["kind"],
    registry=COUNTED,
)  # fmt: skip

WRITER = {
    "commits": Counter("regulars_commits", "Commits of the writer.", registry=COUNTED),
    "verbs": Counter("regulars_verbs", "Verbs that took part in them.", registry=COUNTED),
    "refused": Counter("regulars_writes_refused", "Verbs refused because the queue was full.", registry=COUNTED),
    "failed": Counter("regulars_commits_failed", "Commits that failed.", registry=COUNTED),
    "lock_seconds": Counter("regulars_write_lock_seconds", "Waiting for other processes.", registry=COUNTED),
    "verb_seconds": Counter("regulars_write_verb_seconds", "Running verbs.", registry=COUNTED),
    "commit_seconds": Counter("regulars_commit_seconds", "Making commits durable.", registry=COUNTED),
}
queue_now = Gauge("regulars_write_queue_depth", "Verbs waiting.", multiprocess_mode="livesum", registry=COUNTED)
MIRROR_SECONDS = 1.0
_mirrored: dict[str, float] = {}
_mirrored_at = 0.0
_mirroring = threading.Lock()

Family = GaugeMetricFamily


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    requests_total.labels(route, method if method in METHODS else "other", str(status)).inc()
    request_seconds.labels(route).observe(seconds)
    mirror_writer()


def count_turned_away(kind: str) -> None:
    """Count one request that was told to come again."""
    turned_away_total.labels(kind).inc()


def mirror_writer(*, now: bool = False) -> None:
    """Take over what this process's writer counted since the last time, at most once a second."""
    global _mirrored_at
    if vendor() != "sqlite" or (not now and clock.monotonic() - _mirrored_at < MIRROR_SECONDS):
        return
    with _mirroring:
        _mirrored_at = clock.monotonic()
        ours = writer()
        queue_now.set(ours.waiting)
        for name, counter in WRITER.items():
            value = float(getattr(ours.figures, name))
            counter.inc(max(0.0, value - _mirrored.get(name, 0.0)))
            _mirrored[name] = value


def exposition() -> bytes:
    """Return everything in the text format that collectors read."""
    mirror_writer(now=True)
    registry = COUNTED
    if os.environ.get(FOLDER_VARIABLE):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    standing = CollectorRegistry()
    standing.register(Standing())
    return bytes(generate_latest(registry)) + bytes(generate_latest(standing))


class Standing:
    """What the database and the home say at this moment."""

    def collect(self) -> Iterator[Family]:
        """Yield every family that can be read; a database that does not answer leaves its families out."""
        build = GaugeMetricFamily("regulars_build_info", "This version.", labels=["version", "python", "database"])
        build.add_metric([__version__, platform.python_version(), vendor()], 1)
        yield build
        reachable = 1.0
        try:
            families = [*_jobs(), *_log(), *_lags(), *(one for source in sources for one in source())]
        except (DatabaseError, OSError):
            families, reachable = [], 0.0
        yield from families
        yield GaugeMetricFamily("regulars_database_up", "1 when the database answered just now.", value=reachable)


def _jobs() -> Iterator[Family]:
    counts: dict[str, int] = dict(fetchall("SELECT state, count(*) FROM jobs_job WHERE state <> 'done' GROUP BY state"))
    jobs = GaugeMetricFamily("regulars_jobs", "Jobs by state.", labels=["state"])
    for state in JOB_STATES:
        jobs.add_metric([state], float(counts.get(state, 0)))
    yield jobs
    due = fetchall("SELECT min(run_after) FROM jobs_job WHERE state = 'waiting'")[0][0]
    yield _seconds_since("regulars_jobs_oldest_due_seconds", "How long the oldest due job has waited.", due)
    alive = float(bool(list_workers()) or is_present(current().home, WORKER))
    yield GaugeMetricFamily("regulars_worker_up", "1 when a worker is at work on this home.", value=alive)


def _log() -> Iterator[Family]:
    """Yield how far the readers of the log and its seal are behind."""
    waiting = GaugeMetricFamily("regulars_activity_waiting", "Rows a reader has still to see.", labels=["reader"])
    lag = GaugeMetricFamily("regulars_activity_lag_seconds", "Age of the oldest of them.", labels=["reader"])
    parked = GaugeMetricFamily("regulars_activity_parked", "Rows a reader could not take.", labels=["reader"])
    now = clock.now()
    for one in readers.standing():
        waiting.add_metric([one.name], one.waiting)
        parked.add_metric([one.name], one.parked)
        age = (now - one.oldest_waiting).total_seconds() if one.oldest_waiting else 0.0
        lag.add_metric([one.name], max(0.0, age))
    yield from (waiting, lag, parked)
    yield GaugeMetricFamily("regulars_activity_unsealed", "Rows not yet in the hash chain.", value=unsealed_rows())


def _lags() -> Iterator[Family]:
    published = manifests.load(lake_folder()).published_at
    now = clock.now()
    lag = 0.0
    if published and is_behind(now):
        lag = max(0.0, (now - datetime.fromisoformat(published)).total_seconds())
    yield GaugeMetricFamily(
        "regulars_lake_lag_seconds", "Age of the figures while rows wait; 0 when current.", value=lag
    )


def _seconds_since(name: str, meaning: str, stored: Any) -> Family:
    """Return a gauge of the time since an instant as the database stores it; 0 when there is none or it is to come."""
    seconds = 0.0
    if stored is not None:
        now = instant_value(clock.now())
        seconds = (now - stored).total_seconds() if hasattr(stored, "tzinfo") else (now - stored) / 1_000_000
    return GaugeMetricFamily(name, meaning, value=max(0.0, seconds))
