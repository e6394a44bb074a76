"""O5: four times the load is turned away at once, and what is let in is not slowed by what is not."""

from __future__ import annotations

import io
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse

from regulars.edges.health import admission as rules
from regulars.edges.health import gate as gates
from regulars.edges.health.admission import Admission, Kind
from regulars.edges.health.gate import BODY_BYTES, Gate, kind_of, spare, threads_needed

ENOUGH = 10


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody who waits be turned away because the machine is slow."""
    for name in ("PAGES_PATIENCE", "PROGRAMS_PATIENCE"):
        monkeypatch.setattr(gates, name, ENOUGH)


def admission(running: int = 2, places: int = 2, slots: int = 3) -> Admission[str]:
    kinds = [Kind(name, running, places, 1, 0, ENOUGH) for name in ("pages", "programs")]
    return Admission(kinds, [f"slot {number}" for number in range(slots)])


def until(is_so: Callable[[], bool]) -> None:
    """Wait for another thread to come as far."""
    for _ in range(1_000):
        if is_so():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never came to be so")


def waiting(doors: Admission[str], kind: str) -> int:
    return len(doors._rooms[kind].waiting)


def ask_beside(doors: Admission[str], kind: str, got: list[str | None]) -> threading.Thread:
    thread = threading.Thread(target=lambda: got.append(doors.enter(kind)))
    before = waiting(doors, kind)
    thread.start()
    until(lambda: waiting(doors, kind) > before)
    return thread


class TestAdmission:
    def test_one_kind_cannot_take_the_last_slot_from_the_other(self) -> None:
        doors = admission(places=0)
        assert [doors.enter("programs") is None for _ in range(4)] == [False, False, True, True]
        assert doors.enter("pages") is not None

    def test_whoever_leaves_hands_the_slot_to_the_one_who_waited_longest(self) -> None:
        doors = admission()
        first, _second = doors.enter("pages"), doors.enter("pages")
        got: list[str | None] = []
        threads = [ask_beside(doors, "pages", got) for _ in range(2)]
        assert first is not None
        doors.leave("pages", first)
        threads[0].join(ENOUGH)
        assert (got, waiting(doors, "pages")) == ([first], 1)
        doors.leave("pages", first)
        threads[1].join(ENOUGH)
        assert got == [first, first]

    def test_more_than_may_wait_are_turned_away_at_once(self) -> None:
        doors = admission(places=1)
        slots = [doors.enter("pages") for _ in range(2)]
        got: list[str | None] = []
        thread = ask_beside(doors, "pages", got)
        assert doors.is_full("pages")
        assert doors.enter("pages") is None
        assert slots[0] is not None
        doors.leave("pages", slots[0])
        doors.leave("pages", str(slots[1]))
        thread.join(ENOUGH)
        assert got == [slots[1]], "in a rush one of two may run, so the first to leave let nobody in"

    def test_in_a_rush_fewer_run_and_wait_until_nobody_was_turned_away_for_a_while(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        doors = admission(places=0)
        slots = [doors.enter("pages") for _ in range(2)]
        assert doors.enter("pages") is None
        for slot in slots:
            doors.leave("pages", str(slot))
        assert [doors.enter("pages") is None for _ in range(2)] == [False, True]
        monkeypatch.setattr(rules, "CALM_SECONDS", 0.0)
        assert doors.enter("pages") is not None

    def test_one_who_waited_long_enough_is_turned_away(self) -> None:
        kind = Kind("pages", 1, 1, 1, 1, 0.01)
        doors = Admission([kind], ["only"])
        assert doors.enter("pages") == "only"
        assert doors.enter("pages") is None
        doors.leave("pages", "only")
        assert doors.enter("pages") == "only"

    def test_many_at_once_never_share_a_slot_and_all_slots_come_back(self) -> None:
        doors = admission(running=3, places=4, slots=4)
        held, seen, lock = Counter[str](), Counter[str](), threading.Lock()

        def come_and_go(kind: str) -> None:
            for _ in range(200):
                slot = doors.enter(kind)
                with lock:
                    seen["turned away" if slot is None else "let in"] += 1
                    if slot is not None:
                        held[slot] += 1
                        assert held[slot] == 1
                if slot is not None:
                    with lock:
                        held[slot] -= 1
                    doors.leave(kind, slot)

        threads = [threading.Thread(target=come_and_go, args=(("pages", "programs")[n % 2],)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(ENOUGH)
        assert seen.total() == 12 * 200
        assert len(doors._free) == 4
        assert [room.running for room in doors._rooms.values()] == [0, 0]


class Asked:
    """A gate of one thread around an application that waits until it is told to go on."""

    def __init__(self, answer: Callable[[], Iterable[bytes]] = lambda: [b"done"]) -> None:
        self.inside, self.go_on = threading.Semaphore(0), threading.Event()
        self.answer, self.counted = answer, Counter[str]()
        self.gate = Gate(self.application, 1, lambda kind: self.counted.update([kind]))

    def application(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.inside.release()
        if environ["PATH_INFO"] not in {"/livez", "/quick"}:
            assert self.go_on.wait(ENOUGH)
        start("200 OK", [])
        return self.answer()

    def ask(self, path: str, **environ: Any) -> tuple[str, dict[str, str], bytes]:
        said: list[Any] = []
        answer = self.gate({"PATH_INFO": path, **environ}, lambda *told: said.extend(told))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return said[0], dict(said[1]), body

    def fill(self, path: str) -> list[threading.Thread]:
        """Let one in that stays, and two that wait."""
        threads = [threading.Thread(target=self.ask, args=(path,)) for _ in range(3)]
        threads[0].start()
        assert self.inside.acquire(timeout=ENOUGH)
        for thread in threads[1:]:
            thread.start()
        until(lambda: len(self.gate.requests._rooms[kind_of({"PATH_INFO": path})].waiting) == 2)
        return threads


@pytest.fixture
def full() -> Iterator[Asked]:
    """Return a gate whose places for programs are all taken."""
    asked = Asked()
    threads = asked.fill("/api/v1/orders")
    yield asked
    asked.go_on.set()
    for thread in threads:
        thread.join(ENOUGH)


class TestGate:
    def test_programs_are_told_by_a_problem_document_when_to_come_again(self, full: Asked) -> None:
        status, headers, body = full.ask("/api/v1/orders")
        told = json.loads(body)
        assert (status, headers["Content-Type"]) == ("503 Service Unavailable", "application/problem+json")
        assert int(headers["Retry-After"]) in {1, 2, 3}
        assert (told["code"], told["family"], told["status"]) == ("http.overloaded", "retryable", 503)
        assert full.counted == {"programs": 1}

    def test_people_find_room_while_programs_are_turned_away(self, full: Asked) -> None:
        assert full.ask("/quick")[0] == "200 OK"

    def test_monitors_are_let_in_whatever_happens(self, full: Asked) -> None:
        threads = full.fill("/desk/")
        assert full.ask("/livez")[0] == "200 OK"
        assert full.ask("/desk/", HTTP_ACCEPT="text/html")[0].startswith("503")
        full.go_on.set()
        for thread in threads:
            thread.join(ENOUGH)

    def test_people_read_it_as_a_page_in_their_language(self, full: Asked) -> None:
        full.fill("/desk/")
        status, headers, body = full.ask("/desk/", HTTP_ACCEPT="text/html,*/*", HTTP_ACCEPT_LANGUAGE="de-AT,en")
        assert (status, headers["Content-Type"]) == ("503 Service Unavailable", "text/html; charset=utf-8")
        assert b'<html lang="de">' in body
        assert b"<script" not in body

    def test_a_body_is_not_read_from_one_who_is_turned_away(self, full: Asked) -> None:
        body = io.BytesIO(b"x" * 9)
        assert full.ask("/api/v1/orders", CONTENT_LENGTH="9", **{"wsgi.input": body})[0].startswith("503")
        assert body.tell() == 0

    def test_a_body_is_whole_before_a_slot_is_taken(self) -> None:
        asked = Asked()

        class Slow(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                assert len(asked.gate.requests._free) == 2, "nobody holds a slot while it comes"
                return super().read(size)

        given: dict[str, Any] = {"CONTENT_LENGTH": "5", "wsgi.input": Slow(b"a=b&c")}
        assert asked.ask("/quick", **given)[0] == "200 OK"
        assert asked.gate.requests._free

    def test_slow_bodies_fill_their_own_places_and_nobody_elses(self) -> None:
        asked, sent = Asked(), threading.Event()

        class Hanging(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                sent.wait(ENOUGH)
                return b""

        given: dict[str, Any] = {"CONTENT_LENGTH": "5", "wsgi.input": Hanging()}
        threads = [threading.Thread(target=asked.ask, args=("/quick",), kwargs=given) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(lambda: asked.gate._readers._value == 0)
        assert asked.ask("/quick", **given)[0].startswith("503")
        assert asked.ask("/quick")[0] == "200 OK"
        sent.set()
        for thread in threads:
            thread.join(ENOUGH)

    def test_a_body_of_unknown_length_gets_one_or_is_refused(self) -> None:
        seen: list[str] = []
        gate = Gate(lambda environ, start: [seen.append(environ["CONTENT_LENGTH"]) or b""], 1, lambda kind: None)
        small: dict[str, Any] = {
            "PATH_INFO": "/",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": io.BytesIO(b"abc"),
        }
        assert gate(small, lambda *told: None) == [b""]
        large = {**small, "wsgi.input": io.BytesIO(b"x" * (BODY_BYTES + 1))}
        said: list[Any] = []
        document = b"".join(gate(large, lambda *told: said.extend(told)))
        assert (seen, said[0]) == (["3"], "411 Length Required")
        assert json.loads(document)["code"] == "http.length_needed"

    def test_an_answer_that_is_made_while_it_is_sent_keeps_its_slot_until_then(self) -> None:
        asked = Asked(lambda: StreamingHttpResponse(iter([b"a", b"b"])))
        answer = asked.gate({"PATH_INFO": "/quick"}, lambda *told: None)
        assert len(asked.gate.requests._free) == 1
        assert b"".join(answer) == b"ab"
        answer.close()  # type: ignore[attr-defined]
        answer._visit.end()  # type: ignore[attr-defined] # once is enough, twice does no harm
        assert len(asked.gate.requests._free) == 2

    def test_a_page_leaves_its_slot_before_anybody_reads_it(self) -> None:
        asked = Asked(lambda: HttpResponse(b"page"))
        assert asked.gate({"PATH_INFO": "/quick"}, lambda *told: None) == [b"page"]
        assert len(asked.gate.requests._free) == 2

    def test_an_error_gives_the_slot_back(self) -> None:
        def broken(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            raise ZeroDivisionError

        gate = Gate(broken, 1, lambda kind: None)
        with pytest.raises(ZeroDivisionError):
            gate({"PATH_INFO": "/"}, lambda *told: None)
        assert len(gate.requests._free) == 2

    def test_connections_belong_to_slots_and_not_to_threads(self) -> None:
        used: list[Any] = []
        gate = Gate(lambda environ, start: [used.append(connections["default"]) or b""], 1, lambda kind: None)
        for _ in range(3):
            thread = threading.Thread(target=gate, args=({"PATH_INFO": "/"}, lambda *told: None))
            thread.start()
            thread.join(ENOUGH)
        assert len(used) == 3
        assert len(set(map(id, used))) == 1
        assert used[0] is not connections["default"], "this thread has its own again"
        assert connection.alias == "default"


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"PATH_INFO": "/livez"}, "monitors"),
        ({"PATH_INFO": "/metrics"}, "monitors"),
        ({"PATH_INFO": "/api/v1/audit/verify"}, "programs"),
        ({"PATH_INFO": "/hooks/shopify/1"}, "programs"),
        ({"PATH_INFO": "/static/regulars/css/base.css"}, "files"),
        ({"PATH_INFO": "/desk/", "CONTENT_LENGTH": ""}, "pages"),
        ({"PATH_INFO": "/desk/", "CONTENT_LENGTH": "99"}, "pages"),
        ({"PATH_INFO": "/desk/imports", "CONTENT_LENGTH": "2000000"}, "uploads"),
        ({"PATH_INFO": "/api/v1/x", "CONTENT_LENGTH": "9" * 5_000}, "uploads"),
    ],
)
def test_each_request_is_of_one_kind(environ: dict[str, Any], kind: str) -> None:
    assert kind_of(environ) == kind


@pytest.mark.parametrize("threads", [1, 2, 8, 64])
def test_a_thread_is_left_to_turn_somebody_away(threads: int) -> None:
    """Everybody who runs, waits or is being read from holds one; so does each monitor."""
    gate = Gate(lambda environ, start: [], threads, lambda kind: None)
    rooms = [room.kind for room in (*gate.requests._rooms.values(), *gate.monitors._rooms.values())]
    held = len(gate.requests._free) + len(gate.monitors._free) + sum(kind.places for kind in rooms)
    assert threads_needed(threads) >= held + gate._readers._initial_value + spare(threads)
