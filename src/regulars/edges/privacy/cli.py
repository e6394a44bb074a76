"""`regulars privacy`: copies for people, erasing them, and the papers about it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.console import emit, json_option, progress_bar, say
from regulars.base.shop.queries import shop
from regulars.base.state import Act, write
from regulars.domains.customers.service import allow_again
from regulars.edges.privacy import deadlines, erasing, exporting, papers, queries, service
from regulars.edges.privacy.rules import GDPR, LAWS
from regulars.kit import clock
from regulars.kit.errors import NotFound


@click.group()
def privacy() -> None:
    """Give a person a copy of what is kept about them, erase them, write the papers about it."""


@privacy.command()
@click.argument("customer")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to FILE; .html gives a page to read."
)
@json_option
def export(customer: str, out: Path | None, as_json: bool) -> None:
    """Hand out everything that is kept about CUSTOMER: an id (cus_...), e-mail, phone or customer number."""
    act = Act.by("cli", "cli")
    document = exporting.export_person(act, exporting.customer_named(customer))
    if out is None:
        click.echo(_encoded(document))
        return
    is_page = out.suffix.lower() in {".html", ".htm"}
    _write(out, exporting.as_page(document) if is_page else _encoded(document) + "\n")
    rows = sum(len(one["rows"]) for one in document["holdings"])
    told = {"file": str(out), "request": document["request"], "rows": rows}
    words = ngettext("%(file)s: %(rows)s entry", "%(file)s: %(rows)s entries", rows)
    emit(as_json, told, lambda: words % {"file": out, "rows": rows})


@privacy.command()
@click.argument("customer")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@json_option
def erase(customer: str, yes: bool, as_json: bool) -> None:
    """Erase CUSTOMER for good, everywhere; sums and orders stay, the person goes.

    Interrupted, the same command goes on where it stood.
    """
    act = Act.by("cli", "cli")
    request = service.open_erasure_of(customer)  # begun before: the person may not be known by these words any more
    if request is None:
        number = exporting.customer_named(customer)
        if not yes:
            _confirm(number)
        request = write(service.begin_erasure_here, act, number, customer)
    with progress_bar(_("erasing"), unit="steps", quiet=as_json) as progress:
        erasing.carry_through(act, request, progress)
    row = queries.request_row(request)
    emit(as_json, queries.as_report(row), lambda: _report_lines(row))


def _confirm(number: int) -> None:
    rows = sum(len(one["rows"]) for one in exporting.document_about(number, clock.now())["holdings"])
    question = ngettext(
        "Erase %(customer)s with what %(rows)s entry says of them? This cannot be taken back.",
        "Erase %(customer)s with what %(rows)s entries say of them? This cannot be taken back.",
        rows,
    )
    click.confirm(question % {"customer": shop().public("cus", number), "rows": rows}, abort=True, err=True)


@privacy.command(name="papers")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page that prints well to FILE.")
@json_option
def write_papers(html: Path | None, as_json: bool) -> None:
    """Write the record of processing, retention, recipients and notice from what is declared. Have them checked."""
    written = papers.write_papers(clock.now())
    if html is not None:
        _write(html, papers.as_page(written))
        emit(as_json, {"file": str(html)}, lambda: str(html))
        return
    emit(as_json, written, lambda: _paper_lines(written))


@privacy.command()
@click.argument("request", type=int, required=False)
@json_option
def requests(request: int | None, as_json: bool) -> None:
    """List what people asked for, or show the report of one REQUEST."""
    if request is not None:
        row = queries.request_row(request)
        emit(as_json, queries.as_report(row), lambda: _report_lines(row))
        return
    rows = queries.list_requests()
    emit(as_json, {"requests": [queries.as_report(row) for row in rows]}, lambda: [_line(row) for row in rows])


@privacy.command()
@click.argument("customer")
@click.option("--kind", type=click.Choice(["export", "erase"]), required=True, help="What they ask for.")
@click.option("--received", type=click.DateTime(["%Y-%m-%d"]), help="The day it came; today unless given.")
@click.option("--law", type=click.Choice(sorted(LAWS)), default=GDPR, help="What gives the time to meet it.")
@json_option
def note(customer: str, kind: str, received: datetime | None, law: str, as_json: bool) -> None:
    """Note that CUSTOMER asked for a copy or for erasure, so that the days to meet it are counted down."""
    came = received.date() if received is not None else deadlines.today()
    act, number = Act.by("cli", "cli"), exporting.customer_named(customer)
    row = queries.request_row(write(deadlines.note_request, act, number, kind, came, law))
    emit(as_json, queries.as_report(row), lambda: _line(row))


@privacy.command()
@click.argument("request", type=int)
@click.option("--because", required=True, help="Why it takes longer; the person is told.")
@json_option
def extend(request: int, because: str, as_json: bool) -> None:
    """Take the longer time that the law gives for an open REQUEST."""
    write(deadlines.extend_request, Act.by("cli", "cli"), request, because)
    row = queries.request_row(request)
    emit(as_json, queries.as_report(row), lambda: _line(row))


@privacy.command()
@click.option("--email", default="", help="An address the person had.")
@click.option("--phone", default="", help="A number the person had, with its country code.")
@json_option
def allow(email: str, phone: str, as_json: bool) -> None:
    """Let somebody who was erased become a customer again, because they asked for it or bought again."""
    gone = write(allow_again, Act.by("cli", "cli"), email, phone)
    if not gone:
        raise NotFound("privacy.not_erased", _("Nobody who was erased had this"), field="email" if email else "phone")
    emit(as_json, {"allowed": gone}, lambda: _("Their next order makes them a customer again."))


@privacy.command()
@json_option
def reapply(as_json: bool) -> None:
    """Erase again whom a restored backup brought back; `regulars restore` does it by itself."""
    back = erasing.reapply(Act.by("cli", "cli"))
    words = ngettext("%(count)s person was erased again.", "%(count)s people were erased again.", len(back))
    emit(as_json, {"erased_again": len(back)}, lambda: words % {"count": len(back)})


def _encoded(document: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
    say(_("Readable by you alone: %(path)s") % {"path": path})


def _line(row: queries.RequestRow) -> str:
    at = row.asked_at.isoformat(timespec="seconds") if row.asked_at else ""
    due = _("by %(day)s") % {"day": row.due_on} if row.due_on and row.state == "open" else ""
    return f"{row.id:>5}  {at}  {row.kind:<6}  {row.state:<4}  {row.customer}  {due}".rstrip()


def _report_lines(row: queries.RequestRow) -> list[str]:
    lines = [_line(row)]
    for one in row.steps:
        if one.found or one.stays:
            lines.append(
                _("%(title)s: %(found)s found, %(emptied)s emptied")
                % {"title": one.title, "found": one.found, "emptied": one.emptied}
            )
        if one.stays:
            words = ngettext(
                "%(count)s entry stays without the person:", "%(count)s entries stay without the person:", one.stays
            )
            lines.append("  " + words % {"count": one.stays})
            lines += [f"    {words}" for words in one.why]
    return [*lines, *(f"! {words}" for words in row.remains)]


def _paper_lines(written: papers.Papers) -> list[str]:
    lines = [written.check, ""]
    for one in written.purposes:
        lines += [one.what_for, f"  {one.ground}", f"  {one.whom}: {', '.join(one.data) or '-'}", ""]
    lines += [f"{row.what}: {row.words}. {row.why}" for row in written.retention]
    lines += ["", *(f"{row.name}: {row.gets} ({row.why})" for row in written.recipients)]
    lines += ["", *written.measures, ""]
    for title, text in written.notice:
        lines += [title, f"  {text}"]
    return lines
