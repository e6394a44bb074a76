"""`regulars audit`: is what is stored true, and do those who listen to the log keep up?"""

from __future__ import annotations

import sys

import click
from django.utils.translation import gettext as _

from regulars.base.activity import readers as listening
from regulars.base.console import emit, json_option, progress_bar, table
from regulars.base.state import Act, write
from regulars.edges.audit import service
from regulars.edges.audit.queries import VerificationRow
from regulars.edges.audit.telling import as_json_object


@click.group()
def audit() -> None:
    """Check that everything stored is true; look after the readers of the activity log."""


@audit.command()
@json_option
def verify(as_json: bool) -> None:
    """Count every invariant from the rows themselves; exit 1 and name each breach when one is broken."""
    with progress_bar(_("checking"), unit="invariants", quiet=as_json) as progress:
        found = service.verify_all(Act.by("cli"), progress)
    emit(as_json, as_json_object(found), lambda: _lines(found))
    sys.exit(0 if found.ok else 1)


@audit.command()
@json_option
def readers(as_json: bool) -> None:
    """List who listens to the log, how far behind each is, and what each has set aside."""
    rows = listening.standing()
    parked = listening.list_parked()
    head = (_("reader"), _("waiting"), _("oldest"), _("set aside"))
    cells = [
        (row.name, row.waiting, row.oldest_waiting.isoformat() if row.oldest_waiting else "-", row.parked)
        for row in rows
    ]
    emit(as_json, {"readers": rows, "parked": parked}, lambda: table(head, cells) if rows else _("Nobody listens yet."))


@audit.command()
@click.argument("reader")
@json_option
def retry(reader: str, as_json: bool) -> None:
    """Hand the entries that READER set aside over again."""
    taken = still = after = 0
    while True:
        now_taken, now_still, last = write(listening.retry_parked, Act.by("cli"), reader, after=after)
        taken, still = taken + now_taken, still + now_still
        if last == after:
            break
        after = last
    data = {"reader": reader, "taken": taken, "still_parked": still}
    emit(
        as_json,
        data,
        lambda: _("%(taken)s went through, %(still)s are still set aside.") % {"taken": taken, "still": still},
    )
    sys.exit(1 if still else 0)


@audit.command()
@click.argument("reader")
@click.option("--from", "seq", type=click.IntRange(1), default=1, help="The log's entry to begin with; 1 is the first.")
@json_option
def replay(reader: str, seq: int, as_json: bool) -> None:
    """Let READER read the log again from an entry on; what it did already has its effect once."""
    write(listening.set_back, Act.by("cli"), reader, seq)
    handled = listening.run_reader(Act.by("system"), reader)
    data = {"reader": reader, "from_seq": seq, "handled": handled}
    emit(as_json, data, lambda: _("%(count)s entries were handed over again.") % {"count": handled})


def _lines(found: VerificationRow) -> list[str]:
    lines = []
    for one in found.findings:
        mark = "ok     " if not one["broken"] else "BROKEN "
        lines.append(f"{mark}{one['title']} ({one['checked']})")
        lines += [f"       {breach}" for breach in one["breaches"]]
        if one["pending"]:
            lines.append("       " + _("%(count)s wait for their turn.") % {"count": one["pending"]})
    return lines
