"""Several worker processes at once, killed and stopped: each job is done once, and by one at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from jobkinds import act
from regulars.base import jobs
from regulars.base.jobs import presence
from regulars.base.state import Act, verb, write
from regulars.kit import clock as house_clock
from regulars.kit.clock import monotonic

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SCRIPT = Path(__file__).with_name("worker_process.py")
JOBS = 600
Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    path = tmp_path / "told.txt"
    path.touch()
    return path


@pytest.fixture
def start(told: Path, process_env: dict[str, str]) -> Iterator[Start]:
    """Return a starter of worker processes; what still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []
    environ = {**process_env, "REGULARS_WORKER_THREADS": "2"}
    house_clock.install(None)  # those processes live in the machine's time, and so must what is queued here

    def one() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, str(SCRIPT), str(told)], env=environ))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture(autouse=True)
def kinds() -> None:
    for name in ("test.work", "test.stay", "test.effect", "test.long"):
        jobs.register(name, str)


@verb
def queue(act: Act, name: str, numbers: range) -> int:
    return jobs.enqueue_many(name, [{"n": number} for number in numbers], act=act)


def until(met: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that has to happen."""
    limit = monotonic() + seconds
    while not met():
        assert monotonic() < limit, "it did not happen"
        Event().wait(0.02)


def lines(told: Path) -> list[tuple[str, int, int]]:
    found = [line.split() for line in told.read_text().splitlines()]
    return [(what, int(number), int(pid)) for what, number, pid in found]


def test_workers_killed_in_the_middle_lose_no_job_and_do_none_twice(start: Start, told: Path) -> None:
    for first in range(0, JOBS, 300):
        write(queue, act(), "test.work", range(first, first + 300))
    workers = [start() for _place in range(3)]
    killed = set()
    for turn in range(1, 6):
        until(lambda turn=turn: len(lines(told)) > turn * 150)
        victim = workers.pop(0)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        killed.add(victim.pid)
        workers.append(start())
    until(lambda: jobs.count_jobs("done") == JOBS)
    until(lambda: {row.pid for row in presence.list_workers()} == {process.pid for process in workers})
    for process in workers:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(30) for process in workers] == [0, 0, 0]

    effects = Counter(job.args["n"] for job in jobs.list_jobs(name="test.effect", state="waiting", limit=2 * JOBS))
    assert effects == Counter(range(JOBS))
    assert jobs.count_jobs("running") == 0
    in_hand: Counter[int] = Counter()
    for what, number, pid in lines(told):
        if pid not in killed:
            in_hand[number] += 1 if what == "begin" else -1
            assert in_hand[number] <= 1
    assert not +in_hand


def test_a_killed_workers_jobs_come_back_in_seconds_and_not_with_the_lease(start: Start, told: Path) -> None:
    write(queue, act(), "test.stay", range(1))
    first = start()
    until(lambda: len(lines(told)) == 1)
    first.kill()
    first.wait()
    start()
    until(lambda: len(lines(told)) == 2, seconds=25)  # well within a lease: only the lock of the dead can have told
    assert jobs.list_jobs(name="test.stay")[0].attempts == 2


def test_a_stopped_worker_hands_back_what_does_not_end_and_goes_in_time(start: Start, told: Path) -> None:
    write(queue, act(), "test.stay", range(1))
    process = start()
    until(lambda: len(lines(told)) == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    row = jobs.list_jobs(name="test.stay")[0]
    assert (row.state, row.attempts) == ("waiting", 0)


def test_a_job_longer_than_its_lease_stays_with_its_worker(start: Start, told: Path) -> None:
    write(queue, act(), "test.long", range(1))
    start()
    start()
    until(lambda: jobs.count_jobs("done") == 1)
    assert [what for what, _number, _pid in lines(told)] == ["begin", "end"]
    assert jobs.list_jobs(name="test.long")[0].attempts == 1
