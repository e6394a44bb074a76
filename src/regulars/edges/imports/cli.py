"""`regulars import` and `regulars imports`: files in, and what came of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, progress_bar, say, table
from regulars.base.lake import sync
from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop
from regulars.base.state import Act, write
from regulars.domains.orders import service as orders
from regulars.edges.imports import queries, service
from regulars.edges.imports.deciding import Choices
from regulars.edges.imports.layouts import FIELDS, LAYOUTS, Mapped
from regulars.edges.imports.layouts.statuses import MEANINGS, word_of
from regulars.edges.imports.notes import say as words_of
from regulars.edges.imports.telling import lines_of, months_of
from regulars.edges.imports.types import Outcome, Proposal
from regulars.kit import clock
from regulars.kit.errors import Refused

SYNC_WAIT_SECONDS = 300.0


@click.group("import")
def import_files() -> None:
    """Bring orders, customers, products, costs or ad spend in from files."""


@click.group()
def imports() -> None:
    """What was imported, and how to take it back."""


def _options(command: Any) -> Any:
    """The options that every kind of import has."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path)),
        click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Say which column is a field."),
        click.option("--layout", type=click.Choice(sorted(one.name for one in LAYOUTS)),
                     help="Read the file as this layout."),
        click.option("--source", default="", help="Name of the shop system the ids belong to."),
        click.option("--zone", default="", help="Time zone of times without one, such as Europe/Berlin."),
        click.option("--currency", default="", help="Currency of amounts without one, such as EUR."),
        click.option("--day-first", "order", flag_value="day_first", help="Read 3/4/2024 as 3 April."),
        click.option("--month-first", "order", flag_value="month_first", help="Read 3/4/2024 as March 4."),
        click.option("--tax", type=click.Choice(["included", "added"]), help="Whether prices include the tax."),
        click.option("--status", "statuses", multiple=True, metavar="WORD=MEANING",
                     help=f"What a status means: {', '.join(MEANINGS)}."),
        click.option("--drop-duplicate-lines", is_flag=True, help="Keep one of identical lines inside an order."),
        click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing."),
        click.option("--yes", is_flag=True, help="Accept what the file suggests without asking."),
        json_option,
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def _command(kind: str, doc: str) -> None:
    @import_files.command(kind, help=doc)
    @_options
    def run(files: tuple[Path, ...], as_json: bool, **given: Any) -> None:
        reports = [_import_one(kind, file, quiet=as_json, **given) for file in files]
        emit(as_json, reports[0] if len(reports) == 1 else {"imports": reports}, lambda: _told(reports))
        if any(report["state"] == "done" for report in reports):
            bring_up_to_date(quiet=as_json)


_command("orders", "Import orders: shop exports, or any table of orders or of their lines.")
_command("customers", "Import customers.")
_command("products", "Import products with their variants, prices and costs.")
_command("costs", "Import unit costs by SKU, product id or title, with the day they start.")
_command("spend", "Import ad spend by day, channel and campaign.")


def _import_one(
    kind: str, file: Path, *, quiet: bool, pairs: tuple[str, ...], layout: str | None, source: str, zone: str,
    currency: str, order: str | None, tax: str | None, statuses: tuple[str, ...], drop_duplicate_lines: bool,
    dry_run: bool, yes: bool,
) -> dict[str, Any]:  # fmt: skip
    choices = Choices(
        zone=zone,
        currency=currency.upper(),
        date_order=order or "",
        prices_include_tax=None if tax is None else tax == "included",
        statuses=_statuses(statuses),
        source=source,
        drop_duplicate_lines=drop_duplicate_lines,
    )
    with progress_bar(_("reading"), quiet=quiet) as progress:
        proposal = service.inspect(
            file, kind, layout=layout or "", mapping=_mapping(pairs, kind), choices=choices, progress=progress
        )
    _refuse_incomplete(proposal)
    plan = proposal.plan
    if not quiet:
        _introduce(proposal)
    if not yes and not dry_run and not quiet and sys.stdin.isatty():
        with progress_bar(_("counting"), quiet=quiet) as progress:
            counted = service.count(file, plan, progress)
        for line in months_of(counted.report):
            say(line)
        click.confirm(_("Does this match your shop's admin?"), default=True, abort=True, err=True)
    act = Act.by("cli", "file", backfill=True)
    _set_up_shop(proposal, act, dry_run=dry_run)
    with progress_bar(_("importing"), quiet=quiet) as progress:
        go: Callable[..., Outcome] = service.try_out if dry_run else service.run
        outcome = go(file, plan, act, progress)
    if pairs and not dry_run:
        service.remember(plan, act)
    return dict(outcome.report)


def bring_up_to_date(*, quiet: bool) -> None:
    """Flag addresses that many people share, and bring the figures up to date."""
    write(orders.flag_shared_addresses, Act.by("cli", "file", backfill=True))
    with progress_bar(_("updating figures"), unit="tables", quiet=quiet) as progress:
        sync(clock.now(), progress, SYNC_WAIT_SECONDS)


def _mapping(pairs: tuple[str, ...], kind: str) -> Mapped:
    """Read `field=column`; a field given several times takes the first filled column; an empty column unmaps it."""
    found: Mapped = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or field.strip() not in FIELDS[kind]:
            raise click.UsageError(
                f"--map {pair}: write FIELD=COLUMN, where FIELD is one of {', '.join(FIELDS[kind])}."
            )
        names = (column.strip(),) if column.strip() else ()
        found[field.strip()] = (*found.get(field.strip(), ()), *names)
    return found


def _statuses(pairs: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        word, equals, meaning = pair.rpartition("=")
        if not equals or meaning not in MEANINGS:
            raise click.UsageError(
                f"--status {pair}: write WORD=MEANING, where MEANING is one of {', '.join(MEANINGS)}."
            )
        found[word_of(word)] = meaning
    return found


def _refuse_incomplete(proposal: Proposal) -> None:
    if proposal.missing:
        raise Refused(
            "import.unmapped",
            _("No column of the file was recognized as %(fields)s."),
            field="map",
            value=", ".join(proposal.missing),
            fix=_("Say which it is with --map %(first)s=COLUMN; the file has %(columns)s."),
            params={
                "fields": ", ".join(proposal.missing),
                "first": proposal.missing[0],
                "columns": proposal.staged.column_words(),
            },
        )


def _introduce(proposal: Proposal) -> None:
    """Say aloud how the file is read, before anything happens."""
    say(f"{proposal.path.name}: {proposal.layout_title}")
    for one in proposal.notes:
        say(f"  {'' if one.is_certain else '! '}{words_of(one)}")
    if proposal.layout_name == "mapped":
        for field, columns in proposal.plan.mapping.items():
            say(f"  {field} = {' / '.join(columns)}")


def _set_up_shop(proposal: Proposal, act: Act, *, dry_run: bool) -> None:
    """An empty home learns its shop from its first file."""
    if find_shop() is not None:
        return
    plan = proposal.plan
    for name, value in (("zone", plan.zone), ("currency", plan.currency)):
        if not value:
            raise Refused(
                "import.shop_unknown",
                _("The shop is not set up, and the file does not tell its %(name)s."),
                field=name,
                fix=_("Give --%(name)s, or run `regulars init` with it."),
                params={"name": name},
            )
    if dry_run:
        raise Refused(
            "import.shop_unknown",
            _("The shop is not set up, so there is nothing to try the file on."),
            fix=_("Run `regulars init --zone %(zone)s --currency %(currency)s` first."),
            params={"zone": plan.zone, "currency": plan.currency},
        )
    tax: dict[str, Any] = {} if plan.prices_include_tax is None else {"prices_include_tax": plan.prices_include_tax}
    write(shops.set_up_shop, act, _("My shop"), plan.zone, plan.currency, **tax)


def _told(reports: list[dict[str, Any]]) -> list[str]:
    return [line for report in reports for line in lines_of(report)]


@imports.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, help="How many to list.")
@json_option
def list_(limit: int, as_json: bool) -> None:
    """List imports, the latest first."""
    rows = queries.list_imports(limit)
    head = (_("id"), _("kind"), _("file"), _("layout"), _("state"), _("created"))
    cells = [
        (row.public_id, row.kind, row.file_name, row.layout, row.standing, f"{row.created_at:%Y-%m-%d %H:%M}")
        for row in rows
    ]
    emit(as_json, {"imports": [_json(row) for row in rows]}, lambda: table(head, cells))


@imports.command("show")
@click.argument("public_id")
@json_option
def show(public_id: str, as_json: bool) -> None:
    """Show what an import (imp_...) came to."""
    row = queries.find_import(public_id)
    emit(as_json, {**_json(row), "report": row.report}, lambda: _shown(row))


@imports.command("undo")
@click.argument("public_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def undo(public_id: str, yes: bool, as_json: bool) -> None:
    """Take back everything an import (imp_...) brought that nothing else states."""
    row = queries.find_import(public_id)
    if not yes:
        click.confirm(_("Take back what %(file)s brought?") % {"file": row.file_name}, abort=True, err=True)
    with progress_bar(_("undoing"), unit="facts", quiet=as_json) as progress:
        after, voided = service.undo(public_id, Act.by("cli", "file", backfill=True), progress)
    data = {**_json(after), "voided": voided}
    emit(
        as_json, data, lambda: _("%(id)s is undone; %(count)s facts were voided.") % {"id": public_id, "count": voided}
    )
    bring_up_to_date(quiet=as_json)


def _shown(row: Any) -> list[str]:
    if row.report is None:
        lines = [f"{row.public_id}  {row.file_name}  {row.standing}"]
        if row.standing == "interrupted":
            again = _("Give the same file again and it goes on from where it was: %(command)s")
            lines.append(again % {"command": row.command})
        return lines
    return lines_of({**row.report, "state": row.state})


def _json(row: Any) -> dict[str, Any]:
    return {
        "import": row.public_id,
        "kind": row.kind,
        "file_name": row.file_name,
        "sha256": row.sha256,
        "size_bytes": row.size_bytes,
        "layout": row.layout,
        "source": row.source,
        "state": row.standing,
        "position": row.position,
        "done": dict(row.counts),
        "generation": row.generation,
        "created_at": row.created_at.isoformat(),
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
    }
