"""`regulars lake`: bring the lake up to date, check it against the state, build it anew."""

from __future__ import annotations

import sys

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, progress_bar
from regulars.base.lake import syncing, verifying
from regulars.base.lake.syncing import SyncReport
from regulars.base.lake.verifying import VerifyReport
from regulars.kit import clock

wait_option = click.option(
    "--wait",
    "wait_seconds",
    type=click.FloatRange(0, 86_400),
    default=0.0,
    help="Seconds to wait while another sync is running.",
)


@click.group()
def lake() -> None:
    """The analytic copy of the shop's facts; it can be deleted and built anew at any time."""


@lake.command()
@wait_option
@json_option
def sync(wait_seconds: float, as_json: bool) -> None:
    """Copy what changed and compute the tables that depend on it."""
    with progress_bar("sync", unit="tables", quiet=as_json) as progress:
        report = syncing.sync(clock.now(), progress, wait_seconds, ahead=True)
    emit(as_json, report, lambda: _sync_lines(report))


@lake.command()
@wait_option
@json_option
def rebuild(wait_seconds: float, as_json: bool) -> None:
    """Export everything again. Readers keep the present lake until the new one is complete."""
    with progress_bar("rebuild", unit="tables", quiet=as_json) as progress:
        report = syncing.rebuild(clock.now(), progress, wait_seconds, ahead=True)
    emit(as_json, report, lambda: _sync_lines(report))


@lake.command()
@json_option
def verify(as_json: bool) -> None:
    """Compare files, rows and sums of the lake with the state; exit 1 and name each difference when they disagree."""
    with progress_bar("verify", unit="tables", quiet=as_json) as progress:
        report = verifying.verify(progress)
    data = {
        "ok": report.ok,
        "manifest": report.manifest,
        "differences": report.differences,
        "rows": report.rows,
        "waiting": report.waiting,
        "elapsed_ms": report.elapsed_ms,
    }
    emit(as_json, data, lambda: _verify_lines(report))
    sys.exit(0 if report.ok else 1)


def _sync_lines(report: SyncReport) -> list[str]:
    if not report.published:
        return [_("The lake is up to date (%(manifest)s).") % {"manifest": report.manifest}]
    lines = [_("%(table)s: %(rows)s rows") % {"table": table, "rows": rows} for table, rows in report.rows.items()]
    lines += [_("%(table)s: computed") % {"table": table} for table in report.computed]
    done = _("Published %(manifest)s in %(ms)s ms.") % {"manifest": report.manifest, "ms": report.elapsed_ms}
    return [*lines, done]


def _verify_lines(report: VerifyReport) -> list[str]:
    lines = [found.words for found in report.differences]
    rows, waiting = sum(report.rows.values()), sum(report.waiting.values())
    if waiting:
        lines.append(_("%(rows)s rows changed since the last sync.") % {"rows": waiting})
    if report.ok:
        lines.append(_("The lake agrees with the state: %(rows)s rows compared.") % {"rows": rows})
    else:
        lines.append(_("The lake differs. `regulars lake rebuild` builds it anew; no fact is lost."))
    return lines
