"""How the web server hands requests over: bounded connections, one request each, threads enough to turn people away."""

from __future__ import annotations

import logging
import resource
from typing import Any

from regulars.edges.health.gate import threads_needed

CONNECTIONS = 1024  # a web process holds at once; more wait in the system's queue, which is as long
HEADER_MILLISECONDS = 15_000  # to send the head of a request, the first or the next on a kept connection
BUFFER_BYTES = 64 * 1024  # of one connection, the longest head too
FILES = 8_192  # connections, and everything else that is open


def options(threads: int) -> dict[str, Any]:
    """Return granian's options for a process that runs `threads` requests of a kind at once.

    HTTP/2 and web sockets stay at the proxy: over HTTP/1 a connection asks one thing at a time, which bounds what can
    wait here by the number of connections.
    """
    from granian.constants import HTTPModes
    from granian.http import HTTP1Settings

    _allow_files()
    logging.getLogger("_granian").addFilter(_is_news)
    return {
        "blocking_threads": threads_needed(threads),
        "backlog": CONNECTIONS,
        "backpressure": CONNECTIONS,
        "http": HTTPModes.http1,
        "websockets": False,
        "http1_settings": HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=BUFFER_BYTES),
    }


def _allow_files() -> None:
    """Raise what a shell allows by default (1,024 open files) as far as this user may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _is_news(record: logging.LogRecord) -> bool:
    """Say no to the warning that there are more threads than processors: most of ours only ever wait."""
    return "Python threads" not in record.getMessage()
