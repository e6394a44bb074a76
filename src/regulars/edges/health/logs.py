"""Log lines without personal data (P9): what happened, on which route, for how long; never what somebody typed.

Messages are scrubbed of addresses, queries and tokens. An exception is written as its type and the places it passed,
without its message: a database quotes the row in it.
"""

from __future__ import annotations

import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import msgspec

from regulars.kit.errors import Problem

FIELDS = ("route", "method", "status", "ms")  # what we add to a record of a request
FRAMES = 12
request_id: ContextVar[str] = ContextVar("request_id", default="")

_SCRUBS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[address]"),
    (re.compile(r"\?[^\s\"')]+"), "?[query]"),
    (re.compile(r"\b(\d{1,3}\.){3}\d{1,3}\b"), "[address]"),
    (re.compile(r"\b[0-9a-fA-F]{1,4}(:[0-9a-fA-F]{0,4}){3,7}\b"), "[address]"),
    (re.compile(r"(?i)\b(bearer|token|password|secret|key)(\s*[=:]\s*|\s+)\S+"), r"\1 [hidden]"),
    (re.compile(r"\+\d[\d ().-]{6,}\d"), "[number]"),
    (re.compile(r"\b(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}\b"), "[token]"),
)


def scrub(text: str) -> str:
    """Return `text` without addresses, queries, numbers of telephones, and anything long enough to be a token."""
    for pattern, instead in _SCRUBS:
        text = pattern.sub(instead, text)
    return text


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what may be written of a record."""
    found: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _message(record),
    }
    for name in FIELDS:
        if hasattr(record, name):
            found[name] = getattr(record, name)
    if identity := request_id.get():
        found["request"] = identity
    if record.exc_info and record.exc_info[1] is not None:
        found["error"] = error_of(record.exc_info[1])
    return found


def error_of(error: BaseException) -> dict[str, Any]:
    """Return an exception as its type, our stable code if it is one of ours, and the places it passed."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    found: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}", "at": places}
    if isinstance(error, Problem):
        found["code"] = error.code
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        found["cause"] = f"{type(cause).__module__}.{type(cause).__qualname__}"
        if state := getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None):
            found["database"] = str(state)
    return found


class JsonFormatter(logging.Formatter):
    """One JSON object a line, keys as in `fields_of`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return msgspec.json.encode(fields_of(record)).decode()


class TextFormatter(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the places of an exception below it."""
        found = fields_of(record)
        error = found.pop("error", None)
        head = " ".join(str(found.pop(name)) for name in ("at", "level", "logger", "message"))
        line = " ".join([head, *(f"{name}={value}" for name, value in found.items())])
        if error is None:
            return line
        about = " ".join(f"{name}={value}" for name, value in error.items() if name not in {"type", "at"})
        return "\n  ".join([f"{line}", f"{error['type']} {about}".rstrip(), *error["at"]])


class ServerAdvice(logging.Filter):
    """Leaves out the web server's advice about threads: ours wait for the disk, not for a core (`web_threads`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Configuration allows spawning up to" not in record.getMessage()


def server_logging(form: str) -> dict[str, Any]:
    """Return the web server's own logging in one of our formats; it takes over what it finds under these names."""
    formatter = JsonFormatter if form == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"generic": {"()": formatter}},
        "filters": {"ours": {"()": ServerAdvice}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "generic", "filters": ["ours"]}},
        "loggers": {"_granian": {"handlers": ["console"], "level": "INFO", "propagate": False}},
    }


def _message(record: logging.LogRecord) -> str:
    """Django's own records name the path, which may hold a token: they are put in our words."""
    request = getattr(record, "request", None)
    if request is not None:
        status = getattr(record, "status_code", "")
        return f"answered {status} on {route_of(request)}".replace("  ", " ")
    return scrub(record.getMessage())


def route_of(request: Any) -> str:
    """Return the name of the route a request met, never the path."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name or match.route)
    return "static" if str(getattr(request, "path", "")).startswith("/static/") else "unmatched"


def _short(path: str) -> str:
    for mark in ("/site-packages/", "/src/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return path.rpartition("/")[2]
