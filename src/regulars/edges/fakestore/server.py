"""The fake store on a real socket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from regulars.edges.fakestore.faults import BROKEN, BUSY, CUT, Faults
from regulars.edges.fakestore.shop import FakeShop
from regulars.edges.fakestore.shopify import Answered, ShopifyFace
from regulars.edges.fakestore.woocommerce import WooFace


class FakeStore:
    """One invented shop that answers in both dialects at `address`."""

    def __init__(self, shop: FakeShop, faults: Faults | None = None, host: str = "127.0.0.1", port: int = 0) -> None:
        self.shop, self.faults, self.lock = shop, faults or Faults(), threading.Lock()
        handler = type("BoundHandler", (Handler,), {"store": self})
        self.server = ThreadingHTTPServer((host, port), handler)
        self.server.daemon_threads = True
        self.address = f"http://{host}:{self.server.server_port}"
        self.shopify = ShopifyFace(shop, self.faults, address=self.address)
        self.woo = WooFace(shop, self.faults)
        self.calls = 0

    def serve(self) -> None:
        """Answer until `stop`."""
        self.server.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answered | None:
        """Return what a call is answered; None cuts the connection."""
        self.calls += 1
        fault = self.faults.next()
        if fault == CUT:
            return None
        if fault == BUSY:
            return Answered(429, {"errors": "too many"}, {"Retry-After": self.faults.retry_after})
        if fault == BROKEN:
            return Answered(503, {"errors": "broken"})
        parts = urlsplit(target)
        with self.lock:
            return self._routed(method, parts.path, parse_qs(parts.query), headers, body)

    def _routed(
        self, method: str, path: str, query: dict[str, list[str]], headers: dict[str, str], body: bytes
    ) -> Answered:
        if path == "/admin/oauth/access_token":
            return self.shopify.token(body)
        if path.startswith("/admin/api/") and path.endswith("/graphql.json"):
            return self.shopify.graphql(headers, body)
        if path.startswith("/bulk/"):
            return self.shopify.file(path.removeprefix("/bulk/").removesuffix(".jsonl"))
        if path.startswith("/wp-json/wc/v3"):
            return self.woo.answer(method, path.removeprefix("/wp-json/wc/v3"), query, headers, body)
        return Answered(404, {"errors": "Not Found"})


class Handler(BaseHTTPRequestHandler):
    """One call."""

    store: ClassVar[FakeStore]
    protocol_version = "HTTP/1.1"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):  # every method is answered by one way
            return self._handle
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base class names it so
        """Say nothing."""

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.store.answer(self.command, self.path, headers, body)
        if answer is None:
            self.close_connection = True
            self.connection.close()
            return
        content = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True


@contextmanager
def running(shop: FakeShop, faults: Faults | None = None) -> Iterator[FakeStore]:
    """Serve a shop from a thread while the block runs."""
    store = FakeStore(shop, faults)
    thread = threading.Thread(target=store.serve, daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.stop()
        thread.join()
