"""Handlers for these tests, forgotten afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import jobkinds
from regulars.base import jobs
from regulars.base.jobs import registry


@pytest.fixture(autouse=True)
def ran() -> Iterator[type[jobkinds.Ran]]:
    """Register handlers and hand out what they did."""
    jobkinds.Ran.numbers, jobkinds.Ran.groups = [], []
    kept = [(table, dict(table)) for table in (registry._handlers, registry._kinds, registry._schedule)]
    registry._schedule.clear()
    jobs.register("test.count", jobkinds.count)
    jobs.register("test.break", jobkinds.break_down)
    jobs.register("test.note", jobkinds.note)
    jobs.register("test.short", jobkinds.note, together=10)
    jobs.register("test.gone", jobkinds.note, together=10, kept=False)
    jobs.register("test.twice", jobkinds.break_down, attempts_max=2)
    jobs.register_group("test.group", jobkinds.group, together=3)
    yield jobkinds.Ran
    for table, before in kept:
        table.clear()
        table.update(before)
