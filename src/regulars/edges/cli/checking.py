"""`regulars check`: is this installation fit to serve?"""

from __future__ import annotations

import sys

import click

from regulars.base.console import emit, json_option
from regulars.edges.health.checks import Check, run_checks


@click.command()
@json_option
def check(as_json: bool) -> None:
    """Check home, key, database, migrations, shop, owner and lake; exit 1 when something is wrong."""
    found = run_checks()
    ok = all(one.ok for one in found)
    emit(as_json, {"ok": ok, "checks": found}, lambda: [_line(one) for one in found])
    sys.exit(0 if ok else 1)


def _line(one: Check) -> str:
    mark = "ok     " if one.ok and not one.warning else "note   " if one.ok else "FAILED "
    return f"{mark}{one.name:<12}{one.found}"
