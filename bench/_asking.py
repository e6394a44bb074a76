"""Sixteen clients that ask as fast as they may: the load of `verbs.py`, in a process of its own.

    python _asking.py PORT PATH SECONDS KEY [PER_SECOND]

Prints one JSON object: how many were answered, how they ended, and the seconds each took.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import threading
import time

CLIENTS = int(os.environ.get("BENCH_CLIENTS", "16"))
ACCOUNTS = 1_000


def ask(port: int, path: str, until: float, headers: dict[str, str], pause: float, seed: int, out: list[tuple]) -> None:  # type: ignore[type-arg]
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    due = time.perf_counter() + chance.random() * pause
    number = 0
    while time.perf_counter() < until:
        if pause:
            time.sleep(max(0.0, due - time.perf_counter()))
            due += pause
        number += 1
        body = json.dumps({"account": chance.randrange(1, ACCOUNTS + 1), "amount": 1})
        key = f"{os.getpid()}-{seed}-{number}"
        began = time.perf_counter()
        try:
            connection.request("POST", path, body, {**headers, "Idempotency-Key": key})
            answer = connection.getresponse()
            answer.read()
            out.append((answer.status, time.perf_counter() - began))
        except (OSError, http.client.HTTPException) as error:
            out.append((type(error).__name__, time.perf_counter() - began))
            connection.close()


def main(port: str, path: str, seconds: str, key: str, per_second: str = "0") -> None:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    pause = CLIENTS / float(per_second) if float(per_second) else 0.0
    outs: list[list[tuple]] = [[] for _ in range(CLIENTS)]  # type: ignore[type-arg]
    began = time.perf_counter()
    until = began + float(seconds)
    threads = [
        threading.Thread(target=ask, args=(int(port), path, until, headers, pause, seed, out))
        for seed, out in enumerate(outs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [one for out in outs for one in out]
    ended: dict[str, int] = {}
    for status, _ in answers:
        ended[str(status)] = ended.get(str(status), 0) + 1
    waits = sorted(wait for status, wait in answers if status == 200)
    print(json.dumps({"seconds": time.perf_counter() - began, "ended": ended, "waits": waits}))


if __name__ == "__main__":
    main(*sys.argv[1:])
