"""What was decided about a file as a whole, said aloud: what, how, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.formats import COUNT, show
from regulars.edges.imports.layouts import FIELDS
from regulars.edges.imports.layouts.fields import Field
from regulars.edges.imports.notes import Note
from regulars.edges.imports.types import Proposal
from regulars.edges.imports.wizard.words import say
from regulars.edges.imports.wording import WORDS

_DATES = "date_"
_NUMBERS = "decimal_"
_FILE = ("encoding_", "rows_above_header")
_SHOWN = (*_FILE, _DATES, _NUMBERS, "zone_", "currency_")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line: what was decided, for what reasons, and whether a person should look."""

    label: str
    value: str
    reasons: tuple[str, ...]
    certain: bool


def decisions(proposal: Proposal) -> list[Decision]:
    """All of them: the file, its dates, numbers, zone and currency, and whatever else was noticed."""
    found = [_file(proposal), _dates(proposal), _numbers(proposal), _zone(proposal), _currency(proposal)]
    rest = [Decision("", "", (say(one),), one.is_certain) for one in proposal.notes if not one.code.startswith(_SHOWN)]
    return [one for one in found if one is not None] + rest


def _file(proposal: Proposal) -> Decision:
    staged = proposal.staged
    signs = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs"), "|": _("bars")}
    parts = [staged.encoding or staged.container.upper()]
    if staged.delimiter:
        parts.append(_("parted by %(sign)s") % {"sign": signs.get(staged.delimiter, staged.delimiter)})
    columns = len(staged.header)
    parts.append(ngettext("%(count)s column", "%(count)s columns", columns) % {"count": show(columns, COUNT)})
    if staged.header_line > 1:
        parts.append(_("names in line %(line)s") % {"line": staged.header_line})
    notes = _starting(proposal, _FILE)
    return _decision(_("File"), ", ".join(parts), notes)


def _dates(proposal: Proposal) -> Decision | None:
    styles = proposal.plan.dates
    if not styles:
        return None
    orders = {style.order if style.kind == "calendar" else style.kind for style in styles.values()}
    words = ", ".join(sorted(str(WORDS.get(order, order)) for order in orders))
    return _decision(_("Dates"), words, _starting(proposal, (_DATES,)))


def _numbers(proposal: Proposal) -> Decision | None:
    styles = proposal.plan.numbers
    if not styles:
        return None
    signs = {style.decimal for style in styles.values()}
    names = {",": _("decimal comma: 1.234,50"), ".": _("decimal point: 1,234.50")}
    words = " / ".join(names.get(sign, sign) for sign in sorted(signs))
    return _decision(_("Numbers"), words, _starting(proposal, (_NUMBERS,)))


def _zone(proposal: Proposal) -> Decision | None:
    if not any(field.value == "instant" for field in _mapped(proposal)):
        return None
    value = proposal.plan.zone or _("not known yet: asked in the next step")
    return _decision(_("Time zone"), value.replace("_", " "), _starting(proposal, ("zone_",)))


def _currency(proposal: Proposal) -> Decision | None:
    if not any(field.value == "money" for field in _mapped(proposal)):
        return None
    value = proposal.plan.currency or _("not known yet: asked in the next step")
    return _decision(_("Currency"), value, _starting(proposal, ("currency_",)))


def _mapped(proposal: Proposal) -> list[Field]:
    return [FIELDS[proposal.kind][name] for name in proposal.plan.mapping]


def _decision(label: str, value: str, notes: list[Note]) -> Decision:
    return Decision(label, value, tuple(say(one) for one in notes), all(one.is_certain for one in notes))


def _starting(proposal: Proposal, codes: tuple[str, ...]) -> list[Note]:
    return [one for one in proposal.notes if one.code.startswith(codes)]
