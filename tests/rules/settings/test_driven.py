"""Test mode: a file drives clock and chance of a process, and nobody from outside can reach such a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from regulars.base.settings import BadSetting, DrivenByFile, drive, load
from regulars.base.settings.driven import FILE
from regulars.kit import chance, clock

NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


@pytest.fixture
def driven(tmp_path: Path) -> Iterator[DrivenByFile]:
    yield drive(tmp_path)
    clock.install(None)
    chance.install(None)


def tell(home: Path, **content: object) -> None:
    (home / FILE).write_text(json.dumps(content))


def test_t1_the_file_sets_the_clock_and_moves_it(driven: DrivenByFile, tmp_path: Path) -> None:
    tell(tmp_path, now="2026-02-03T13:00:00+01:00")
    assert clock.now() == NOON
    tell(tmp_path, now="2030-01-01T00:00:00Z")
    assert clock.now() == datetime(2030, 1, 1, tzinfo=UTC)
    driven.move(NOON)
    assert clock.now() == NOON


def test_t1_a_seed_repeats_what_was_random_use_by_use(driven: DrivenByFile, tmp_path: Path) -> None:
    def draw(use: str) -> list[float]:
        return [chance.source(use).random() for _number in range(3)]

    tell(tmp_path, seed=7)
    first, other = draw("a"), draw("b")
    tell(tmp_path, seed=8)
    assert draw("a") != first
    tell(tmp_path, seed=7)
    assert draw("b") == other  # whatever "a" drew before
    assert draw("a") == first
    assert first != other


def test_moving_time_keeps_the_seed(driven: DrivenByFile, tmp_path: Path) -> None:
    tell(tmp_path, seed=7)
    drawn = chance.source("a").random()
    driven.move(NOON)
    assert json.loads((tmp_path / FILE).read_text())["seed"] == 7
    assert chance.source("a").random() != drawn  # the sequence goes on and does not begin anew


def test_without_a_file_time_is_the_machines(driven: DrivenByFile) -> None:
    before = clock.system_clock()
    assert before <= clock.now() <= clock.system_clock()


@pytest.mark.parametrize("text", ["{", "[]", '{"time": 1}', '{"now": "2026-02-03T12:00:00"}', '{"now": "noon"}'])
def test_a_file_that_cannot_be_read_is_refused_and_named(driven: DrivenByFile, tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadSetting, match=r"test-mode\.json"):
        clock.now()


@pytest.mark.parametrize(
    "given",
    [
        {"PUBLIC_URL": "https://shop.example.com"},
        {"PUBLIC_URL": "https://localhost"},
        {"PUBLIC_URL": "http://192.168.1.5"},
        {"PUBLIC_URL": "http://localhost.local"},
        {"HOST": "0.0.0.0"},
        {"HOST": "::"},
        {"HOST": "10.1.2.3"},
        {"HOST": "shop"},
        {"ALLOWED_HOSTS": "localhost, shop.example.com"},
    ],
)
def test_t1_test_mode_is_refused_where_others_can_reach_the_server(tmp_path: Path, given: dict[str, str]) -> None:
    environ = {f"REGULARS_{name}": value for name, value in given.items()}
    load({"REGULARS_HOME": str(tmp_path), **environ})
    with pytest.raises(BadSetting, match="TEST_MODE"):
        load({"REGULARS_HOME": str(tmp_path), "REGULARS_TEST_MODE": "true", **environ})
