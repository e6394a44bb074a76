"""Randomness comes from one place and can be repeated."""

from __future__ import annotations

from regulars.kit import chance


def test_a_seed_gives_each_use_a_sequence_of_its_own() -> None:
    with chance.seed(1):
        first = [chance.source("a").random() for _number in range(5)]
        chance.source("b").random()
    with chance.seed(1):
        chance.source("b").random()
        assert [chance.source("a").random() for _number in range(5)] == first
        assert chance.source("b").random() not in first


def test_after_a_seeded_block_chance_is_the_machines_again() -> None:
    with chance.seed(1):
        with chance.seed(2):
            inner = chance.source("a")
        assert chance.source("a") is not inner
    assert chance.source("a") is chance.machine_source("a")
