"""May we write to somebody: the answer as a table, with the reason in words."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regulars.base.web.components import Badge, Cell, Column, Row, Table
from regulars.base.web.formats import DATE, show
from regulars.domains.customers import queries
from regulars.domains.customers.forms.words import CHANNELS, METHODS, REASONS
from regulars.domains.customers.rules.consent import RECEIPTS
from regulars.domains.customers.types import ConsentRow, ReachRow
from regulars.kit import clock


def reach_table(customer: int) -> Table:
    """Return the answer for every topic by every channel the shop uses."""
    topics, channels = queries.topics(), queries.channels()
    keys = [*(one.key for one in topics), RECEIPTS]
    answers = {(row.channel, row.topic): row for row in queries.explain(customer, keys, channels, clock.now())}
    said = {row.id: row for row in queries.ledger_of(customer)}
    names = {one.key: one.name_in(get_language() or "en") for one in topics}
    names[RECEIPTS] = _("Receipts and what a buyer must get")
    columns = [Column("topic", _("Topic"), wide=True)]
    columns += [Column(channel, _capital(str(CHANNELS[channel])), wide=True) for channel in channels]
    rows = [Row([names[key], *(_cell(answers[channel, key], said) for channel in channels)]) for key in keys]
    return Table("reach", columns, rows)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def why(answer: ReachRow, said: dict[int, ConsentRow]) -> str:
    """Say in words why we may or may not write, with the day and the way of what decided it."""
    by = said.get(answer.decided_by or 0)
    if answer.reason == "paused":
        return _("paused until %(day)s") % {"day": show(answer.paused_until, DATE)}
    if answer.is_allowed and answer.topic == RECEIPTS:
        return _("needs no consent")
    if by is not None and (answer.is_allowed or answer.reason in ("withdrawn", "pending")):
        how = str(METHODS.get(by.method, by.method))
        told = _("%(how)s on %(day)s") % {"how": how, "day": show(by.occurred_at, DATE)}
        return told if answer.is_allowed else f"{REASONS[answer.reason]}, {told}"
    return str(REASONS.get(answer.reason, answer.reason))


def _cell(answer: ReachRow, said: dict[int, ConsentRow]) -> Cell:
    yes = Badge(_("Yes"), "good", "circle-check")
    no = Badge(_("No"), "warning" if answer.state != "unknown" or answer.topic == RECEIPTS else "", "circle-x")
    return Cell("", badge=yes if answer.is_allowed else no, note=why(answer, said))
