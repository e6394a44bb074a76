"""The measure: a WSGI application on the bare driver that does the same, and nothing else.

It looks the API key and what it may do up, claims the key, runs the same statements, writes the same row into the log,
stores the answer. On SQLite one thread writes for all and commits once for those that wait (group commit).
"""

from __future__ import annotations

import hashlib
import json
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any

URL = os.environ["REGULARS_DATABASE_URL"]
ON_SQLITE = URL.startswith("sqlite")
LOG = (
    "INSERT INTO activity_log (kind, v, occurred_at, recorded_at, actor, cause_id, customer, visitor, subject, source, "
    "trust, dedup_key, backfill, data, changed_seq) VALUES ({marks})"
)
MARKS = ", ".join(["?"] * 15)
_here = threading.local()
_tasks: queue.Queue[tuple[dict[str, int], str, Future[int]]] = queue.Queue()


def connect() -> Any:
    if ON_SQLITE:
        db = sqlite3.connect(URL.removeprefix("sqlite:///"), isolation_level=None)
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
        return db
    import psycopg

    return psycopg.connect(URL)


def mine() -> Any:
    if not hasattr(_here, "db"):
        _here.db = connect()
    return _here.db


def sql(text: str) -> str:
    return text if ON_SQLITE else text.replace("?", "%s")


def take(db: Any, body: dict[str, int], key: str, seq: int) -> int:
    now: Any = time.time_ns() // 1_000 if ON_SQLITE else _now()
    digest = hashlib.blake2b(json.dumps(body).encode(), digest_size=16).digest()
    claimed = db.execute(
        sql("INSERT INTO state_answer (key, verb, digest, answer, recorded_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO NOTHING"),
        (key, "take", digest, b"", now),
    ).rowcount  # fmt: skip
    if not claimed:
        return int(bytes(db.execute(sql("SELECT answer FROM state_answer WHERE key = ?"), (key,)).fetchone()[0]))
    account, amount = body["account"], body["amount"]
    if db.execute(sql("SELECT balance FROM bench_account WHERE id = ?"), (account,)).fetchone() is None:
        raise KeyError(account)
    db.execute(
        sql("UPDATE bench_account SET balance = balance - ? WHERE id = ? AND balance >= ?"), (amount, account, amount)
    )
    entry = db.execute(
        sql("INSERT INTO bench_entry (account, amount) VALUES (?, ?) RETURNING id"), (account, amount)
    ).fetchone()[0]
    subject = f"bench:{account}"
    row = ("bench_entry.taken", 1, now, now, "key:1", None, None, "", subject, "api", "server", None, False,
           json.dumps(body), seq)  # fmt: skip
    db.execute(sql(LOG.format(marks=MARKS)), row)
    db.execute(sql("UPDATE state_answer SET answer = ? WHERE key = ?"), (b"%d" % entry, key))
    return int(entry)


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(time.time_ns() / 1_000_000_000, UTC)


def write_for_all() -> None:
    """Run what waits in one transaction, commit once, then answer everybody."""
    db = connect()
    while True:
        waiting = [_tasks.get()]
        while len(waiting) < 64 and not _tasks.empty():
            waiting.append(_tasks.get())
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE state_change SET seq = seq + 1 WHERE id = 1")
        seq = db.execute("SELECT seq FROM state_change WHERE id = 1").fetchone()[0]
        answers = []
        for body, key, _ in waiting:
            db.execute("SAVEPOINT one")
            answers.append(take(db, body, key, seq))
            db.execute("RELEASE one")
        db.execute("COMMIT")
        for (_, _, future), answer in zip(waiting, answers, strict=True):
            future.set_result(answer)


def answer_of(body: dict[str, int], key: str) -> int:
    if ON_SQLITE:
        future: Future[int] = Future()
        _tasks.put((body, key, future))
        return future.result()
    db = mine()
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock_shared(1 + (SELECT last_value FROM state_change_number))")
        seq = db.execute("SELECT nextval('state_change_number')").fetchone()[0]
        return take(db, body, key, seq)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    digest = hashlib.sha256(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ").encode()).digest()
    db = mine()
    known = db.execute(sql("SELECT permissions FROM staff_api_key WHERE token_hash = ? AND revoked_at IS NULL"),
                       (digest,)).fetchone()  # fmt: skip
    if known is None or "imports.run" not in known[0].split():
        start_response("403 Forbidden", [])
        return [b""]
    if not ON_SQLITE:
        db.commit()
    body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    entry = answer_of(body, environ["HTTP_IDEMPOTENCY_KEY"])
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b'{"entry":%d}' % entry]


if ON_SQLITE:
    threading.Thread(target=write_for_all, daemon=True).start()
