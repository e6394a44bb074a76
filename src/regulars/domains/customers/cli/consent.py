"""`regulars consent`: may we write to somebody, why, and what they said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from django.utils.translation import gettext as _

from regulars.base.console import emit, json_option, table
from regulars.base.shop.queries import shop
from regulars.base.state import Act, write
from regulars.domains.customers import queries, service
from regulars.domains.customers.cli.naming import customer_named
from regulars.domains.customers.rules.consent import CHANNELS, EVERYTHING, GRANTED, RECEIPTS
from regulars.domains.customers.rules.suppression import RANK
from regulars.domains.customers.types import ConsentFact, ReachRow
from regulars.kit import clock

CHANNEL = click.option("--channel", type=click.Choice(CHANNELS), default="email", show_default=True, help="Channel.")


@click.group()
def consent() -> None:
    """May we write to somebody, about what, and why (not)."""


@consent.command()
@click.argument("customer")
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="How it stood at an instant (UTC).")
@json_option
def show(customer: str, at: datetime | None, as_json: bool) -> None:
    """Show what CUSTOMER (cus_..., e-mail, phone or number) allows, every word of it, and what stops mail."""
    number = customer_named(customer)
    told = _standing(number, at)
    emit(as_json, told, lambda: _lines(told))


@consent.command()
@click.argument("customer")
@CHANNEL
@click.option("--topic", required=True, help="Topic the person said yes to.")
@click.option("--because", required=True, help="How they asked for it: the proof.")
@json_option
def grant(customer: str, channel: str, topic: str, because: str, as_json: bool) -> None:
    """Record that CUSTOMER said yes, with what shows it."""
    number = customer_named(customer)
    fact = ConsentFact(number, channel, topic, GRANTED, "staff", source="cli", evidence=because)
    write(service.record_consent, Act.by("cli", "cli"), [fact])
    _tell(number, as_json)


@consent.command()
@click.argument("customer")
@click.option("--channel", type=click.Choice([*CHANNELS, "all"]), default="all", show_default=True, help="Channel.")
@click.option("--topic", default=EVERYTHING, show_default=True, help="Topic; * for everything.")
@click.option("--because", default="", help="How they said so.")
@json_option
def withdraw(customer: str, channel: str, topic: str, because: str, as_json: bool) -> None:
    """Record that CUSTOMER said no. Takes effect at once."""
    number = customer_named(customer)
    wanted = "*" if channel == "all" else channel
    write(service.withdraw, Act.by("cli", "cli"), number, wanted, topic, "staff", evidence=because)
    _tell(number, as_json)


@consent.command()
@click.argument("address")
@CHANNEL
@click.option("--reason", type=click.Choice(RANK), default="manual", show_default=True, help="Why.")
@click.option("--note", default="", help="More about it.")
@json_option
def suppress(address: str, channel: str, reason: str, note: str, as_json: bool) -> None:
    """Stop marketing to ADDRESS, whoever has it, now or later."""
    new = write(service.suppress_address, Act.by("cli", "cli"), channel, address, reason, note)
    told = {"address": address, "channel": channel, "reason": reason, "is_new": new}
    emit(as_json, told, lambda: _("Stopped.") if new else _("It was stopped already."))


@consent.command()
@click.argument("address")
@CHANNEL
@click.option("--because", required=True, help="Why mail may go there again.")
@json_option
def lift(address: str, channel: str, because: str, as_json: bool) -> None:
    """Let mail go to ADDRESS again. Complaints and erasures are for the person alone to end."""
    ended = write(service.lift_suppression, Act.by("cli", "cli"), channel, address, because)
    emit(as_json, {"address": address, "ended": ended}, lambda: _("Mail may go there again, to who said yes."))


@consent.command()
@json_option
def topics(as_json: bool) -> None:
    """List topics, with how many people may be written to about each, and suppressed addresses by reason."""
    known = queries.topics()
    channels = {one: queries.count_reachable(one) for one in queries.channels()}
    rows: list[dict[str, Any]] = [
        {
            "topic": one.key,
            "names": one.names,
            "reachable": {name: found.get(one.key, 0) for name, found in channels.items()},
        }
        for one in known
    ]  # fmt: skip
    told = {"topics": rows, "suppressed": queries.count_suppressed()}
    emit(as_json, told, lambda: [
        *table(["topic", *channels], [[one["topic"], *one["reachable"].values()] for one in rows]),
        "", *(f"{reason}: {count}" for reason, count in sorted(queries.count_suppressed().items())),
    ])  # fmt: skip


def _standing(number: int, at: datetime | None) -> dict[str, Any]:
    keys = [one.key for one in queries.topics()]
    told: dict[str, Any] = {"customer": shop().public("cus", queries.survivor_of(number))}
    if at is not None:
        instant = at.replace(tzinfo=clock.now().tzinfo)
        told["at"] = instant.isoformat()
        told["states"] = [
            {"channel": channel, "topic": key, "state": queries.standing_at(number, channel, key, instant).state}
            for channel in queries.channels() for key in keys
        ]  # fmt: skip
        return told
    rows = queries.explain(number, [*keys, RECEIPTS], queries.channels(), clock.now())
    told["reach"] = [_plain(row) for row in rows]
    told["statements"] = [
        {
            "id": one.id, "occurred_at": one.occurred_at, "channel": one.channel, "topic": one.topic,
            "state": one.state, "method": one.method, "source": one.source, "trust": one.trust,
            "wording": one.wording, "actor": one.actor, "evidence": one.evidence,
        }
        for one in queries.ledger_of(number)
    ]  # fmt: skip
    told["suppressions"] = [
        {"channel": one.channel, "reason": one.reason, "since": one.occurred_at, "lifted_at": one.lifted_at,
         "note": one.note}
        for one in queries.suppressions_of(number)
    ]  # fmt: skip
    return told


def _plain(row: ReachRow) -> dict[str, Any]:
    return {
        "channel": row.channel, "topic": row.topic, "is_allowed": row.is_allowed, "reason": row.reason,
        "state": row.state, "paused_until": row.paused_until,
    }  # fmt: skip


def _lines(told: dict[str, Any]) -> list[str]:
    if "states" in told:
        rows = [[one["channel"], one["topic"], one["state"]] for one in told["states"]]
        return [told["customer"], *table(["channel", "topic", "state"], rows)]
    reach = [
        [one["channel"], one["topic"], "yes" if one["is_allowed"] else "no", one["reason"]] for one in told["reach"]
    ]
    said = [
        [one["occurred_at"].isoformat(timespec="seconds"), one["channel"], one["topic"], one["state"], one["method"]]
        for one in told["statements"]
    ]
    lines = [told["customer"], *table(["channel", "topic", "may we", "why not"], reach)]
    return [*lines, "", *table(["when", "channel", "topic", "said", "how"], said)] if said else lines


def _tell(number: int, as_json: bool) -> None:
    told = _standing(number, None)
    emit(as_json, told, lambda: _lines(told))
