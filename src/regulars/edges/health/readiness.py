"""Whether this process can serve right now, asked seldom and answered soon.

Checks run at most every two seconds, however often they are asked for, in a thread of their own: a database that went
silent holds that thread and not the answer. Where the caller is inside a transaction, the checks join it.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswer

from django.utils.translation import gettext as _

from regulars.edges.health import ground
from regulars.edges.health.checks import Answer, run_ready_checks
from regulars.kit import clock

FRESH_SECONDS, WAIT_SECONDS = 2.0, 3.0


class Readiness:
    """The last answers and the run that is under way."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: list[Answer] = []
        self._asked_at: float | None = None
        self._run: Future[list[Answer]] | None = None

    def answers(self) -> list[Answer]:
        """Return what the checks that requests need say."""
        if ground.is_joined():
            return run_ready_checks()
        with self._lock:
            now = clock.monotonic()
            if self._asked_at is not None and now - self._asked_at < FRESH_SECONDS and self._run is None:
                return self._last
            if self._run is None:
                self._run = Future()
                threading.Thread(target=self._look, args=(self._run,), name="regulars-ready", daemon=True).start()
            running = self._run
        try:
            return running.result(WAIT_SECONDS)
        except NoAnswer:
            fix = _("See whether database and disk answer.")
            return [
                Answer("answering", _("Answering"), False, _("the checks did not answer in time"), fix, needed=True)
            ]

    def _look(self, run: Future[list[Answer]]) -> None:
        try:
            found = run_ready_checks()
        except Exception as error:  # whatever it is: it keeps us from serving
            found = [Answer("answering", _("Answering"), False, type(error).__name__, needed=True)]
        finally:
            ground.let_go()
        with self._lock:
            self._last, self._asked_at, self._run = found, clock.monotonic(), None
        run.set_result(found)


readiness = Readiness()
