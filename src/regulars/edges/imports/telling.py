"""A report as lines for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.base.console import table
from regulars.kit.money import decimal_text

DONE_WORDS = {
    "created": gettext_lazy("new"),
    "updated": gettext_lazy("changed"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "refunds_created": gettext_lazy("new refunds"),
    "refunds_updated": gettext_lazy("changed refunds"),
    "refunds_unchanged": gettext_lazy("unchanged refunds"),
    "lines": gettext_lazy("lines"),
    "customers_created": gettext_lazy("new customers"),
    "unidentified": gettext_lazy("unidentified"),
    "missing": gettext_lazy("not found"),
    "left_out": gettext_lazy("left out, because they were erased"),
    "granted": gettext_lazy("yeses taken"),
    "withdrawn": gettext_lazy("noes taken"),
    "said_before": gettext_lazy("said before"),
    "suppressed": gettext_lazy("addresses suppressed"),
    "stopped_already": gettext_lazy("suppressed before"),
    "unreadable_addresses": gettext_lazy("addresses that cannot be read"),
    "fields": gettext_lazy("values in own fields"),
    "birthdays": gettext_lazy("birthdays"),
}


def lines_of(report: Mapping[str, Any]) -> list[str]:
    """Everything a report has to say, most important first."""
    rows = report["rows"]
    lines = [_headline(report)]
    lines.append(
        _("%(read)s rows read = %(accepted)s accepted + %(rejected)s rejected + %(skipped)s skipped")
        % {name: f"{rows[name]:,}" for name in ("read", "accepted", "rejected", "skipped")}
    )
    lines += [f"  {one['rows']:,}  {one['reason']}" for one in rows["skipped_for"]]
    if report["rejects_file"]:
        kept = _("Rejected rows with reasons and fixes: %(path)s")
        gone = _("The rejects file is gone: it was deleted after 30 days, for it held cells of customers.")
        lines.append((kept if Path(report["rejects_file"]).exists() else gone) % {"path": report["rejects_file"]})
    done = report["done"]
    if done:
        lines.append("  ".join(f"{DONE_WORDS.get(name, name)}: {count:,}" for name, count in done.items() if count))
    lines += months_of(report)
    lines += [one["text"] for one in report["remarks"]]
    if report["cannot_know"]:
        lines.append(_("What this file cannot tell:"))
        lines += [f"  {one['text']}" for one in report["cannot_know"]]
    return lines


def months_of(report: Mapping[str, Any]) -> list[str]:
    """Orders and money by month, as a table."""
    months = report["months"]
    if not months:
        return []
    head = (_("month"), _("orders"), _("not counted"), _("sold"), _("charged"), _("refunded"), _("currency"))
    cells = [
        (
            one["month"],
            f"{one['orders']:,}",
            f"{one['not_counted']:,}",
            *(decimal_text(one[name]["amount_minor"], one["currency"]) for name in ("sold", "charged", "refunded")),
            one["currency"],
        )
        for one in months
    ]
    return table(head, cells)


def _headline(report: Mapping[str, Any]) -> str:
    name = report["file"]["name"]
    state = report["state"]
    if state == "already_imported":
        return _("%(file)s is in already (%(id)s): nothing changed.") % {"file": name, "id": report["import"]}
    if state == "dry_run":
        return _("%(file)s: dry run, nothing changed. %(layout)s") % {"file": name, "layout": report["layout_title"]}
    if state == "undone":
        return _("%(file)s: undone (%(id)s)") % {"file": name, "id": report["import"]}
    return _("%(file)s: imported as %(id)s. %(layout)s") % {
        "file": name,
        "id": report.get("import", "-"),
        "layout": report["layout_title"],
    }
