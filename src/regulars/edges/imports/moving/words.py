"""What moving in came to, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulars.edges.imports.telling import lines_of as lines_of_file

GROUPS: Mapping[str, Any] = {
    "suppressed": gettext_lazy("Suppressed: never write to them"),
    "cleaned": gettext_lazy("Cleaned: their mailbox does not exist"),
    "unsubscribed": gettext_lazy("Unsubscribed"),
    "subscribed": gettext_lazy("Subscribed"),
    "nonsubscribed": gettext_lazy("Never subscribed"),
    "": gettext_lazy("Contacts; each row says for itself"),
}
CHANNELS: Mapping[str, Any] = {
    "email": gettext_lazy("E-mail"),
    "sms": gettext_lazy("Text message"),
    "whatsapp": gettext_lazy("WhatsApp"),
    "push": gettext_lazy("Push"),
}
REASONS: Mapping[str, Any] = {
    "": gettext_lazy("may be written to"),
    "erased": gettext_lazy("erased"),
    "complaint": gettext_lazy("complained about spam"),
    "hard_bounce": gettext_lazy("their mailbox does not exist"),
    "invalid": gettext_lazy("the address is not valid"),
    "manual": gettext_lazy("suppressed by hand"),
    "unsubscribed": gettext_lazy("unsubscribed"),
    "sunset": gettext_lazy("did not react for long"),
    "withdrawn": gettext_lazy("took their yes back"),
    "no_address": gettext_lazy("no address is known"),
    "pending": gettext_lazy("did not confirm yet"),
    "unknown": gettext_lazy("never said yes"),
    "paused": gettext_lazy("paused"),
}
KINDS: Mapping[str, Any] = {
    "text": gettext_lazy("text"),
    "number": gettext_lazy("number"),
    "flag": gettext_lazy("yes or no"),
    "date": gettext_lazy("date"),
}
SUPPRESSIONS: Mapping[str, Any] = {
    "loaded": gettext_lazy("Suppressions are in."),
    "declared_none": gettext_lazy("Somebody confirmed that there are no suppressions."),
    "missing": gettext_lazy("Suppressions are not in yet."),
}


def lines_of(report: Mapping[str, Any]) -> list[str]:
    """A report as lines for the terminal: each file, then who may be written to."""
    lines: list[str] = []
    for one in report["files"]:
        group = str(GROUPS[one["group"]])
        lines += [f"{one['file']['name']}  [{group}]", *(f"  {line}" for line in lines_of_file(one)[1:])]
        if one["columns_left"]:
            lines.append("  " + _("Columns that were left out: %(names)s") % {"names": ", ".join(one["columns_left"])})
    for channel, said in report["reach"].items():
        allowed = said.get("", 0)
        lines.append(_("%(channel)s: %(count)s people may be written to") % {
            "channel": CHANNELS.get(channel, channel), "count": f"{allowed:,}"})  # fmt: skip
        rest = sorted(((count, reason) for reason, count in said.items() if reason), reverse=True)
        lines += [f"  {count:,}  {REASONS.get(reason, reason)}" for count, reason in rest]
    return [*lines, str(SUPPRESSIONS[report["suppressions"]])]
