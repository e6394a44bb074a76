"""`regulars migrate klaviyo|mailchimp|contacts FILES...`: everything an e-mail tool knows, suppressions first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, progress_bar, say
from regulars.base.state import Act
from regulars.edges.imports.cli import bring_up_to_date
from regulars.edges.imports.layouts import CONTACTS, FIELDS, Mapped
from regulars.edges.imports.moving import going, looking
from regulars.edges.imports.moving.unpacking import unpacked
from regulars.edges.imports.moving.words import lines_of


def _options(command: Any) -> Any:
    options: tuple[Callable[[Any], Any], ...] = (
        click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)),
        click.option("--no-suppressions", is_flag=True,
                     help="Confirm that nobody is suppressed, unsubscribed or bounced anywhere."),
        click.option("--consent-date", type=click.DateTime(["%Y-%m-%d"]),
                     help="The day for every yes without a date; needs --consent-source."),
        click.option("--consent-source", default="", help="Where these people said yes, in words kept as evidence."),
        click.option("--list", "list_name", default="", help="Tag everybody in these files with this name."),
        click.option("--topic", default="news", show_default=True, help="What a yes is about."),
        click.option("--zone", default="", help="Time zone of times without one; UTC for exports of the tools."),
        click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Say which column is a field."),
        click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing."),
        json_option,
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _command(system: str, doc: str) -> click.Command:
    @click.command(system, help=doc)
    @_options
    def run(
        files: tuple[Path, ...], no_suppressions: bool, consent_date: datetime | None, consent_source: str,
        list_name: str, topic: str, zone: str, pairs: tuple[str, ...], dry_run: bool, as_json: bool,
    ) -> None:  # fmt: skip
        day = None if consent_date is None else consent_date.date()
        wishes = looking.Wishes(day, consent_source, list_name, topic, zone, _mapping(pairs))
        act = Act.by("cli", "file", backfill=True)
        with unpacked(files) as paths:
            with progress_bar(_("reading"), quiet=as_json) as progress:
                pieces = looking.look(system, paths, wishes, progress)
            words = going.NONE_EXIST if no_suppressions else ""
            with progress_bar(_("moving in"), quiet=as_json) as progress:
                report = going.move(system, pieces, act, none_exist=words, dry_run=dry_run, progress=progress)
        emit(as_json, report, lambda: lines_of(report))
        if any(one["state"] == "done" for one in report["files"]):
            bring_up_to_date(quiet=as_json)
        if report["suppressions"] == "missing" and not as_json:
            say(_("Marketing stays locked until suppressions are in, or somebody confirms that there are none."))

    return run


def _mapping(pairs: tuple[str, ...]) -> Mapped:
    found: Mapped = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or name.strip() not in FIELDS[CONTACTS]:
            raise click.UsageError(
                f"--map {pair}: write FIELD=COLUMN, where FIELD is one of {', '.join(FIELDS[CONTACTS])}."
            )
        columns = (column.strip(),) if column.strip() else ()
        found[name.strip()] = (*found.get(name.strip(), ()), *columns)
    return found


klaviyo = _command(
    "klaviyo", "Move in from Klaviyo: exports of lists or segments, and of suppressed profiles, in any order."
)
mailchimp = _command("mailchimp", "Move in from Mailchimp: the audience export, as the zip it comes in.")
contacts = _command("contacts", "Move in from any other tool: CSV files of contacts, and of addresses to spare.")
