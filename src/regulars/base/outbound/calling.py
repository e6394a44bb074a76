"""Calling one server many times: wait when it says so, try again when it stumbles, give up in time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import BinaryIO

from regulars.base.outbound.client import Answer, fetch, retry_after
from regulars.kit.errors import TryAgain
from regulars.kit.text import gettext_noop as _

log = logging.getLogger(__name__)
ATTEMPTS = 6
FIRST_WAIT, WAIT_MAX = 0.5, 30.0
AGAIN = {408, 425, 429, 500, 502, 503, 504}
Pause = Callable[[float], None]


def pause(seconds: float) -> None:
    """Stand still; what waits longer than this allows is tried by a later job."""
    threading.Event().wait(seconds)


class Caller:
    """Calls with patience. `pause` is how it waits: a job hands in one that also says that it is alive."""

    def __init__(self, pause: Pause = pause) -> None:
        self._pause = pause
        self.calls = self.waits = 0

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        into: BinaryIO | None = None,
        is_repeatable: bool = True,
    ) -> Answer:
        """Return the first answer that is not "come again".

        A call that is not repeatable is tried again only where the server said that it did nothing (429).

        Raises:
            TryAgain: it still does not answer, or asks for a longer wait than a call may take.
        """
        wait = FIRST_WAIT
        for attempt in range(1, ATTEMPTS + 1):
            self.calls += 1
            try:
                answer = fetch(method, url, headers=headers, body=body, into=into)
            except TryAgain:
                if attempt == ATTEMPTS or not is_repeatable:
                    raise
                asked = None
            else:
                if answer.status not in AGAIN or (answer.status != 429 and not is_repeatable):
                    return answer
                asked = retry_after(answer)
                if attempt == ATTEMPTS or (asked or 0) > WAIT_MAX:
                    raise too_busy(answer.status, asked)
            if into is not None:
                into.seek(0)
                into.truncate()
            self.waits += 1
            self._pause(asked if asked is not None else wait)
            wait = min(wait * 2, WAIT_MAX)
        raise AssertionError("unreachable")

    def stand(self, seconds: float) -> None:
        """Wait as the server asked in its own way, inside a good answer."""
        self.waits += 1
        self._pause(min(seconds, WAIT_MAX))


def too_busy(status: int, seconds: float | None = None) -> TryAgain:
    """Return what to raise when a server keeps saying "not now"."""
    return TryAgain(
        "outbound.busy",
        _("The server takes no more calls at this moment (%(status)s)."),
        fix=_("It is tried again by itself."),
        params={"status": status},
        retry_after_seconds=None if seconds is None else int(seconds) + 1,
    )
