"""What goes wrong with stores: too many calls, stumbling servers, cut connections, tokens that end."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

NONE = ""
BUSY, BROKEN, CUT = "busy", "broken", "cut"


@dataclass(slots=True)
class Faults:
    """How often what goes wrong, as shares of calls. `token_calls` is how long a token lives."""

    busy: float = 0.0
    broken: float = 0.0
    cut: float = 0.0
    throttled: float = 0.0
    token_calls: int = 1_000_000
    retry_after: str = "0.01"
    bulk_looks: int = 1  # how often a bulk file is not ready yet
    rng: random.Random = field(default_factory=lambda: random.Random(11))  # noqa: S311 -- chance, not a secret
    seen: dict[str, int] = field(default_factory=dict)

    def next(self) -> str:
        """Return what goes wrong with the next call, mostly nothing."""
        draw, floor = self.rng.random(), 0.0
        for name, share in ((BUSY, self.busy), (BROKEN, self.broken), (CUT, self.cut)):
            floor += share
            if draw < floor:
                self.seen[name] = self.seen.get(name, 0) + 1
                return name
        return NONE

    def throttles(self) -> bool:
        """Say whether the next question costs too much for now."""
        return self.rng.random() < self.throttled
