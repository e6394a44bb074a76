"""The outermost door of a web process: whoever comes when too many are being answered is told to come again.

The web server hands over more requests at once than `web_threads` may run, and the gate lets that many in. A few more
wait in the server's own threads, which cost next to nothing; everybody else gets 503 with `Retry-After` at once, in
less time than it takes to look anything up. Work that was let in is therefore as fast as on a quiet day, and memory
does not grow with the number of those who ask.

* What monitors ask has slots of its own: a busy desk is alive, and its metrics say how busy.
* Pages for people and addresses of programs each find free slots however many of the other kind there are, and the
  files of a page do not count as pages.
* Bodies are taken before a slot is: a client that sends slowly holds a waiting thread, never a slot. Large uploads are
  read inside, a few at a time.
* Database connections belong to slots and not to threads, so that there are as many as there are slots.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec
from django.conf import settings
from django.db import connections
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from regulars.base.settings import current
from regulars.base.web.errors import FOR_PROGRAMS
from regulars.edges.health.admission import Admission, Kind
from regulars.kit.errors import PROBLEM_TYPE

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

BODY_BYTES = 1024 * 1024  # a body up to this size is taken before a slot is
ANSWER_BYTES = 1024 * 1024  # a file up to this size leaves its slot before the client has read it
FILES = "/static/"  # a page asks for many at once, and each takes next to no time
MONITORED = {"/livez", "/readyz", "/metrics"}
MONITOR_SLOTS, MONITOR_PLACES = 2, 8
PAGES_PATIENCE, PROGRAMS_PATIENCE = 5.0, 1.0
RETRY_SECONDS = (1, 2, 3)  # in turn: whoever was turned away together does not come back together
NO_BODY = {"", "0"}
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ("X-Content-Type-Options", "nosniff"),
]
STATUS = {411: "411 Length Required", 503: "503 Service Unavailable"}


def spare(threads: int) -> int:
    """Slots on top of `threads`, which one kind of request cannot take from the other."""
    return max(1, threads // 4)


def threads_needed(threads: int) -> int:
    """Threads the web server needs so that one is always free to turn somebody away."""
    running, waiting, reading = threads + spare(threads), 3 * 2 * threads + spare(threads), 2 * threads
    return running + waiting + reading + MONITOR_SLOTS + MONITOR_PLACES + spare(threads)


def gated(application: Application) -> Gate:
    """Return the application behind its gate; said after `count_together`, because it counts."""
    from regulars.edges.health.metrics import count_turned_away

    return Gate(application, current().web_threads, count_turned_away)


class Slot:
    """A right to run, and the database connection that goes with it."""

    __slots__ = ("_before", "connection")

    def __init__(self) -> None:
        self.connection: Any = connections.create_connection("default")  # opened when first asked
        self.connection.inc_thread_sharing()  # threads use it one after the other
        self._before: Any = None

    def lend(self) -> None:
        """Make the connection this thread's own."""
        own = connections.all(initialized_only=True)
        self._before = own[0] if own else None
        connections["default"] = self.connection

    def take_back(self) -> None:
        """Leave this thread as it was, which in a server means without any."""
        if self._before is None:
            del connections["default"]
        else:
            connections["default"], self._before = self._before, None


class Gate:
    """A WSGI application around another, which runs at most `threads` requests of a kind at once. `count` hears the
    kind of each request that is turned away."""

    def __init__(self, application: Application, threads: int, count: Callable[[str], None]) -> None:
        self.application, self._count = application, count
        few, places = spare(threads), 2 * threads
        some, half = max(1, threads * 3 // 8), max(1, threads // 2)
        kinds = (
            Kind("pages", threads, places, half, few, PAGES_PATIENCE),
            Kind("programs", threads, places, some, 0, PROGRAMS_PATIENCE),  # the next one comes in no time anyway
            Kind("files", few, places, few, places, PAGES_PATIENCE),
            Kind("uploads", few, few, few, few, PAGES_PATIENCE),
        )
        monitors = Kind("monitors", MONITOR_SLOTS, MONITOR_PLACES, MONITOR_SLOTS, MONITOR_PLACES, PAGES_PATIENCE)
        self.requests: Admission[Slot] = Admission(kinds, [Slot() for _ in range(threads + few)])
        self.monitors: Admission[Slot] = Admission([monitors], [Slot() for _ in range(MONITOR_SLOTS)])
        self._readers = threading.BoundedSemaphore(places)
        self._words = {code: _answers(code) for code, _name in settings.LANGUAGES}
        self._turned = 0

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request, or turn it away."""
        kind = kind_of(environ)
        door = self.monitors if kind == "monitors" else self.requests
        if kind in {"pages", "programs"} and _has_body(environ):
            if door.is_full(kind) or not self._readers.acquire(blocking=False):
                return self._turn_away(kind, environ, start)
            try:
                is_whole = _take_body(environ)
            finally:
                self._readers.release()
            if not is_whole:
                return self._refuse_length(start)
        slot = door.enter(kind)
        if slot is None:
            return self._turn_away(kind, environ, start)
        visit = Visit(door, kind, slot)
        slot.lend()
        try:
            answer = self.application(environ, start)
            return visit.finished(answer)
        except BaseException:
            visit.end()
            raise

    def _turn_away(self, kind: str, environ: Environ, start: Start) -> list[bytes]:
        self._turned += 1
        self._count(kind)
        seconds = str(RETRY_SECONDS[self._turned % len(RETRY_SECONDS)])
        wish = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:2].lower()
        document, page = self._words.get(wish) or self._words[settings.LANGUAGE_CODE]
        is_page = "text/html" in environ.get("HTTP_ACCEPT", "")
        return _sent(start, 503, page if is_page else document, is_page, ("Retry-After", seconds))

    def _refuse_length(self, start: Start) -> list[bytes]:
        title = "A body of this size needs a Content-Length"
        return _sent(start, 411, _document(411, "http.length_needed", "refused", title, "Say the length."), False)


class Visit:
    """One request inside; ends once, when its answer does not need the slot any more."""

    __slots__ = ("_door", "_has_ended", "_kind", "_slot")

    def __init__(self, door: Admission[Slot], kind: str, slot: Slot) -> None:
        self._door, self._kind, self._slot, self._has_ended = door, kind, slot, False

    def finished(self, answer: Iterable[bytes]) -> Iterable[bytes]:
        """Return what to send; an answer that is made while it is sent keeps its slot until then."""
        if isinstance(answer, list):
            self.end()
            return answer
        if getattr(answer, "streaming", True) and not _is_small(answer):
            return Held(answer, self)
        body = b"".join(answer)
        getattr(answer, "close", _nothing)()
        self.end()
        return [body]

    def end(self) -> None:
        """Give the slot back."""
        if not self._has_ended:
            self._has_ended = True
            self._slot.take_back()
            self._door.leave(self._kind, self._slot)


class Held:
    """An answer that is made while it is sent; its end gives the slot back."""

    def __init__(self, answer: Iterable[bytes], visit: Visit) -> None:
        self._answer, self._visit = answer, visit

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """End the request, whether or not all of it was sent."""
        try:
            getattr(self._answer, "close", _nothing)()
        finally:
            self._visit.end()


def kind_of(environ: Environ) -> str:
    """Return the kind of a request."""
    path = environ.get("PATH_INFO", "")
    if path in MONITORED:
        return "monitors"
    if len(length := environ.get("CONTENT_LENGTH") or "") > len(str(BODY_BYTES)) or (
        length.isdigit() and int(length) > BODY_BYTES
    ):
        return "uploads"
    if path.startswith(FOR_PROGRAMS):
        return "programs"
    return "files" if path.startswith(FILES) else "pages"


def _has_body(environ: Environ) -> bool:
    return (environ.get("CONTENT_LENGTH") or "") not in NO_BODY or "HTTP_TRANSFER_ENCODING" in environ


def _take_body(environ: Environ) -> bool:
    """Read the body into memory; False when it did not say its length and is too large."""
    body = environ["wsgi.input"].read(BODY_BYTES + 1)
    environ["wsgi.input"] = io.BytesIO(body)
    if "HTTP_TRANSFER_ENCODING" in environ:
        environ["CONTENT_LENGTH"] = str(len(body))
    return len(body) <= BODY_BYTES


def _is_small(answer: Any) -> bool:
    length = getattr(answer, "headers", {}).get("Content-Length", "")
    return length.isdigit() and int(length) <= ANSWER_BYTES


def _answers(language: str) -> tuple[bytes, bytes]:
    """Return the problem document and the page, written once."""
    with translation.override(language):
        title = _("Too much is being asked at this moment")
        text = _("Nothing was done. Try again in a few seconds.")
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"></head>'
        f"<body><h1>{escape(title)}</h1><p>{escape(text)}</p></body></html>"
    )
    return _document(503, "http.overloaded", "retryable", title, text), page.encode()


def _document(status: int, code: str, family: str, title: str, fix: str) -> bytes:
    members = {"type": PROBLEM_TYPE + code, "title": title, "status": status, "code": code, "family": family}
    return msgspec.json.encode({**members, "fix": fix})


def _sent(start: Start, status: int, body: bytes, is_page: bool, *more: tuple[str, str]) -> list[bytes]:
    of = "text/html; charset=utf-8" if is_page else "application/problem+json"
    start(STATUS[status], [("Content-Type", of), ("Content-Length", str(len(body))), *HEADERS, *more])
    return [body]


def _nothing() -> None:
    """Close what has no close."""
