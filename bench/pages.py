"""Desk pages on the server and metric commands in the process, on the demo shop and on Online Retail.

Each page is asked for `ASKS` times through Django's own handler, signed in as the owner, in one process: what a web
process does, without the network. `warm` is the 95th percentile over all pages once each was drawn; `cold` the worst
first drawing after the figures changed. A large shop's page may say first that it counts (`base/web/waiting.py`): then
its first drawing is that, and how long it counted is told apart.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from imports import DATA, as_csv, tell

ASKS = int(os.environ.get("BENCH_ASKS", "20"))
PAGES = (
    "/desk/",
    "/desk/customers",
    "/desk/customers?sort=-revenue&state=lapsed",
    "/desk/customers?sort=name",
    "/desk/customers?q=ana",
    "/desk/orders",
    "/desk/orders?sort=-net&page=3",
    "/desk/orders?q=1000",
    "/desk/products",
    "/desk/products?q=tea",
    "/desk/search?q=ana",
    "/desk/reports/metrics",
    "/desk/reports/metrics/revenue",
    "/desk/reports/metrics/repeat_purchase_rate",
    "/desk/reports/metrics/lifetime_value",
    "/desk/reports/metrics/active_buyers",
    "/desk/reports/metrics?dates=last-3-months&compare=previous",
    "/desk/reports/cohorts",
    "/desk/reports/rfm",
    "/desk/reports/repeat",
    "/desk/reports/products",
    "/desk/reports/concentration",
    "/desk/reports/goals",
    "/desk/imports",
    "/desk/settings",
    "/desk/settings/figures",
    "/desk/settings/log",
    "/desk/settings/log?kind=order.paid",
)
COMMANDS = (("metrics",), ("cohorts",), ("rfm",), ("brief",))


def regulars(home: Path, *words: str) -> str:
    """Run a command on `home` and return what it printed."""
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "regulars", *words], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"regulars {' '.join(words)}: {done.stderr}")
    return done.stdout


def homes(folder: Path) -> Iterator[tuple[str, Path]]:
    """Make the two shops that are measured, and yield their names and homes."""
    demo = folder / "demo"
    regulars(demo, "demo", "--no-serve")
    yield "demo shop", demo
    if (DATA / "online-retail").is_dir():
        gifts = folder / "gifts"
        regulars(gifts, "init", "--zone", "Europe/London", "--currency", "GBP", "--owner", "ana@example.com")
        regulars(gifts, "import", "orders", str(as_csv(folder)), "--yes")
        regulars(gifts, "lake", "sync")
        yield "Online Retail", gifts


def measure() -> None:
    """Draw every page of the home in the environment, and print milliseconds: first drawings, then the rest."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "regulars.config.settings"
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.test import Client

    from regulars.kit import clock

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(get_user_model().objects.get(role="owner"))
    first, counted, again = [], [], []

    def draw(page: str, to: list[tuple[float, str]]) -> bytes:
        began = clock.monotonic()
        answer = client.get(page)
        to.append(((clock.monotonic() - began) * 1000, page))
        assert answer.status_code == 200, (page, answer.status_code)
        return answer.content

    for page in PAGES:
        if b'id="progress-counting"' in draw(page, first):
            draw(f"{page}{'&' if '?' in page else '?'}counting=1", counted)
    for _ in range(ASKS):
        for page in PAGES:
            draw(page, again)
    print(json.dumps({"first": first, "counted": counted, "again": again}))


def drawn(name: str, home: Path) -> None:
    """Draw every page of a home and run every command, and tell the figures."""
    environ = {**os.environ, "REGULARS_HOME": str(home)}
    command = [sys.executable, str(Path(__file__).resolve()), "--measure"]
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    warm = sorted(took for took, _page in told["again"])
    slowest, page = max(told["first"])
    tell(f"desk pages warm, 95th percentile, {name}", statistics.quantiles(warm, n=20)[-1], "ms", "<= 500")
    worst, where = max(told["again"])
    tell(f"slowest warm page, {name} ({where})", worst, "ms")
    tell(f"slowest first drawing, {name} ({page})", slowest, "ms", "<= 3000")
    if told["counted"]:
        longest, page = max(told["counted"])
        tell(f"longest count behind a page that says so, {name} ({page})", longest, "ms", "<= 3000")
    commands(name, home)


def commands(name: str, home: Path) -> None:
    """Run every command and tell what it says it took."""
    for words in COMMANDS:
        elapsed = json.loads(regulars(home, *words, "--json"))["elapsed_ms"]
        tell(f"regulars {' '.join(words)}, {name}", elapsed, "ms", "<= 2000")


def main() -> None:
    if "--measure" in sys.argv:
        measure()
        return
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as place:
        for name, home in homes(Path(place)):
            drawn(name, home)


if __name__ == "__main__":
    main()
