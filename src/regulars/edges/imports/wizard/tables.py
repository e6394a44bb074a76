"""What stands in a file and what came of it, as the desk's own components."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.components import Badge, Cell, Column, Row, Stat, Table
from regulars.base.web.formats import COUNT, DATE, INSTANT, MONTH, TEXT, Unit, money_in, show
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.rejects import folder as rejects_folder
from regulars.edges.imports.types import Preview
from regulars.edges.imports.wizard.words import field_label
from regulars.kit.money import minor_digits

REJECTS_SHOWN = 20
MICROS = 1_000_000
PLAIN = Unit("number", digits=2)
LABELS = {  # names that facts have and fields have otherwise
    "title": "product",
    "external_id": "product_id",
    "variant_title": "variant",
    "variant_external_id": "variant_id",
    "price_minor": "price",
    "cost_micros": "cost",
    "cost_starts_on": "starts_on",
    "amount_minor": "amount",
}
HIDDEN = {"tags", "image_url", "status", "handle"}


def preview_table(plan: Plan, preview: Preview) -> Table:
    """The first facts of a file as a table; amounts stand without a currency while none is known."""
    rows = preview.facts
    caption = ngettext("The first row, as it would go in", "The first %(count)s, as they would go in", len(rows)) % {
        "count": len(rows)
    }
    if plan.kind == "orders":
        return _orders(rows, caption, known=bool(plan.currency))
    return _list(plan, rows, caption)


def _orders(facts: Sequence[Mapping[str, Any]], caption: str, *, known: bool) -> Table:
    currencies = {str(one.get("currency", "")) for one in facts} - {""}
    unit = money_in(next(iter(currencies)), to_the_cent=True) if len(currencies) == 1 else TEXT
    goods = unit if known else PLAIN
    columns = [
        Column("number", _("Order")),
        Column("at", _("When")),
        Column("who", _("Buyer")),
        Column("what", _("What"), wide=True),
        Column("goods", _("Goods"), goods),
        Column("status", _("Status")),
        Column("country", _("Country")),
    ]
    rows = [_refund(one, goods) if "refunded_at" in one else _order(one, goods) for one in facts]
    kept = [place for place in range(len(columns)) if any(row[place] not in ("", None) for row in rows)]
    return Table(
        "preview", [columns[place] for place in kept], [Row([row[place] for place in kept]) for row in rows], caption
    )


def _order(one: Mapping[str, Any], unit: Unit) -> list[Any]:
    lines = one.get("lines") or ()
    micros = sum(line["quantity_milli"] * line["unit_price_micros"] for line in lines)
    minor = round(micros * 10 ** minor_digits(one["currency"]) / (1_000 * MICROS))
    minor -= sum(line["discount_minor"] for line in lines) + int(one.get("discount_minor") or 0)
    return [
        one.get("number") or one["external_id"],
        Cell(_instant(one["placed_at"]), INSTANT),
        _person(one.get("person")),
        _what(lines),
        _money(minor, one["currency"], unit),
        one.get("status", ""),
        one.get("country", ""),
    ]


def _refund(one: Mapping[str, Any], unit: Unit) -> list[Any]:
    return [
        one["external_id"],
        Cell(_instant(one["refunded_at"]), INSTANT),
        _person(one.get("person")),
        Badge(_("refund") if one.get("role") == "refund" else _("cancellation"), "note", "undo-2"),
        _money(-int(one["amount_minor"]), one.get("currency", ""), unit),
        "",
        one.get("country", ""),
    ]


def _money(minor: int, currency: str, unit: Unit) -> float | str:
    """An amount for a column of one currency, or with its own where there are several, or without any."""
    if unit is PLAIN:
        return minor / 100
    return minor if unit is not TEXT or not currency else show(minor, money_in(currency, to_the_cent=True))


def _person(person: Mapping[str, Any] | None) -> Cell | str | None:
    found = person or {}
    name = found.get("name") or found.get("email") or found.get("phone") or found.get("external_id")
    return str(name) if name else None


def _what(lines: Sequence[Mapping[str, Any]]) -> str:
    if not lines:
        return ""
    first = lines[0]
    units = first["quantity_milli"] / 1_000
    words = f"{show(units, Unit('number', digits=0 if units == int(units) else 3))} × {first['title'] or first['sku']}"
    more = len(lines) - 1
    if not more:
        return words
    return ngettext("%(first)s and %(count)s line more", "%(first)s and %(count)s lines more", more) % {
        "first": words,
        "count": more,
    }


def _list(plan: Plan, facts: Sequence[Mapping[str, Any]], caption: str) -> Table:
    """Customers, products, costs and spend: a column for everything that is filled anywhere."""
    names = [name for name in (facts[0] if facts else {}) if name not in HIDDEN]
    names = [name for name in names if plan.currency or name != "currency"]
    names = [name for name in names if any(one.get(name) not in ("", None, [], ()) for one in facts)]
    labels = {**LABELS, "external_id": "customer_id"} if plan.kind == "customers" and "external_id" in names else LABELS
    columns = [Column(name, field_label(labels.get(name, name)), _unit(name)) for name in names]
    return Table("preview", columns, [Row([_value(name, one) for name in names]) for one in facts], caption=caption)


def _unit(name: str) -> Unit:
    if name.endswith(("_minor", "_micros")):
        return PLAIN
    return DATE if name.endswith(("_at", "_on")) else TEXT


def _value(name: str, one: Mapping[str, Any]) -> Any:
    value = one.get(name)
    if value in (None, "", [], ()):
        return None
    if name.endswith("_micros"):
        return int(value) / MICROS
    if name.endswith("_minor"):
        return int(value) / 10 ** minor_digits(one.get("currency") or "EUR")
    if name.endswith(("_at", "_on")):
        return _instant(str(value)).date()
    return str(value)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def months_table(months: Sequence[Mapping[str, Any]], zone: str) -> Table | None:
    """Orders and money by month; one table however many currencies, each amount in its own."""
    if not months:
        return None
    currencies = {one["currency"] for one in months}
    unit = money_in(next(iter(currencies))) if len(currencies) == 1 else TEXT
    amounts = ("sold", "charged", "refunded")
    columns = [
        Column("month", _("Month"), MONTH),
        Column("orders", _("Orders that count"), COUNT),
        Column("sold", _("Goods sold"), unit),
        Column("charged", _("Charged, with shipping and tax"), unit),
        Column("refunded", _("Refunded"), unit),
        Column("not_counted", _("Orders that do not count"), COUNT),
    ]
    rows = [
        Row(
            [
                date.fromisoformat(one["month"] + "-01"),
                one["orders"],
                *(_amount(one, name, unit) for name in amounts),
                one["not_counted"],
            ]
        )
        for one in months
    ]
    totals: list[Any] = [_("Total"), sum(int(one["orders"]) for one in months)]
    if unit is TEXT:
        totals += ["", "", ""]
    else:
        totals += [sum(int(one[name]["amount_minor"]) for one in months) for name in amounts]
    totals.append(sum(int(one["not_counted"]) for one in months))
    note = _("Months in the time zone %(zone)s.") % {"zone": zone} if zone else ""
    return Table("months", columns, rows, caption=_("Month by month"), totals=totals, note=note)


def _amount(one: Mapping[str, Any], name: str, unit: Unit) -> int | str:
    amount = int(one[name]["amount_minor"])
    return show(amount, money_in(one["currency"])) if unit is TEXT else amount


def told_table(rejects: Sequence[Mapping[str, str | int]]) -> Table | None:
    """Rows of the preview that would be rejected; none when there are none."""
    if not rejects:
        return None
    shown = [Row([one["line"], one["column"], one["value"], one["reason"], one["fix"]]) for one in rejects]
    return Table("rejects", _reject_columns(), shown, caption=_("Rows that cannot be read"))


def _reject_columns() -> list[Column]:
    return [
        Column("line", _("Line"), COUNT),
        Column("column", _("Column")),
        Column("value", _("Value")),
        Column("reason", _("Why it cannot be read"), wide=True),
        Column("fix", _("What to do"), wide=True),
    ]


def rejects_table(path: str | None, count: int) -> Table | None:
    """The first rejected rows, from their file; none when there are none."""
    rows = first_rejects(path)
    if not rows:
        return None
    shown = [Row([int(row[0]) if row[0].isdigit() else None, *row[1:5]]) for row in rows]
    caption = ngettext("%(count)s row cannot be read", "%(count)s rows cannot be read", count) % {
        "count": show(count, COUNT)
    }
    note = _("They stay out; the rest goes in. Mend them in the file and import it again: what is in already stays.")
    if count > len(rows):
        note += " " + _("The first %(count)s are shown.") % {"count": len(rows)}
    return Table("rejects", _reject_columns(), shown, caption=caption, note=note)


def first_rejects(path: str | None) -> list[list[str]]:
    """The first rows of a rejects file of ours."""
    if not path or Path(path).parent != rejects_folder() or not Path(path).is_file():
        return []
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        return [row for row, _place in zip(rows, range(REJECTS_SHOWN), strict=False)]


def rows_stats(rows: Mapping[str, Any]) -> list[Stat]:
    """Where every row of the file went; the counts add up."""
    return [
        Stat(_("Rows read"), rows["read"], COUNT),
        Stat(_("Accepted"), rows["accepted"], COUNT),
        Stat(_("Rejected"), rows["rejected"], COUNT),
        Stat(_("Left out"), rows["skipped"], COUNT),
    ]
