"""Clients that ask at a given rate whether or not they are answered: load for `overload.py`, `stops.py`, `upgrade.py`.

    python _storm.py PORT KEY PATH,RATE,SECONDS [PATH,RATE,SECONDS ...]

A path that begins with `/api/` is posted a verb with KEY as API key; any other is read with KEY as cookies. Each part
prints one JSON object: for every outcome the seconds from the moment the request was due to the end of its answer, and
when it was due. Outcomes are status codes, `refused` and `unread` (nothing was answered), `cut` (an answer that broke
off), `silent` and `unsent` (all connections were busy). It is one thread over plain sockets, to leave the processors to
what it asks.
"""

from __future__ import annotations

import collections
import json
import os
import random
import select
import socket
import sys
import time
from typing import Any

CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "800"))
ACCOUNTS = 1_000
TICK_SECONDS = 0.002
PATIENCE_SECONDS = 30.0
LENGTH = b"content-length: "


class Client:
    """One connection, one request at a time."""

    __slots__ = ("data", "due", "sock", "whole")

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), 5)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.due, self.data, self.whole = 0.0, b"", 0

    def is_done(self, more: bytes) -> bool:
        """Take what came; say whether the answer is whole."""
        self.data += more
        if not self.whole:
            gap = self.data.find(b"\r\n\r\n")
            if gap < 0:
                return False
            head = self.data[:gap].lower() + b"\r\n"
            at = head.find(LENGTH)
            if at < 0:
                return self.data.endswith(b"0\r\n\r\n")
            self.whole = gap + 4 + int(head[at + len(LENGTH) : head.index(b"\r\n", at)])
        return len(self.data) >= self.whole


class Storm:
    """All connections and what came of each request."""

    def __init__(self, port: int, key: str) -> None:
        self.port, self.key, self.number = port, key, 0
        self.idle: list[Client] = []
        self.busy: dict[int, Client] = {}
        self.poll = select.epoll()
        self.chance = random.Random(os.getpid())
        self.out: list[tuple[str, float, float]] = []

    def request(self, path: str) -> bytes:
        if not path.startswith("/api/"):
            cookie = f"Cookie: {self.key}\r\n" if "=" in self.key else ""
            return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n{cookie}\r\n".encode()
        self.number += 1
        body = json.dumps({"account": self.chance.randrange(1, ACCOUNTS + 1), "amount": 1})
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/json\r\nIdempotency-Key: {os.getpid()}-{self.number}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def ask(self, path: str, due: float) -> None:
        """Send one request on an idle connection, or on a new one."""
        client = self.kept()
        if client is None and len(self.busy) >= CONNECTIONS:
            self.out.append(("unsent", 0.0, due))
            return
        try:
            client = client or Client(self.port)
        except OSError:
            self.out.append(("refused", time.perf_counter() - due, due))
            return
        client.due, client.data, client.whole = due, b"", 0
        self.busy[client.sock.fileno()] = client
        self.poll.register(client.sock.fileno(), select.EPOLLIN)
        try:
            client.sock.send(self.request(path))
        except OSError:
            self.end(client, "unread", is_open=False)

    def kept(self) -> Client | None:
        """Return a connection that is still open on the other side."""
        while self.idle:
            client = self.idle.pop()
            try:
                client.sock.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                return client
            except OSError:
                pass
            client.sock.close()
        return None

    def end(self, client: Client, outcome: str, is_open: bool) -> None:
        number = client.sock.fileno()
        self.poll.unregister(number)
        del self.busy[number]
        self.out.append((outcome, time.perf_counter() - client.due, client.due))
        if is_open:
            self.idle.append(client)
        else:
            client.sock.close()

    def read(self, seconds: float) -> None:
        """Take what has come, waiting for it at most so long."""
        for number, _what in self.poll.poll(seconds):
            client = self.busy[number]
            try:
                more = client.sock.recv(262_144)
            except OSError:
                more = b""
            if not more:
                self.end(client, "cut" if client.data else "unread", is_open=False)
            elif client.is_done(more):
                self.end(client, client.data[9:12].decode(), b"connection: close" not in client.data[:2048].lower())

    def part(self, path: str, rate: float, seconds: float) -> dict[str, Any]:
        """Ask at an even pace for so long, then wait for what is open."""
        self.out = []
        began, sent = time.perf_counter(), 0
        while (now := time.perf_counter()) < began + seconds:
            while sent < (now - began) * rate:
                self.ask(path, began + sent / rate)
                sent += 1
            self.read(TICK_SECONDS)
        until = time.perf_counter() + PATIENCE_SECONDS
        while self.busy and time.perf_counter() < until:
            self.read(0.1)
        for client in list(self.busy.values()):
            self.end(client, "silent", is_open=False)
        ended: dict[str, list[float]] = collections.defaultdict(list)
        when: dict[str, list[float]] = collections.defaultdict(list)
        for outcome, took, due in self.out:
            ended[outcome].append(round(took, 5))
            when[outcome].append(round(due - began, 3))
        return {"seconds": time.perf_counter() - began, "sent": sent, "ended": ended, "when": when}


def main(port: str, key: str, parts: list[str]) -> None:
    storm = Storm(int(port), key)
    for one in parts:
        path, rate, seconds = one.split(",")
        print(json.dumps(storm.part(path, float(rate), float(seconds))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
