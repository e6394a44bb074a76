"""Keeping up with the log: in every worker, a moment after each commit, the sealer and the readers do their part."""

from __future__ import annotations

import logging
import threading

from django.db import close_old_connections, connections

from regulars.base.activity import readers, sealing
from regulars.base.state import Act

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5  # sealed within a second of the commit (DECISIONS 6)
TROUBLE_SECONDS = 5.0
BATCHES = 20


def follow(stop: threading.Event) -> None:
    """Seal what was committed and hand it to the readers, until `stop` is set. Several workers may do so at once."""
    while not stop.is_set():
        pause = LOOK_SECONDS
        try:
            if keep_up():
                pause = 0.0
        except Exception:
            log.exception("the log could not be followed")
            connections.close_all()
            pause = TROUBLE_SECONDS
        close_old_connections()
        stop.wait(pause)
    connections.close_all()


def keep_up() -> int:
    """Seal and hand over some of what waits; return how many rows it were, 0 when nothing waits."""
    act = Act.by("system")
    sealed = sealing.seal_all(act, BATCHES) if sealing.unsealed_rows(1) else 0
    return sealed + readers.run_readers(act, BATCHES)
