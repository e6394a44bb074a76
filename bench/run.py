"""Run the measurements of bench/ one after another, each in a process of its own, and show them as one table.

A measurement is a script `bench/<name>.py` that prints one JSON object a line:
`{"what": "import of Online Retail into SQLite", "value": 14.2, "unit": "s", "must": "<= 20"}`.
`must` is a limit that decides between reached and missed; without it the figure is only told. A script that lacks its
data prints nothing and exits 0. `--write` puts the table into docs/reference/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import operator
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from regulars.kit import clock

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "reference" / "benchmarks.md"
BEGIN = "<!-- written by make bench ARGS=--write -->"
END = "<!-- end of the written part -->"
COMPARE: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


def measurements(names: list[str]) -> list[Path]:
    """Return the scripts to run, all of them when none is named."""
    found = sorted(path for path in HERE.glob("*.py") if path.name != "run.py" and not path.stem.startswith("_"))
    unknown = set(names) - {path.stem for path in found}
    if unknown:
        raise SystemExit(f"no measurement is called {', '.join(sorted(unknown))}; there are {[p.stem for p in found]}")
    return [path for path in found if not names or path.stem in names]


def results(script: Path) -> Iterator[dict[str, Any]]:
    """Run one script and yield what it measured; its progress goes to standard error as it comes."""
    done = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False)
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            yield {"bench": script.stem, **json.loads(line)}
    if done.returncode:
        yield {"bench": script.stem, "what": "the measurement itself", "value": "failed", "unit": "", "must": ""}


def verdict(result: dict[str, Any]) -> str:
    """Say whether a figure keeps its limit: `reached`, `missed`, or nothing where there is no limit."""
    if result["value"] == "failed":
        return "missed"
    sign, _, limit = str(result.get("must") or "").partition(" ")
    if not limit:
        return ""
    return "reached" if COMPARE[sign](float(result["value"]), float(limit)) else "missed"


def machine() -> str:
    """Return what the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {system}, {clock.now():%Y-%m-%d}"


def shown(row: dict[str, Any]) -> str:
    """Return a figure with its unit: three significant digits below a thousand, whole above."""
    value = row["value"]
    if isinstance(value, str):
        return value
    text = f"{value:.3g}" if isinstance(value, float) and abs(value) < 1_000 else f"{value:,.0f}"
    return f"{text} {row.get('unit', '')}".strip()


def table(rows: list[dict[str, Any]]) -> str:
    """Return the results as a Markdown table."""
    lines = ["| what | value | must be | |", "|---|---:|---|---|"]
    lines += [f"| {row['what']} | {shown(row)} | {row.get('must') or ''} | {verdict(row)} |" for row in rows]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure, compare with what must be reached, show as a table.")
    parser.add_argument("names", nargs="*", help="measurements to run; all without it")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reference/benchmarks.md")
    given = parser.parse_args()
    rows = []
    for script in measurements(given.names):
        print(f"-- {script.stem}", file=sys.stderr, flush=True)
        rows += list(results(script))
    print(json.dumps(rows, indent=2) if given.json else f"{machine()}\n\n{table(rows)}")
    if given.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n\n{machine()}\n\n{table(rows)}\n\n{END}{after}", encoding="utf-8")
    return int(any(verdict(row) == "missed" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
