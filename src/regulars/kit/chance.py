"""The only place that makes randomness; everything else is handed a `random.Random`.

A test, a replay or the test mode of a server installs a seeded source, and what was random can be done again. Secrets
(keys, tokens, passwords) are no chance: they come from `secrets` and are never seeded.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Maker = Callable[[str], random.Random]  # answers the source for one use, such as "jobs.backoff"

_machine = random.Random()  # noqa: S311 - seeded by the operating system; never for secrets


def machine_source(use: str) -> random.Random:
    """The machine's own randomness, the same source for every use."""
    return _machine


_maker: Maker = machine_source


def source(use: str) -> random.Random:
    """The source of randomness for one use. Name the use, so that one seed gives each use a sequence of its own."""
    return _maker(use)


def seeded(seed: int | str) -> Maker:
    """A maker whose sources repeat: the same seed and use give the same sequence, whatever other uses draw."""
    kept: dict[str, random.Random] = {}

    def make(use: str) -> random.Random:
        if use not in kept:
            kept[use] = random.Random(f"{seed}:{use}")  # noqa: S311
        return kept[use]

    return make


def install(maker: Maker | None) -> None:
    """Replace the randomness of the whole process; None brings the machine's back."""
    global _maker
    _maker = machine_source if maker is None else maker


@contextmanager
def seed(number: int | str) -> Iterator[None]:
    """Run a block under seeded randomness, then restore what was before."""
    before = _maker
    install(seeded(number))
    try:
        yield
    finally:
        install(before)
