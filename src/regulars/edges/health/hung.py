"""How many handlers of jobs hung, counted where the worker is and told by any web process."""

from __future__ import annotations

from prometheus_client import Counter

from regulars.base.jobs.hands import Figures
from regulars.edges.health.metrics import COUNTED

hung_total = Counter("regulars_jobs_hung", "Jobs given up because their handler hung.", registry=COUNTED)
_mirrored = 0


def mirror_hung() -> None:
    """Take over what this process's worker counted since the last time."""
    global _mirrored
    hung_total.inc(Figures.hung - _mirrored)
    _mirrored = Figures.hung
