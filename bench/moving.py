"""Moving in with many contacts: rows a second, and whether memory stays flat.

    BENCH_ROWS=1000000 python bench/moving.py

Writes a Klaviyo export of that many profiles (6 of 10 with a dated yes, 1 in 20 unsubscribed, 1 in 33 bounced, two own
fields) and a list of 2,000 suppressed addresses, moves both into an empty shop as a process, and prints what it took.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = int(os.environ.get("BENCH_ROWS", "50000"))
REGULARS = (sys.executable, "-m", "regulars")
HEADER = (
    "Email", "Klaviyo ID", "First Name", "Last Name", "Phone Number", "City", "Country", "Source",
    "Email Marketing Consent", "Email Marketing Consent Timestamp", "Email Suppressions", "Skin Type", "Points",
)  # fmt: skip


def write(path: Path, rows: int) -> None:
    """Write profiles, the same each time."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(rows):
            drawn = chance.random()
            said = ("NEVER_SUBSCRIBED", "", "[]")
            if drawn < 0.6:
                said = ("SUBSCRIBED", f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}T10:00:00+00:00", "[]")
            elif drawn < 0.65:
                said = ("UNSUBSCRIBED", "2023-05-05T10:00:00+00:00", "[]")
            elif drawn < 0.68:
                said = ("SUBSCRIBED", "2023-01-01T00:00:00+00:00", "['HARD_BOUNCE']")
            name = (f"First{number % 5000}", f"Last{number % 9000}")
            kept = (("dry", "oily", "")[number % 3], number % 500)
            where = ("", f"City {number % 300}", "Germany", "Footer form")
            out.writerow([f"person{number}@example.com", f"01H{number:08d}", *name, *where, *said, *kept])


def main() -> None:
    """Move in and print one JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        home, profiles, stops = Path(folder, "home"), Path(folder, "profiles.csv"), Path(folder, "suppressed.csv")
        environment = {**os.environ, "REGULARS_HOME": str(home)}
        write(profiles, ROWS)
        stops.write_text("".join(f"gone{number}@example.net\n" for number in range(2_000)), encoding="utf-8")
        init = [*REGULARS, "init", "--zone", "Europe/Berlin", "--currency", "EUR"]
        subprocess.run(init, env=environment, check=True, capture_output=True)
        began = time.perf_counter()
        command = [*REGULARS, "migrate", "klaviyo", str(profiles), str(stops), "--json"]
        done = subprocess.run(command, env=environment, check=True, capture_output=True)
        seconds = time.perf_counter() - began
        report = json.loads(done.stdout)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        importing = sum(one["elapsed_ms"] for one in report["files"]) / 1_000
        told = {"rows": ROWS, "seconds": round(seconds, 1), "importing_s": round(importing, 1)}
        print(json.dumps({**told, "rows_a_second": round(ROWS / importing), "peak_mb": peak, "reach": report["reach"]}))


if __name__ == "__main__":
    main()
