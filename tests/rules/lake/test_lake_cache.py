"""Answers are computed once, kept within a bound, and never by two threads at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest

from regulars.base.lake.cache import Cache, weight


def test_of_many_who_ask_at_once_one_computes() -> None:
    cache, started, calls = Cache(), threading.Event(), []

    def build() -> str:
        calls.append(threading.get_ident())
        started.wait(5)
        return "answer"

    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(cache.get("key", build))) for _ in range(16)]
    for thread in threads:
        thread.start()
    started.set()
    for thread in threads:
        thread.join()

    assert answers == ["answer"] * 16
    assert len(calls) == 1


def test_other_keys_do_not_wait() -> None:
    cache, go = Cache(), threading.Event()
    slow = threading.Thread(target=lambda: cache.get("slow", lambda: go.wait(5)))
    slow.start()

    assert cache.get("fast", lambda: 1) == 1

    go.set()
    slow.join()


def test_an_error_reaches_everyone_and_is_not_kept() -> None:
    cache = Cache()

    def fail() -> int:
        raise LookupError("no such column")

    with pytest.raises(LookupError):
        cache.get("key", fail)

    assert cache.get("key", lambda: 2) == 2


def test_an_answer_that_asks_for_itself_is_an_error_not_a_deadlock() -> None:
    cache = Cache()

    with pytest.raises(RuntimeError, match="asks for itself"):
        cache.get("key", lambda: cache.get("key", lambda: 1))


def test_the_least_recently_used_go_first() -> None:
    cache = Cache(limit_entries=2)
    for key in ("a", "b"):
        cache.get(key, lambda key=key: key)
    cache.get("a", lambda: "again")
    cache.get("c", lambda: "c")

    assert cache.get("a", lambda: "computed anew") == "a"
    assert cache.get("b", lambda: "computed anew") == "computed anew"


def test_large_answers_are_bounded_by_their_bytes() -> None:
    cache = Cache(limit_bytes=100_000)
    for key in range(20):
        cache.get(key, lambda: b"x" * 20_000)

    state = cache.state()
    assert state.entries <= 5
    assert state.bytes <= 100_000


def test_an_answer_larger_than_the_bound_is_given_and_not_kept() -> None:
    cache = Cache(limit_bytes=1_000)

    assert len(cache.get("big", lambda: "x" * 5_000)) == 5_000
    assert cache.state().entries == 0


@dataclass
class Cell:
    name: str
    amounts: list[int]


def test_weight_counts_what_hangs_below() -> None:
    assert weight([{"a": 1, "b": "text"}] * 1_000) > 100_000
    assert weight(Cell("x" * 1_000, list(range(1_000, 2_000)))) > 29_000
    assert weight(None) < 100
