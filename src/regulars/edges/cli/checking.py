"""`regulars check`: is this installation fit to serve? `regulars doctor`: is anything wrong, and what helps?"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from regulars.base.console import emit, json_option, progress_bar
from regulars.base.extends import checks
from regulars.edges.health.checks import QUICK, Answer, ask, run_checks


@click.command()
@json_option
def check(as_json: bool) -> None:
    """Check home, key, database, migrations, shop, owner and lake; exit 1 when something is wrong."""
    _tell(run_checks(QUICK), as_json, with_fixes=False)


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Look at everything that can be wrong, and name the fix of each; exit 1 when something is."""
    found = []
    with progress_bar("doctor", unit="checks", quiet=as_json) as report:
        for number, one in enumerate(checks, start=1):
            report(number, len(checks), str(one.title))
            found.append(ask(one))
    _tell(found, as_json, with_fixes=True)


def _tell(found: Sequence[Answer], as_json: bool, *, with_fixes: bool) -> None:
    ok = all(one.ok for one in found)
    emit(as_json, {"ok": ok, "checks": found}, lambda: [line for one in found for line in _lines(one, with_fixes)])
    sys.exit(0 if ok else 1)


def _lines(one: Answer, with_fixes: bool) -> list[str]:
    mark = "ok     " if one.ok and not one.warning else "note   " if one.ok else "FAILED "
    lines = [f"{mark}{one.name:<12}{one.found}"]
    if one.fix and (with_fixes or not one.ok):
        lines.append(f"{'':<19}{one.fix}")
    return lines
